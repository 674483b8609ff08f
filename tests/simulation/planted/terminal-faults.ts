import { uuidV7 } from '#kernel/uuid-v7.ts';
import type { FeedEntry } from '#contracts/sync/feed.ts';
import type { TerminalStore } from '#offline-cache/store-api.ts';
import type { PlantedFault } from '../kit/planted.ts';

/** Some methods of a store replaced; the rest as they are. */
function withMethods(inner: TerminalStore, changed: Partial<TerminalStore>): TerminalStore {
  return { ...inner, ...changed };
}

/** Faults around the terminal's store. */
export const TERMINAL_FAULTS: readonly PlantedFault[] = [
  {
    name: 'prunes-beyond-safe',
    what: 'operations are dropped as soon as they are applied, without waiting for `safe`',
    store: (inner) => withMethods(inner, { acknowledge: (applied) => inner.acknowledge(applied, applied) }),
  },
  {
    name: 'sends-only-when-something-new-is-written',
    what: 'the queue is looked at when something was stored, not whenever it is not empty',
    store: (inner, at) =>
      withMethods(inner, {
        async operationsAfter(seq, mostBytes) {
          const { seq: head, logId } = await inner.outbox();
          const offered = `${logId} ${head}`;
          // One operation is asked for to compare chains, more to send them.
          if (mostBytes > 1 && at.memory.get('offered') === offered) return [];
          if (mostBytes > 1) at.memory.set('offered', offered);
          return inner.operationsAfter(seq, mostBytes);
        },
      }),
  },
  {
    name: 'ignores-tombstones',
    what: 'what is gone from the hall stays on the screens',
    store: (inner) =>
      withMethods(inner, { applyFeed: (cursor, entries, serverMs) => inner.applyFeed(cursor, entries.filter(({ value }) => value !== null), serverMs) }),
  },
  {
    name: 'lower-revision-wins',
    what: 'the last delivery of an entity wins, whatever its revision',
    store: (inner) =>
      withMethods(inner, {
        replaceReplica: (cursor, entries) => inner.replaceReplica(cursor, entries.map((entry): FeedEntry => ({ ...entry, revision: Math.min(entry.revision, cursor.revision) }))),
      }),
  },
  {
    name: 'takes-two-touches-for-two-people',
    what: 'a double touch makes two tickets',
    store: (inner, at) => withMethods(inner, { draftTicket: (draft) => inner.draftTicket({ ...draft, tapId: uuidV7({ now: () => 0 }, at.chance.random) }) }),
  },
  {
    name: 'day-from-its-own-calendar',
    what: 'the business day comes from the wall clock of the terminal',
    store: (inner, at) =>
      withMethods(inner, { noteServer: (serverMs, day, trust) => inner.noteServer(serverMs, day === null ? null : new Date(at.wallMs() + 8 * 3_600_000).toISOString().slice(0, 10), trust) }),
  },
  {
    name: 'forgets-parked-facts',
    what: 'staff at the terminal are not told of parked facts',
    store: (inner) => withMethods(inner, { noteParked: () => Promise.resolve(), settleParked: () => Promise.resolve() }),
  },
  {
    name: 'stale-feed-cursor',
    what: 'hints move the cursor without their entries being stored',
    store: (inner, at) =>
      withMethods(inner, { applyFeed: (cursor, entries, serverMs) => inner.applyFeed(cursor, at.chance.happens(0.05) ? [] : entries, serverMs) }),
  },
  {
    name: 'gives-a-new-log-only-new-facts',
    what: 'after a fork facts that were never sent are left in the old log',
    store: (inner) =>
      withMethods(inner, {
        async startNewLog(incarnation) {
          await inner.startNewLog(incarnation);
          const { seq } = await inner.outbox();
          return inner.acknowledge(seq, seq);
        },
      }),
  },
  {
    name: 'acknowledges-what-it-sent',
    what: 'a batch counts as applied once it was sent, whatever the answer',
    store: (inner) =>
      withMethods(inner, {
        async operationsAfter(seq, mostBytes) {
          const found = await inner.operationsAfter(seq, mostBytes);
          if (found.length > 0) await inner.acknowledge(found.at(-1)!.seq, 0);
          return found;
        },
      }),
  },
  {
    name: 'records-paper-later',
    what: 'the fact of the paper is written a while after it was said to be kept',
    store: (inner, at) =>
      withMethods(inner, {
        async recordPaper(ticketId, paper, source) {
          const ticket = await inner.ticket(ticketId);
          at.time.after(2_000, () => void inner.recordPaper(ticketId, paper, source).catch(() => {}));
          return { ...ticket!, paper };
        },
      }),
  },
  {
    name: 'help-is-fire-and-forget',
    what: 'a call for help is told to be kept before it is',
    store: (inner, at) =>
      withMethods(inner, {
        requestHelp(screen) {
          at.time.after(1_000, () => void inner.requestHelp(screen).catch(() => {}));
          return Promise.resolve();
        },
      }),
  },
  {
    name: 'backoff-never-reset',
    what: 'every failure ever makes the next wait longer',
    random: (inner, at) => ({
      bytes: (length) => inner.bytes(length),
      next() {
        const failures = Number(at.memory.get('failures') ?? 0) + 1;
        at.memory.set('failures', failures);
        return inner.next() * 1.6 ** Math.min(failures, 20);
      },
    }),
  },
];
