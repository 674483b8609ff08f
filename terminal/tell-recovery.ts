import type { Log } from '#contracts/log-events.ts';
import type { StoreRecovery } from '#offline-cache/recovery/store-recovery.ts';
import type { Notices } from './notices.ts';

/** What the opening of the store had to mend: to the log, and to whoever works at this machine. The hall hears of it by a fact of the store. */
export function tellRecovery({ kind, whole, found, putBack, salvaged, quarantine, ms }: StoreRecovery, log: Log, notices: Notices): void {
  log('store-recovered', {
    act: kind,
    outcome: whole ? 'whole' : 'partial',
    detail: found,
    putBack,
    salvaged,
    quarantine: quarantine ?? '—',
    ms: Math.round(ms),
  });
  notices.add(kind === 'restored' ? 'store-restored' : 'store-recovered', `${kind} ${quarantine ?? found}`);
}
