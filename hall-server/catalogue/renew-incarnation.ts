import type { HallContext } from '../hall-context.ts';
import { businessDayAt, dayAfter } from '../numbers/business-day.ts';
import { placeBehind } from '../numbers/own-series.ts';
import { noteAttention } from '../recovery/attention-row.ts';
import { restorePart, restoreRange } from '../recovery/restore-ranges.ts';
import type { Act } from '../store/hall-writer.ts';
import type { WorkingSet } from '../store/working-set.ts';

/** Why the database is not what it was. */
export interface SetBack {
  /** `asked`: an administrator says so. `noticed`: a terminal has seen more than the database holds. */
  readonly reason: 'restored' | 'asked' | 'noticed';
  /** When the backup was made, server milliseconds; null: unknown, then the last contact it knows tells. */
  readonly fromMs: number | null;
}

/** Kiosks enrolled since the backup at most, per part of the restore ranges. */
const OWN_SERIES_STEP = 8;

/**
 * A database that was set back begins a new incarnation, so that every terminal reads the snapshot and pushes again from
 * `safe`, and is recovering: nobody is bound a number before all numbers that were given are known. Leases go on at once
 * from ranges that cannot have been leased. See docs/decisions/0015. @returns the new incarnation
 */
export function renewIncarnation(context: HallContext, { reason, fromMs }: SetBack = { reason: 'asked', fromMs: null }): Act<string> {
  const { hallId, settings, writer } = context;
  let today = '';
  return {
    load: (work, round) => {
      if (round === 0) return [{ query: 'all', table: 'terminal' }, { query: 'all', table: 'hall' }, { query: 'all', table: 'terminal_contact' }];
      const timeZone = [...work.table('hall').all()][0]?.value.timeZone ?? 'Asia/Shanghai';
      today = businessDayAt(writer.clock.now(), timeZone, settings.dayStartMinutes);
      if (round > 1) return null;
      const series = [...work.table('terminal').all()].flatMap(({ ownSeries }) => ownSeries ?? []);
      return [
        { table: 'number_series', keys: [today, dayAfter(today, 1)].flatMap((day) => series.map((one) => [hallId, day, one])) },
        { query: 'conflicts-of-day', businessDay: today },
      ];
    },
    decide: (work, deciding) => {
      const incarnation = deciding.newId();
      const used = new Set([...work.table('terminal').all()].flatMap(({ ownSeries }) => ownSeries ?? []));
      const { from, to } = restoreRange(deciding.nowMs);
      for (const series of used) {
        for (const businessDay of [today, dayAfter(today, 1)]) {
          const next = work.table('number_series').get(hallId, businessDay, series)?.next ?? 1;
          if (next < from || next > to) work.table('number_series').put({ hallId, businessDay, series, next: from });
        }
      }
      work.head = {
        ...work.head,
        incarnation,
        feedFloor: work.head.revision,
        recovering: true,
        restoredAtMs: deciding.nowMs,
        restoredFromMs: fromMs ?? lastContact(work),
        ownSeriesFrom: Math.max(work.head.ownSeriesFrom, placeBehind(used)) + OWN_SERIES_STEP * (1 + restorePart(deciding.nowMs)),
      };
      noteAttention(work, deciding, { kind: 'restored', aggregate: `hall:${hallId}`, businessDay: today, detail: { reason, incarnation, backupMs: fromMs } });
      deciding.audit({ actor: reason === 'noticed' ? 'server' : 'admin', action: 'incarnation.renewed', detail: { incarnation, reason, backupMs: fromMs } });
      return incarnation;
    },
  };
}

function lastContact(work: WorkingSet): number | null {
  const seen = [...work.table('terminal_contact').all()].map(({ seenMs }) => seenMs);
  return seen.length === 0 ? null : Math.max(...seen);
}
