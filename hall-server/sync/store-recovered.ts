import type { StoreRecovered } from '#contracts/sync/operation.ts';
import { APPLIED, appendOperationEvent, noteConflict, type Applied, type Applying, type ConflictKind } from './applying.ts';

/** What staff should do about it differs; all others are a disk that may be failing. */
const SEEN_AS: Readonly<Partial<Record<StoreRecovered['kind'], ConflictKind>>> = { restored: 'store-restored', forked: 'log-forked' };

/**
 * A terminal's data was damaged and mended itself. Nothing of the hall changes; staff should know that its disk may be failing, and whether
 * anything could not be made good.
 */
export function applyStoreRecovered(applying: Applying<'store.recovered'>): Applied {
  const { recoveryId, ...detail } = applying.operation.payload;
  const aggregate = `store:${recoveryId}`;
  appendOperationEvent(applying, aggregate, detail);
  noteConflict(applying, SEEN_AS[detail.kind] ?? 'store-recovered', aggregate, { terminalId: applying.receipt.terminalId, ...detail });
  return APPLIED;
}
