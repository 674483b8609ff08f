import { APPLIED, appendOperationEvent, noteConflict, type Applied, type Applying } from './applying.ts';

/**
 * A terminal's data was damaged and mended itself. Nothing of the hall changes; staff should know that its disk may be failing, and whether
 * anything could not be made good.
 */
export function applyStoreRecovered(applying: Applying<'store.recovered'>): Applied {
  const { recoveryId, ...detail } = applying.operation.payload;
  const aggregate = `store:${recoveryId}`;
  appendOperationEvent(applying, aggregate, detail);
  noteConflict(applying, 'store-recovered', aggregate, { terminalId: applying.receipt.terminalId, ...detail });
  return APPLIED;
}
