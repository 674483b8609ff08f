import type { Changes, HallStore, Loaded, LoadedRows, RowChange, Selector } from '#hall-server/store/hall-store.ts';
import type { EventRow, ParkedRow } from '#hall-server/store/rows.ts';
import { ok } from '#kernel/result.ts';
import type { FeedEntry } from '#contracts/sync/feed.ts';
import type { AtServer, PlantedFault } from '../kit/planted.ts';

/** A hall's database with some of its methods replaced. */
function withMethods(inner: HallStore, changed: Partial<HallStore>): HallStore {
  return new Proxy(inner, {
    get(target, name) {
      const value: unknown = Reflect.get(changed, name) ?? Reflect.get(target, name, target);
      return typeof value === 'function' ? (value as (...args: unknown[]) => unknown).bind(name in changed ? changed : target) : value;
    },
  });
}

type Table = RowChange['table'];

/** Commits with some of the changes left out or altered. */
function commits(inner: HallStore, change: (changes: Changes) => Changes): HallStore {
  return withMethods(inner, { commit: (changes) => inner.commit(change(changes)) });
}

function without(changes: Changes, table: Table, drop: (change: RowChange) => boolean = () => true): Changes {
  return { ...changes, rows: changes.rows.filter((row) => row.table !== table || !drop(row)) };
}

/** Loads that do not see the rows of some questions. */
function blindTo(inner: HallStore, unseen: (selector: Selector) => boolean): HallStore {
  return withMethods(inner, { load: (selectors) => inner.load(selectors.map((selector) => (unseen(selector) ? NOTHING : selector))) });
}

/** A question nothing answers. */
const NOTHING: Selector = { query: 'calls-of-ticket', ticketId: 'none' };

/** Facts seen before get a name of their own, as in a table without the uniqueness of operations. */
function withoutUniqueness(inner: HallStore, at: AtServer): HallStore {
  const seen = remembered(at, 'seen');
  return commits(inner, (changes) => ({
    ...changes,
    rows: changes.rows.map((change) => {
      if (change.table !== 'event' || change.kind !== 'insert' || change.row.opId === null) return change;
      const again = seen.has(change.row.opId);
      seen.add(change.row.opId);
      const row: EventRow = again ? { ...change.row, opId: `${change.row.opId} ${at.time.ran}` } : change.row;
      return { ...change, row };
    }),
  }));
}

/** What a table would remember over restarts. */
function remembered(at: AtServer, name: string): Set<string> {
  const set = (at.memory.get(name) as Set<string> | undefined) ?? new Set<string>();
  at.memory.set(name, set);
  return set;
}

const isDedup = (selector: Selector): boolean => 'query' in selector && selector.query === 'events-of-operations';

