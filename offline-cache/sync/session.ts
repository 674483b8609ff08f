import type { Clock } from '#kernel/clock.ts';
import { CLOCK_TOLERANCE_MS, type ClockTrust } from '#domain/time/stamp.ts';
import { OPERATION_VERSIONS } from '#contracts/sync/operation.ts';
import type { FeedHint } from '#contracts/sync/feed.ts';
import type { SenderClock } from '#contracts/hall/hall-contract.ts';
import type { TerminalStore } from '../store-api.ts';
import type { Caller } from './caller.ts';
import { FeedReader } from './feed-reader.ts';
import type { HallPort, Handshake } from './hall-port.ts';
import { CALL_MS, HANDSHAKE_EVERY_MS, HANDSHAKE_MS, HEARTBEAT_MS, PULL_EVERY_MS, LEASE_EVERY_MS, LONGEST_CATCH_UP_MS, WATCH_OPEN_MS } from './limits.ts';
import { Pusher, type HeldBack } from './pusher.ts';
import type { ReplicaHolder } from './replica-holder.ts';
import type { Waker } from './waker.ts';

export interface SessionParts {
  readonly store: TerminalStore;
  readonly hall: HallPort;
  readonly clock: Clock;
  readonly bootId: string;
  readonly caller: Caller;
  readonly replica: ReplicaHolder;
  /** Woken when something was stored, and by the watch. */
  readonly waker: Waker;
  /** What the session learns for the screen. */
  readonly tell: (news: SessionNews) => void;
}

export type SessionNews =
  /** The server's cursor fits our log: no old copy of the disk speaks. */
  | { readonly kind: 'in-step' }
  | { readonly kind: 'online'; readonly trust: ClockTrust }
  /** Part of what waited is at the server. */
  | { readonly kind: 'progress' }
  | { readonly kind: 'pushed'; readonly heldBack: HeldBack | null };

/** What the server said, and the log it spoke of. */
type Hello = Handshake & { readonly logId: string };

/** The watch ended: the link may be gone, or the server restarted. */
export class WatchEnded extends Error {}

/**
 * One connection's life: handshake, then the same round again and again (push until empty, hints or pull, lease, wait).
 * A round looks at the state of things, never at what event brought it about; it ends only by throwing.
 */
export async function runSession(parts: SessionParts): Promise<never> {
  const { clock, store, caller, replica, waker, tell } = parts;
  const senderClock = (): SenderClock => ({ bootId: parts.bootId, monotonicMs: clock.monotonic(), wallMs: Math.round(clock.now()) });
  const told = { serverMs: 0, at: 0 };
  const noteTime = (serverMs: number): void => {
    told.serverMs = serverMs;
    told.at = clock.monotonic();
  };

  const hello = await shakeHands(parts, senderClock);
  noteTime(hello.serverMs);
  let shookAt = clock.monotonic();
  const pusher = new Pusher(store, parts.hall, caller, senderClock, hello);
  const feed = new FeedReader(store, parts.hall, caller, replica);
  await pusher.begin(hello.logId, hello.cursor);
  await settleParked(store, hello);
  tell({ kind: 'in-step' });
  let leaseDue = clock.monotonic();
  if (await hasNoNumbers(store)) {
    // After a new log every number of the old one is gone: a citizen without the link must not wait for a long queue.
    try {
      await topUpLease(parts);
      leaseDue = clock.monotonic() + LEASE_EVERY_MS;
    } catch {
      // Facts must not wait for numbers: it is asked again behind them.
      caller.signal.throwIfAborted();
    }
  }
  const progress = (): void => tell({ kind: 'progress' });
  // A crowd comes back: each sends in its turn. What others did is read when the facts of all are there; numbers come from the lease meanwhile.
  const catchUpAt = shookAt + Math.min(hello.catchUpAfterMs ?? 0, LONGEST_CATCH_UP_MS);
  if (hello.sendAfterMs) await caller.rest(Math.min(hello.sendAfterMs, LONGEST_CATCH_UP_MS));
  // Facts first: what happened here must not wait for a long snapshot.
  tell({ kind: 'pushed', heldBack: (await pusher.push(progress)).heldBack });
  while (clock.monotonic() < catchUpAt) {
    await waker.wait(clock, catchUpAt - clock.monotonic());
    caller.signal.throwIfAborted();
    tell({ kind: 'pushed', heldBack: (await pusher.push(progress)).heldBack });
  }
  await feed.begin(hello.incarnation);
  tell({ kind: 'online', trust: trustOf(clock, hello.serverMs) });
  const watch = openWatch(parts);
  let pulledAt = clock.monotonic();
  let pullDue = pulledAt + HEARTBEAT_MS;

  try {
    for (;;) {
      const pushed = await pusher.push(progress);
      if (pushed.serverMs !== null) noteTime(pushed.serverMs);
      tell({ kind: 'pushed', heldBack: pushed.heldBack });
      for (const hint of watch.hints.splice(0)) {
        await feed.take(hint, Math.round(told.serverMs + clock.monotonic() - told.at));
        pullDue = Math.min(clock.monotonic() + HEARTBEAT_MS, pulledAt + PULL_EVERY_MS);
      }
      // Between the pull above and the watch something may have changed unseen.
      if (watch.takeOpened()) pullDue = clock.monotonic();
      if (watch.ended) throw new WatchEnded('the watch ended', { cause: watch.ended.cause });
      // Facts that wait for a newer server: it may have been upgraded without this session noticing.
      if (clock.monotonic() >= shookAt + (pushed.heldBack ? HEARTBEAT_MS : HANDSHAKE_EVERY_MS)) {
        const again = await shakeHands(parts, senderClock);
        noteTime(again.serverMs);
        await settleParked(store, again);
        shookAt = clock.monotonic();
        pusher.learnVersions(again.versions);
        if (pushed.heldBack) waker.wake();
        tell({ kind: 'online', trust: trustOf(clock, again.serverMs) });
      }
      if (clock.monotonic() >= leaseDue) {
        await topUpLease(parts);
        leaseDue = clock.monotonic() + LEASE_EVERY_MS;
      }
      if (clock.monotonic() >= pullDue) {
        await feed.pull();
        pulledAt = clock.monotonic();
        pullDue = pulledAt + HEARTBEAT_MS;
      }
      await waker.wait(clock, Math.max(0, pullDue - clock.monotonic()));
      caller.signal.throwIfAborted();
    }
  } finally {
    watch.close();
  }
}

