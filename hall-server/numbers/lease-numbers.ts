import { AFTER_RESTORE_RANGE, type NumberBlock } from '#domain/ticket/number.ts';
import type { HallContext } from '../hall-context.ts';
import { restoreRange, type NumberRange } from '../recovery/restore-ranges.ts';
import type { Act, Deciding } from '../store/hall-writer.ts';
import type { TerminalRow } from '../store/rows.ts';
import type { WorkingSet } from '../store/working-set.ts';
import { dayAfter } from './business-day.ts';

/** The last number of a kiosk's own series that is leased; those above are its permanent last resort. */
export const LAST_LEASED_NUMBER = 899;

export interface LeaseAnswer {
  readonly businessDay: string;
  readonly blocks: readonly NumberBlock[];
  readonly serverMs: number;
}

/**
 * Lends blocks for today and tomorrow wherever fewer than half a block is left. A block is given out once and never
 * again, even when the answer was lost: a rebuilt kiosk could have printed from it.
 * @param left unused numbers per business day, as the kiosk says
 * @param lent ends of the blocks it ever held: a copy of its disk may hold them too, and a restored hall may have forgotten them
 */
export function leaseNumbers(
  context: HallContext,
  terminalId: string,
  left: Readonly<Record<string, number>>,
  lent: Readonly<Record<string, readonly number[]>> = {},
): Act<LeaseAnswer> {
  const days = (work: WorkingSet): readonly string[] => [work.head.businessDay, dayAfter(work.head.businessDay, 1)];
  return {
    load: (work, round) => {
      if (round === 0) return [{ table: 'terminal', keys: [[terminalId]] }];
      const series = work.table('terminal').get(terminalId)?.ownSeries;
      if (round > 1 || series == null) return null;
      const { hallId } = context;
      return days(work).flatMap((businessDay) => [
        { table: 'number_series', keys: [[hallId, businessDay, series]] },
        // A restored hall learns of numbers it does not know it ever lent.
        { query: 'highest-number', hallId, businessDay, series, from: 1, to: LAST_LEASED_NUMBER },
        { query: 'highest-number', hallId, businessDay, series, ...afterRestore(work) },
      ]);
    },
    decide: (work, deciding) => {
      const terminal = work.table('terminal').get(terminalId);
      const blocks = days(work).flatMap((day) => {
        const enough = (left[day] ?? 0) * 2 >= context.settings.leaseBlock;
        const block = enough || terminal?.ownSeries == null ? null : lend(work, deciding, { terminal, series: terminal.ownSeries, day, size: context.settings.leaseBlock, lent: lent[day] ?? [] });
        return block ? [block] : [];
      });
      return { businessDay: work.head.businessDay, blocks, serverMs: deciding.nowMs };
    },
  };
}

/** The next part is another restore's, which this database may know nothing of: beyond its own end nothing is lent. */
function afterRestore({ head }: WorkingSet): NumberRange {
  return head.restoredAtMs === null ? AFTER_RESTORE_RANGE : restoreRange(head.restoredAtMs);
}

interface Loan {
  readonly terminal: TerminalRow;
  readonly series: string;
  readonly day: string;
  readonly size: number;
  readonly lent: readonly number[];
}

function lend(work: WorkingSet, deciding: Deciding, { terminal, series, day, size, lent }: Loan): NumberBlock | null {
  const { hallId } = work.head;
  const next = work.table('number_series').get(hallId, day, series)?.next ?? 1;
  const last = next >= AFTER_RESTORE_RANGE.from ? afterRestore(work).to : LAST_LEASED_NUMBER;
  const booked = [...work.table('number_ledger').all()].filter((row) => row.businessDay === day && row.series === series).map(({ number }) => number);
  const known = [...booked, ...lent].filter((number) => number >= next && number <= last);
  const from = Math.max(next, ...known.map((number) => number + 1));
  const to = Math.min(from + size - 1, last);
  if (to < from) return null;
  const leaseId = deciding.newId();
  work.table('number_series').put({ hallId, businessDay: day, series, next: to + 1 });
  work.table('lease').put({ id: leaseId, terminalId: terminal.id, businessDay: day, series, fromNumber: from, toNumber: to, grantedAtMs: deciding.nowMs });
  for (let number = from; number <= to; number += 1) {
    work.table('number_ledger').put({ hallId, businessDay: day, series, number, fate: 'leased', ticketId: null, leaseId });
  }
  return { leaseId, businessDay: day, series, from, to, origin: 'leased' };
}
