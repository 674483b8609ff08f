import type { TicketNumber } from '#domain/ticket/number.ts';
import type { LedgerRow } from '../store/rows.ts';
import type { WorkingSet } from '../store/working-set.ts';

/** Writes what became of a number, keeping the lease it came from. The entry must have been loaded. */
export function setFate(
  work: WorkingSet,
  number: Pick<TicketNumber, 'businessDay' | 'series' | 'number'>,
  change: Pick<LedgerRow, 'fate' | 'ticketId'>,
): void {
  const { hallId } = work.head;
  const ledger = work.table('number_ledger');
  const before = ledger.get(hallId, number.businessDay, number.series, number.number);
  ledger.put({
    hallId,
    businessDay: number.businessDay,
    series: number.series,
    number: number.number,
    leaseId: before?.leaseId ?? null,
    ...change,
  });
}
