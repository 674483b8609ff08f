import { dayAfter } from '../numbers/business-day.ts';
import type { HallContext } from '../hall-context.ts';
import type { Act } from '../store/hall-writer.ts';

/** Numbers that may have been given out after the backup was made; the series continue behind them. */
const SKIPPED = 200;

/**
 * After a restore: a new incarnation, so that every terminal reads the snapshot and pushes again from `safe`, and all
 * series move to unused ranges. @returns the new incarnation
 */
export function renewIncarnation(context: HallContext): Act<string> {
  return {
    load: (work, round) => {
      if (round === 0) return [{ query: 'all', table: 'business' }, { query: 'all', table: 'terminal' }];
      if (round > 1) return null;
      const series = [...[...work.table('business').all()].map((row) => row.series), ...[...work.table('terminal').all()].flatMap(({ ownSeries }) => ownSeries ?? [])];
      const days = [work.head.businessDay, dayAfter(work.head.businessDay, 1)];
      return [{ table: 'number_series', keys: days.flatMap((day) => series.map((one) => [context.hallId, day, one])) }];
    },
    decide: (work, deciding) => {
      const incarnation = deciding.newId();
      for (const row of work.table('number_series').all()) work.table('number_series').put({ ...row, next: row.next + SKIPPED });
      work.head = { ...work.head, incarnation, feedFloor: work.head.revision };
      deciding.audit({ actor: 'admin', action: 'incarnation.renewed', detail: { incarnation, numbersSkipped: SKIPPED } });
      return incarnation;
    },
  };
}
