import { dailyBackups } from '../backup/daily-files.ts';
import { openCopy, saltOf } from '../backup/store-backup.ts';
import { rawKey } from '../database/cipher-facts.ts';
import { opensWith } from '../database/file-header.ts';
import type { Connection } from '../database/open-database.ts';
import { schemaOf } from '../shadow/checkpoint.ts';
import { openScratch } from './scratch.ts';
import { readMark, type ShadowMark } from './shadow-mark.ts';

/** A daily copy that every page of was read. */
export interface ChosenBackup {
  readonly file: string;
  readonly salt: string;
  /** The business day it was made for. */
  readonly day: string;
}

/**
 * The newest daily copy that can be read and says more than what is there.
 * @param reached how far database or shadow log lead without a gap; null when neither leads anywhere
 */
export function chooseBackup(folder: string, key: Uint8Array, reached: ShadowMark | null): ChosenBackup | null {
  for (const { day, file } of dailyBackups(folder)) {
    const salt = attempt(() => saltOf(file));
    if (salt === undefined || !saysMore(file, salt, key, reached)) continue;
    const opened = openCopy(file, key);
    if (!opened.ok) continue;
    const isStore = attempt(() => schemaOf(opened.value) > 0 && isEnrolled(opened.value));
    opened.value.close();
    if (isStore) return { file, salt, day };
  }
  return null;
}

/** Whether some daily copy opens with the key: then the key is the store's. */
export function someBackupOpens(folder: string, key: Uint8Array): boolean {
  return dailyBackups(folder).some(({ file }) => attempt(() => opensWith(file, rawKey({ salt: saltOf(file) }, key))) === true);
}

export function isEnrolled(connection: Connection): boolean {
  const settings = connection.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'setting'").get();
  return settings !== undefined && connection.prepare("SELECT 1 FROM setting WHERE name = 'enrolment'").get() !== undefined;
}

/** Read from one page before all others are. */
function saysMore(file: string, salt: string, key: Uint8Array, reached: ShadowMark | null): boolean {
  if (reached === null) return true;
  const mark = attempt(() => {
    const connection = openScratch(file, rawKey({ salt }, key), { readonly: true });
    try {
      return readMark(connection);
    } finally {
      connection.close();
    }
  });
  return mark?.lineage === reached.lineage && mark.position > reached.position;
}

function attempt<Value>(run: () => Value): Value | undefined {
  try {
    return run();
  } catch {
    return undefined;
  }
}
