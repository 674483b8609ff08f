import type { FeedEntry, FeedHint } from '#contracts/sync/feed.ts';
import type { HallClient } from '#offline-cache/sync/hall-port.ts';
import type { AtTerminal, PlantedFault } from '../kit/planted.ts';

type Sync = HallClient['sync'];
type Answer<Method extends keyof Sync> = Awaited<ReturnType<Sync[Method]>>;
type Pulled = Extract<Answer<'pull'>, { readonly kind: 'entries' }>;

/** The sync calls of a port replaced by others around them. */
function withSync(inner: HallClient, changed: (sync: Sync) => Partial<{ [Method in keyof Sync]: (...args: Parameters<Sync[Method]>) => Promise<Answer<Method>> }>): HallClient {
  return { ...inner, sync: { ...inner.sync, ...changed(inner.sync) } };
}

/** Faults in how calls and answers are understood on either end of the wire. */
export const WIRE_FAULTS: readonly PlantedFault[] = [
  {
    name: 'lost-answer-counts-as-applied',
    what: 'a push without an answer counts as applied and safe',
    port: (inner) =>
      withSync(inner, (sync) => ({
        async push(input, ...rest) {
          const last = input.operations.at(-1)!;
          const lost: Answer<'push'> = { applied: last.seq, safe: last.seq, headHash: last.hash, parked: [], serverMs: input.clock.wallMs };
          return sync.push(input, ...rest).catch(() => lost);
        },
      })),
  },
  {
    name: 'partial-batch-acknowledged',
    what: 'half a batch is applied and all of it is acknowledged',
    port: (inner) =>
      withSync(inner, (sync) => ({
        async push(input, ...rest) {
          const half = input.operations.slice(0, Math.ceil(input.operations.length / 2));
          const last = input.operations.at(-1)!;
          return { ...(await sync.push({ ...input, operations: half }, ...rest)), applied: last.seq, headHash: last.hash };
        },
      })),
  },
  {
    name: 'calls-applied-safe',
    what: 'the server calls safe what it has just applied',
    port: (inner) =>
      withSync(inner, (sync) => ({
        async push(input, ...rest) {
          const answer = await sync.push(input, ...rest);
          return { ...answer, safe: answer.applied };
        },
      })),
  },
  {
    name: 'one-parked-fact-fails-the-batch',
    what: 'a batch with a fact that cannot be read is answered as a failure',
    port: (inner) =>
      withSync(inner, (sync) => ({
        async push(input, ...rest) {
          if (input.operations.some(({ body }) => body.includes('"poison'))) throw new Error('cannot read one of them');
          return sync.push(input, ...rest);
        },
      })),
  },
  {
    name: 'hint-applied-with-a-gap',
    what: 'a hint is applied although hints before it are missing',
    port: (inner) => withHints(inner, (hint) => ({ ...hint, from: 1 })),
  },
  {
    name: 'waits-for-hints-only',
    what: 'the feed is read once and then only hints are followed',
    port: (inner, at) =>
      withSync(withHints(inner, (hint) => ({ ...hint, from: 1, to: hint.entries.length === 0 ? 0 : hint.to })), (sync) => ({
        async pull(input, ...rest) {
          const answer = await sync.pull(input, ...rest);
          const begun = at.memory.get('pulled') === input.after.incarnation;
          at.memory.set('pulled', input.after.incarnation);
          return answer.kind === 'entries' && begun ? { ...answer, entries: [], head: input.after.revision } : answer;
        },
      })),
  },
  {
    name: 'wall-clock-cursor',
    what: 'the feed is asked for what changed since a wall time of the terminal',
    port: (inner, at) =>
      withSync(inner, (sync) => ({
        async pull(input, ...rest) {
          const since = Number(at.memory.get('since') ?? 0);
          const answer = await sync.pull(input, ...rest);
          at.memory.set('since', at.wallMs());
          if (answer.kind !== 'entries') return answer;
          return { ...answer, entries: answer.entries.filter((entry) => changedSince(entry, since)) } satisfies Pulled;
        },
      })),
  },
  {
    name: 'snapshot-begins-at-its-end',
    what: 'the snapshot counts as of the revision at which its last page was read',
    port: (inner, at) => withLateSnapshot(inner, at),
  },
  {
    name: 'snapshot-of-one-page',
    what: 'only the first page of a snapshot is read',
    port: (inner) =>
      withSync(inner, (sync) => ({
        snapshot: async (input, ...rest) => ({ ...(await sync.snapshot(input, ...rest)), next: null }),
      })),
  },
  {
    name: 'incarnation-ignored',
    what: 'a restored server counts as the one before it',
    port: (inner, at) => withOneIncarnation(inner, at),
  },
  {
    name: 'fork-ignored',
    what: 'a cursor of another chain is taken for one of ours',
    port: (inner, at) =>
      withSync(inner, (sync) => ({
        async handshake(input, ...rest) {
          const answer = await sync.handshake(input, ...rest);
          const head = at.memory.get('head') as { readonly seq: number; readonly headHash: string } | undefined;
          if (answer.cursor === null || !head || answer.cursor.seq <= head.seq) return answer;
          return { ...answer, cursor: { ...answer.cursor, ...head } };
        },
        async push(input, ...rest) {
          const last = input.operations.at(-1)!;
          const answer = await sync.push(input, ...rest).catch((cause: { readonly code?: string }) => {
            if (cause.code !== 'FORKED' && cause.code !== 'GAP') throw cause;
            return { applied: last.seq, safe: 0, headHash: last.hash, parked: [], serverMs: input.clock.wallMs };
          });
          return { ...answer, applied: last.seq, headHash: last.hash, safe: Math.min(answer.safe, last.seq) };
        },
      })),
    store: (inner, at) => ({
      ...inner,
      async outbox() {
        const head = await inner.outbox();
        at.memory.set('head', { seq: head.seq, headHash: head.headHash });
        return head;
      },
    }),
  },
  {
    name: 'ages-by-wall-clock',
    what: 'the server ages facts by wall times, not by the monotonic time of one run of the machine',
    port: (inner) =>
      withSync(inner, (sync) => ({ push: (input, ...rest) => sync.push({ ...input, clock: { ...input.clock, bootId: 'none' } }, ...rest) })),
  },
];

