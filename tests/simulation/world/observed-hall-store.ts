import type { Changes, HallStore } from '#hall-server/store/hall-store.ts';
import type { ConflictRow, CursorRow, EventRow, FeedRow, ParkedRow } from '#hall-server/store/rows.ts';
import type { TableName } from '#hall-server/store/tables.ts';
import { around } from '../kit/life.ts';
import type { History, ServerCommit } from '../kit/history.ts';

/** Writes down what the hall's database really took in, commit by commit. */
export function observedHallStore(inner: HallStore, instance: () => string, history: History): HallStore {
  return around(inner, async (name, args, call) => {
    const answer = await call();
    if (name === 'commit' && (answer as Awaited<ReturnType<HallStore['commit']>>).ok) {
      history.note({ kind: 'server-commit', ...commitOf(instance(), args[0] as Changes) });
    }
    return answer;
  });
}

function commitOf(instance: string, { expected, head, rows }: Changes): ServerCommit {
  const written = <Row>(table: TableName): Row[] =>
    rows.flatMap((change) => (change.table === table && change.kind !== 'delete' ? [change.row as Row] : []));
  return {
    instance,
    incarnation: head.incarnation,
    version: head.version,
    businessDay: head.businessDay,
    revisionBefore: expected.revision,
    feed: written<FeedRow>('feed').map(({ revision }) => revision),
    events: written<EventRow>('event').flatMap(({ aggregate, kind, opId, logId, seq }) =>
      opId === null || logId === null || seq === null ? [] : [{ aggregate, kind, opId, logId, seq }],
    ),
    cursors: written<CursorRow>('log_cursor').map(({ terminalId, logId, seq, safeSeq }) => ({ terminalId, logId, seq, safe: safeSeq })),
    parked: written<ParkedRow>('parked_operation').map(({ opId, aggregate, reason }) => ({ opId, aggregate, reason })),
    conflicts: written<ConflictRow>('conflict').map(({ kind, aggregate }) => ({ kind, aggregate })),
  };
}