/** Faults in how the hall server keeps its books. */
export const HALL_FAULTS: readonly PlantedFault[] = [
  {
    name: 'no-deduplication',
    what: 'a fact that comes again in another log is applied again',
    hallStore: (inner, at) => blindTo(withoutUniqueness(inner, at), isDedup),
  },
  {
    name: 'deduplication-window',
    what: 'only the last facts are remembered when looking for repeated ones',
    hallStore: (inner, at) => {
      const recent = remembered(at, 'recent');
      const store = withoutUniqueness(inner, at);
      return withMethods(store, {
        commit(changes) {
          for (const change of changes.rows) if (change.table === 'event' && change.kind === 'insert' && change.row.opId !== null) recent.add(change.row.opId);
          return store.commit(changes);
        },
        load: (selectors) =>
          store.load(
            selectors.map((selector) =>
              'query' in selector && selector.query === 'events-of-operations' ? { ...selector, opIds: selector.opIds.filter((id) => [...recent].slice(-4).includes(id)) } : selector,
            ),
          ),
      });
    },
  },
  {
    name: 'cursor-before-the-facts',
    what: 'the cursor of the log is committed before the facts it stands for',
    hallStore: (inner, at) => inTwoCommits(inner, at, 'log_cursor'),
  },
  {
    name: 'feed-after-the-commit',
    what: 'the entries of the feed are written a moment after what they tell',
    hallStore: (inner, at) => {
      const later = (rows: readonly RowChange[]): void => {
        at.time.after(40, () => void flush(inner, rows).catch(() => {}));
      };
      return withMethods(inner, {
        async commit(changes) {
          const feed = changes.rows.filter(({ table }) => table === 'feed');
          const done = await inner.commit(without(changes, 'feed'));
          if (done.ok && feed.length > 0) later(feed);
          return done;
        },
      });
    },
  },
  {
    name: 'skips-instead-of-parking',
    what: 'a fact that cannot be applied is passed over',
    hallStore: (inner) => commits(inner, (changes) => without(changes, 'parked_operation', ({ kind }) => kind === 'insert')),
  },
  {
    name: 'later-fact-of-a-parked-one-is-applied',
    what: 'facts behind a parked one of the same ticket do not wait for it',
    hallStore: (inner) => blindTo(inner, (selector) => 'query' in selector && selector.query === 'parked-of-aggregates'),
  },
  {
    name: 'replays-out-of-order',
    what: 'parked facts are replayed last come first',
    hallStore: (inner) =>
      withMethods(inner, {
        async load(selectors) {
          const loaded = await inner.load(selectors);
          const all = selectors.some((selector) => 'query' in selector && selector.query === 'parked');
          return all ? mapRows(loaded, 'parked_operation', (row: ParkedRow) => ({ ...row, parkedAt: -row.parkedAt, seq: -row.seq })) : loaded;
        },
      }),
  },
  {
    name: 'applies-a-batch-backwards',
    what: 'the facts of one batch are applied last first',
    hallStore: (inner) =>
      commits(inner, (changes) => {
        const events = changes.rows.filter(({ table }) => table === 'event').toReversed();
        return { ...changes, rows: [...changes.rows.filter(({ table }) => table !== 'event'), ...events] };
      }),
  },
  {
    name: 'conflicts-go-unseen',
    what: 'conflicts are not kept for staff',
    hallStore: (inner) => commits(inner, (changes) => without(changes, 'conflict')),
  },
  {
    name: 'hint-before-the-commit',
    what: 'watchers are told before the commit, which may then not be',
    hallStore: (inner, at) =>
      withMethods(inner, {
        async commit(changes) {
          tell(at, changes);
          await at.interrupt();
          return inner.commit(changes);
        },
      }),
  },
  {
    name: 'paper-of-unseen-tickets-is-dropped',
    what: 'what became of the paper is not kept',
    hallStore: (inner) => commits(inner, (changes) => without(changes, 'event', (change) => change.kind === 'insert' && (change.row as EventRow).kind === 'ticket.paper')),
  },
  {
    name: 'safe-without-retention',
    what: 'the server moves the safe mark with the cursor',
    hallStore: (inner) =>
      commits(inner, (changes) => ({
        ...changes,
        rows: changes.rows.map((change) =>
          change.table === 'log_cursor' && change.kind !== 'delete' ? { ...change, row: { ...change.row, safeSeq: change.row.seq } } : change,
        ) as readonly RowChange[],
      })),
  },
  {
    name: 'answers-without-writing',
    what: 'now and then a commit is answered as done and was not written',
    hallStore: (inner, at) =>
      withMethods(inner, {
        commit: (changes) => (at.chance.happens(0.03) && changes.rows.some(({ table }) => table === 'event') ? Promise.resolve(ok()) : inner.commit(changes)),
      }),
  },
  {
    name: 'two-writers-without-comparing',
    what: 'a second instance writes over what another committed meanwhile',
    hallStore: (inner, at) =>
      withMethods(inner, {
        // A database over the network: others commit between what was read and what is written.
        async load(selectors) {
          const loaded = await inner.load(selectors);
          if (at.chance.happens(0.2)) await at.time.sleep(20);
          return loaded;
        },
        async commit(changes) {
          const done = await inner.commit(changes);
          if (done.ok) return done;
          const { head } = await inner.load([]);
          return inner.commit({ ...changes, expected: { ...changes.expected, version: head.version }, head: { ...changes.head, version: head.version + 1 } });
        },
      }),
  },
];

/** First the rows of one table, then, if nothing came in between, the rest. */
function inTwoCommits(inner: HallStore, at: AtServer, first: Table): HallStore {
  return withMethods(inner, {
    async commit(changes) {
      const early = changes.rows.filter(({ table }) => table === first);
      if (early.length === 0 || !changes.rows.some(({ table }) => table === 'event')) return inner.commit(changes);
      const between = { ...changes.expected, version: changes.expected.version + 1 };
      const begun = await inner.commit({ expected: changes.expected, head: between, rows: early, dropFeedThrough: 0 });
      if (!begun.ok) return begun;
      await at.interrupt();
      return inner.commit({ ...without(changes, first), expected: between, head: { ...changes.head, version: between.version + 1 } });
    },
  });
}

async function flush(inner: HallStore, rows: readonly RowChange[]): Promise<void> {
  for (let tries = 0; tries < 20; tries += 1) {
    const { head } = await inner.load([]);
    const done = await inner.commit({ expected: head, head: { ...head, version: head.version + 1 }, rows, dropFeedThrough: 0 });
    if (done.ok) return;
  }
}

function mapRows<Row>(loaded: Loaded, table: Table, map: (row: Row) => Row): Loaded {
  return { ...loaded, rows: loaded.rows.map((found) => (found.table === table ? ({ ...found, rows: (found.rows as unknown as Row[]).map(map) } as unknown as LoadedRows) : found)) };
}

function tell(at: AtServer, changes: Changes): void {
  const rows = changes.rows.flatMap((change) => (change.table === 'feed' && change.kind === 'insert' ? [change.row] : []));
  if (rows.length === 0) return;
  const entries = rows.map(
    ({ revision, entity, entityId, scopeBefore, scopeAfter, value }): FeedEntry => ({ revision, entity: entity as FeedEntry['entity'], id: entityId, scopeBefore: [...scopeBefore], scopeAfter: [...scopeAfter], value }),
  );
  for (const { hub } of at.instances()) hub.publish({ incarnation: changes.head.incarnation, from: rows[0]!.revision, to: rows.at(-1)!.revision, entries });
}