function changedSince({ entity, value }: FeedEntry, since: number): boolean {
  if (entity !== 'ticket' || value === null) return true;
  const { waitingSinceMs, calledAtMs } = value as { readonly waitingSinceMs: number; readonly calledAtMs: number | null };
  return Math.max(waitingSinceMs, calledAtMs ?? 0) >= since;
}

function withHints(inner: HallClient, change: (hint: FeedHint) => FeedHint): HallClient {
  return withSync(inner, (sync) => ({
    async watch(...args) {
      const hints = await sync.watch(...args);
      const iterator = {
        async next() {
          const step = await hints.next();
          return step.done ? step : { done: false as const, value: change(step.value) };
        },
        return: () => hints.return(),
        [Symbol.asyncIterator]() {
          return iterator;
        },
      };
      return iterator as unknown as typeof hints;
    },
  }));
}

/** Reads all pages with a pause between them and says that they are of the moment of the last one. */
function withLateSnapshot(inner: HallClient, at: AtTerminal): HallClient {
  return withSync(inner, (sync) => ({
    async snapshot(input, ...rest) {
      const entries: FeedEntry[] = [];
      let page: string | null = null;
      for (;;) {
        const answer: Answer<'snapshot'> = await sync.snapshot({ ...input, limit: 3, page, startedAt: null }, ...rest);
        entries.push(...answer.entries);
        page = answer.next;
        if (page === null) return { ...answer, entries };
        await at.time.sleep(400);
      }
    },
  }));
}

function withOneIncarnation(inner: HallClient, at: AtTerminal): HallClient {
  const first = <T extends { readonly incarnation: string }>(answer: T): T => {
    const incarnation = (at.memory.get('incarnation') as string | undefined) ?? answer.incarnation;
    at.memory.set('incarnation', incarnation);
    at.memory.set('true', answer.incarnation);
    return { ...answer, incarnation };
  };
  return withSync(withHints(inner, first), (sync) => ({
    handshake: async (...args) => first(await sync.handshake(...args)),
    snapshot: async (...args) => first(await sync.snapshot(...args)),
    async pull(input, ...rest) {
      const answer = await sync.pull({ ...input, after: { ...input.after, incarnation: (at.memory.get('true') as string | undefined) ?? input.after.incarnation } }, ...rest);
      // What it asks for behind the other head is not there: nothing new, as far as it can tell.
      if (answer.kind === 'snapshot-needed') return { kind: 'entries', incarnation: String(at.memory.get('incarnation')), entries: [], head: input.after.revision, serverMs: 0 };
      return first(answer);
    },
  }));
}
