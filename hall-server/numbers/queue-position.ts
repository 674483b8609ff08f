import { estimateWait, type WaitEstimate } from '#domain/queue/estimate.ts';
import type { Selector } from '../store/hall-store.ts';
import type { BusinessRow, TicketRow } from '../store/rows.ts';
import type { WorkingSet } from '../store/working-set.ts';

/**
 * What a position in the queue of a business is computed from: the waiting are counted, not read, so that a bind costs the
 * same on a full day. @param throughMs effective time of the ticket whose position is asked; `Infinity` counts all
 */
export function queueRows(businessId: string, throughMs = Infinity): readonly Selector[] {
  return [
    { query: 'waiting-count', businessId, throughMs },
    { query: 'all', table: 'service_window' },
  ];
}

/** How many of the business wait before `ticket`, whether it waits itself or is about to. The waiting must be counted up to its time. */
export function aheadOf(work: WorkingSet, ticket: Pick<TicketRow, 'businessId' | 'state'>): number {
  const counted = work.waitingFor(ticket.businessId);
  return ticket.state === 'waiting' ? Math.max(0, counted - 1) : counted;
}

export function estimateFor(work: WorkingSet, business: BusinessRow, ahead: number): WaitEstimate | null {
  let open = 0;
  for (const { value } of work.table('service_window').all()) if (value.state === 'open' && value.businessIds.includes(business.id)) open += 1;
  return estimateWait(ahead, business.value.minutesPerTicket, open);
}
