import type { History } from '../kit/history.ts';
import { appliedOnce } from './applied-once.ts';
import { arrivalTimes } from './arrival-times.ts';
import { atRest, reconciled } from './at-rest.ts';
import { feed } from './feed.ts';
import { inOrder } from './in-order.ts';
import { marks } from './marks.ts';
import { numbers, oneTapOneTicket } from './numbers.ts';
import { visibleConflicts } from './visible-conflicts.ts';

/**
 * Everything that does not hold in this history, one sentence each. Pure: it sees the record alone, not the machines.
 * @param startMs true wall time at the record's instant 0
 */
export function checkHistory(history: History, startMs: number): readonly string[] {
  const broken = [...atRest(history), ...marks(history), ...feed(history), ...oneTapOneTicket(history)];
  const server = history.of('final-server')[0]?.state;
  if (!server) return [...broken, 'the run did not come to its end'];
  return [
    ...broken,
    ...appliedOnce(history, server),
    ...inOrder(history, server),
    ...numbers(history, server),
    ...reconciled(history, server),
    ...visibleConflicts(history, server),
    ...arrivalTimes(history, server, startMs),
  ];
}
