import type { WindowCallRow } from '../store/rows.ts';
import type { WorkingSet } from '../store/working-set.ts';

/** Closes the open call of a ticket, if there is one among the loaded rows. */
export function endCall(work: WorkingSet, ticketId: string, endedAtMs: number, outcome: NonNullable<WindowCallRow['outcome']>): void {
  for (const call of work.table('window_call').by('ticket', (row) => row.ticketId, ticketId)) {
    if (call.endedAtMs === null) work.table('window_call').put({ ...call, endedAtMs, outcome });
  }
}