function trustOf(clock: Clock, serverMs: number): ClockTrust {
  return Math.abs(clock.now() - serverMs) <= CLOCK_TOLERANCE_MS ? 'trusted' : 'untrusted';
}

async function shakeHands({ store, hall, clock, caller, replica }: SessionParts, senderClock: () => SenderClock): Promise<Hello> {
  const { logId, heldFrom, machine, applied, seq: head } = await store.outbox();
  const hello = await caller.call('handshake', HANDSHAKE_MS, (signal) =>
    hall.sync.handshake(
      { logId, heldFrom, head, applied, ...(machine !== null && { machine }), ...(replica.value.cursor && { seen: replica.value.cursor }), versions: { ...OPERATION_VERSIONS }, clock: senderClock() },
      { signal },
    ),
  );
  await store.noteServer(hello.serverMs, hello.businessDay, trustOf(clock, hello.serverMs));
  replica.setBusinessDay(hello.businessDay);
  return { ...hello, logId };
}

/** After the cursor was found to fit the log: what staff settled at the hall is settled here. Older servers do not tell. */
async function settleParked(store: TerminalStore, { logId, cursor, parked }: Hello): Promise<void> {
  if (parked) await store.settleParked(logId, cursor?.seq ?? 0, parked);
}

async function hasNoNumbers(store: TerminalStore): Promise<boolean> {
  return Object.values(await store.numbersLeft()).every((left) => left === 0);
}

async function topUpLease({ store, hall, clock, caller, replica }: SessionParts): Promise<void> {
  if ((await store.enrolment())?.ownSeries == null) return;
  const left = { ...(await store.numbersLeft()) };
  const lent = Object.fromEntries(Object.entries(await store.blockEnds()).map(([day, ends]) => [day, [...ends]]));
  const { businessDay, blocks, serverMs } = await caller.call('lease', CALL_MS, (signal) => hall.numbers.lease({ left, lent }, { signal }));
  if (blocks.length > 0) await store.saveLease(businessDay, blocks);
  if (replica.value.businessDay === businessDay) return;
  await store.noteServer(serverMs, businessDay, trustOf(clock, serverMs));
  replica.setBusinessDay(businessDay);
}

interface Watch {
  readonly hints: FeedHint[];
  /** Set when no more hints will come. */
  readonly ended: { readonly cause: unknown } | null;
  /** True once, after the server began to tell. */
  takeOpened(): boolean;
  close(): void;
}

/** Hints gather while the session works; it is woken for each and for the end. */
function openWatch({ hall, clock, caller, waker }: SessionParts): Watch {
  const closing = new AbortController();
  const state: { hints: FeedHint[]; ended: { readonly cause: unknown } | null } = { hints: [], ended: null };
  const opening = clock.after(WATCH_OPEN_MS, () => end(new Error('the watch was not opened in time')));
  const end = (cause: unknown): void => {
    opening();
    state.ended ??= { cause };
    waker.wake();
  };
  let opened = false;
  const read = async (): Promise<void> => {
    const hints = await hall.sync.watch(undefined, { signal: AbortSignal.any([caller.signal, closing.signal]) });
    opening();
    opened = true;
    waker.wake();
    for await (const hint of hints) {
      state.hints.push(hint);
      waker.wake();
    }
  };
  read().then(() => end(new Error('the server closed the watch')), end);
  return {
    hints: state.hints,
    get ended() {
      return state.ended;
    },
    takeOpened() {
      const was = opened;
      opened = false;
      return was;
    },
    close() {
      opening();
      closing.abort();
    },
  };
}
