import type { Act } from '../store/hall-writer.ts';
import type { ConditionRow } from '../store/rows.ts';
import type { LogMark } from './inspect-database.ts';

/** Keeps how something went last, for staff. */
export function noteCondition(name: ConditionName, value: ConditionRow['value']): Act<void> {
  return {
    load: (_work, round) => (round === 0 ? [{ table: 'condition', keys: [[name]] }] : null),
    decide: (work, { nowMs }) => work.table('condition').put({ name, atMs: nowMs, value }),
  };
}

/** `backup`: the last one that was verified; `backup-try`: the last one at all; `check`: the last look at the whole database. */
export type ConditionName = 'backup' | 'backup-try' | 'check';

/** What lies in a verified backup off this machine is safe: terminals may forget it. Never more than is here. */
export function markSafe(marks: readonly LogMark[]): Act<number> {
  return {
    load: (_work, round) => (round === 0 ? [{ table: 'log_cursor', keys: marks.map(({ terminalId, logId }) => [terminalId, logId]) }] : null),
    decide: (work) => {
      let moved = 0;
      for (const { terminalId, logId, seq } of marks) {
        const cursor = work.table('log_cursor').get(terminalId, logId);
        const safeSeq = Math.min(seq, cursor?.seq ?? 0);
        if (!cursor || safeSeq <= cursor.safeSeq) continue;
        work.table('log_cursor').put({ ...cursor, safeSeq });
        moved += 1;
      }
      return moved;
    },
  };
}
