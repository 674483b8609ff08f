import { estimateWait, type WaitEstimate } from '#domain/queue/estimate.ts';
import type { Selector } from '../store/hall-store.ts';
import type { BusinessRow, TicketRow } from '../store/rows.ts';
import type { WorkingSet } from '../store/working-set.ts';

/** More than ever wait for one business; a bound on every read. */
export const QUEUE_LIMIT = 2000;

/** Rows that a position in the queue of a business is computed from. */
export function queueRows(businessId: string): readonly Selector[] {
  return [
    { query: 'waiting', businessId, limit: QUEUE_LIMIT },
    { query: 'all', table: 'service_window' },
  ];
}

/** How many of the business wait since before `ticket`, whether it waits itself or is about to. */
export function aheadOf(work: WorkingSet, ticket: Pick<TicketRow, 'id' | 'businessId' | 'waitingSinceMs'>): number {
  let ahead = 0;
  for (const other of work.table('ticket').all()) {
    if (other.state === 'waiting' && other.businessId === ticket.businessId && other.id !== ticket.id && other.waitingSinceMs <= ticket.waitingSinceMs) {
      ahead += 1;
    }
  }
  return ahead;
}

export function estimateFor(work: WorkingSet, business: BusinessRow, ahead: number): WaitEstimate | null {
  let open = 0;
  for (const { value } of work.table('service_window').all()) if (value.state === 'open' && value.businessIds.includes(business.id)) open += 1;
  return estimateWait(ahead, business.value.minutesPerTicket, open);
}
