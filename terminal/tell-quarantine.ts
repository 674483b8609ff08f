import type { Log } from '#contracts/log-events.ts';
import { QUARANTINE_FOLDER, quarantineSize, type QuarantineSize } from '#offline-cache/recovery/quarantine.ts';
import type { Notices } from './notices.ts';

/** From here on somebody should look: the machine damages its files again and again, or they fill its disk. */
const MANY_ENTRIES = 10;
const MANY_BYTES = 1024 ** 3;

/** Tells staff when what was put aside grows without anybody fetching it. It only grows at an opening, so once after each is enough. */
export function tellQuarantine(folder: string, log: Log, notices: Notices, { entries, bytes } = sizeOf(folder)): void {
  if (entries < MANY_ENTRIES && bytes < MANY_BYTES) return;
  log('quarantine-large', { entries, bytes, folder: QUARANTINE_FOLDER });
  notices.add('quarantine-large', `quarantine ${entries}`);
}

function sizeOf(folder: string): QuarantineSize {
  try {
    return quarantineSize(folder);
  } catch {
    // A folder that cannot be read is no reason not to serve anybody.
    return { entries: 0, bytes: 0 };
  }
}
