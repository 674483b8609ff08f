import type { FeedCursor } from '#contracts/sync/feed.ts';
import type { HallContext } from '../hall-context.ts';
import { dayAfter } from '../numbers/business-day.ts';
import { placeBehind } from '../numbers/own-series.ts';
import { DAY_ROWS, plausibleDay, RECOVERY_CONDITION } from '../numbers/plausible-day.ts';
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
  const { hallId, steady } = context;
  let today = '';
  return {
    load: (work, round) => {
      if (round === 0) return [{ query: 'all', table: 'terminal' }, ...DAY_ROWS, { query: 'all', table: 'terminal_contact' }];
      today = plausibleDay(context, work, reason !== 'noticed').day;
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
      work.table('condition').put({ name: RECOVERY_CONDITION, atMs: deciding.nowMs, value: { steadyMs: steady.now(), day: reason === 'noticed' ? null : today } });
      noteAttention(work, deciding, { kind: 'restored', aggregate: `hall:${hallId}`, businessDay: today, detail: { reason, incarnation, backupMs: fromMs } });
      deciding.audit({ actor: reason === 'noticed' ? 'server' : 'admin', action: 'incarnation.renewed', detail: { incarnation, reason, backupMs: fromMs } });
      return incarnation;
    },
  };
}

/** What a terminal says it has seen and was acknowledged. */
export interface SetBackProof {
  readonly terminalId: string;
  readonly logId: string;
  readonly seen: FeedCursor;
  readonly applied: number;
}

/** A terminal that has seen more of the feed than there is, or was acknowledged more than is here, proves that the database lost commits or was copied back. */
export function isSetBack(work: WorkingSet, { terminalId, logId, seen, applied }: SetBackProof): boolean {
  const { incarnation, revision, recovering } = work.head;
  // What it reads of an incarnation it reads after it pushed there: until then its acknowledgements are of the one before.
  const unacknowledged = !recovering && applied > (work.table('log_cursor').get(terminalId, logId)?.seq ?? 0);
  return seen.incarnation === incarnation && (seen.revision > revision || unacknowledged);
}

/** Renews when it is still proven as the commit is decided: of many terminals that notice at once only the first does. @returns null: there is nothing to do */
export function renewIfSetBack(context: HallContext, proof: SetBackProof): Act<string | null> {
  const renew = renewIncarnation(context, { reason: 'noticed', fromMs: null });
  const cursor = { table: 'log_cursor', keys: [[proof.terminalId, proof.logId]] } as const;
  return {
    load: (work, round) => {
      const selectors = renew.load(work, round);
      return round === 0 ? [cursor, ...(selectors ?? [])] : selectors;
    },
    decide: (work, deciding) => (isSetBack(work, proof) ? renew.decide(work, deciding) : null),
  };
}

function lastContact(work: WorkingSet): number | null {
  const seen = [...work.table('terminal_contact').all()].map(({ seenMs }) => seenMs);
  return seen.length === 0 ? null : Math.max(...seen);
}
