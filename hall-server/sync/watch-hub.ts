import type { CancelTimer, Clock } from '#kernel/clock.ts';
import type { FeedHint } from '#contracts/sync/feed.ts';
import { HintSight } from './hint-sight.ts';

/** Silence after which a watcher is told where the head stands, so that a dead link is noticed on both ends. */
export const HEARTBEAT_MS = 10_000;

/** Hints a slow watcher may leave unread before they are dropped; it then pulls from its own cursor. */
const MAX_QUEUED = 256;

/**
 * Entries times watchers that one commit may spread at once: one person's ticket reaches a city's terminals at once, a batch
 * of facts is read by them later.
 */
const MOST_DELIVERIES = 2_000;
/** How long a watcher is spared after such a commit; doubles while they keep coming, up to a bound. */
const SPARED_MS = 500;
const SPARED_MOST_MS = 32_000;
/** Watchers are told again one after another, in so many steps. */
const STEPS = 16;

/** Where the feed stands. */
export interface FeedHead {
  readonly incarnation: string;
  readonly revision: number;
}

/** Spreads the hints of each commit over all watchers, each with what it may see. */
export class WatchHub {
  readonly #clock: Clock;
  readonly #watchers = new Set<Watcher>();
  #head: FeedHead;
  #closed = false;

  constructor(clock: Clock, head: FeedHead) {
    this.#clock = clock;
    this.#head = head;
  }

  get watchers(): number {
    return this.#watchers.size;
  }

  publish(hint: FeedHint): void {
    const { incarnation, revision } = this.#head;
    const same = hint.incarnation === incarnation;
    // Another instance's commit may come late: who was told around it is not told that there was nothing.
    if (!same || hint.from !== revision + 1) for (const watcher of this.#watchers) watcher.forget();
    this.#head = { incarnation: hint.incarnation, revision: same ? Math.max(revision, hint.to) : hint.to };
    const sight = new HintSight(hint);
    const seen = [...this.#watchers].flatMap((watcher) => {
      const entries = sight.of(watcher.scopes);
      return entries.length > 0 ? [{ watcher, entries }] : [];
    });
    const heavy = seen.reduce((sum, { entries }) => sum + entries.length, 0) > MOST_DELIVERIES && seen.length > 1;
    for (const [place, { watcher, entries }] of seen.entries()) {
      if (heavy) watcher.spare((place % STEPS) / STEPS);
      else watcher.push({ ...hint, entries });
    }
  }

  /** A new incarnation or a head moved without entries: everybody is told at once. */
  moveHead(head: FeedHead): void {
    this.#head = head;
    for (const watcher of this.#watchers) watcher.beat();
  }

  /** Starts with where the head stands, then every commit of which something is visible, then a heartbeat after each silence. */
  watch(scopes: ReadonlySet<string>, signal?: AbortSignal): AsyncIteratorObject<FeedHint, void, void> {
    const watcher = new Watcher(this.#clock, scopes, () => this.#head, () => this.#watchers.delete(watcher));
    if (this.#closed || signal?.aborted) watcher.end();
    else this.#watchers.add(watcher);
    signal?.addEventListener('abort', () => watcher.end(), { once: true });
    return watcher;
  }

  /** Ends all watchers; new ones end at once. */
  close(): void {
    this.#closed = true;
    for (const watcher of this.#watchers) watcher.end();
  }
}

type Step = IteratorResult<FeedHint, void>;

class Watcher implements AsyncIteratorObject<FeedHint, void, void> {
  readonly scopes: ReadonlySet<string>;
  readonly #clock: Clock;
  readonly #head: () => FeedHead;
  readonly #left: () => void;
  #queue: FeedHint[] = [];
  #waiting: ((step: Step) => void)[] = [];
  #ended = false;
  #spared = false;
  #spareMs = SPARED_MS;
  /** Told of everything visible up to here; null after something was left out. */
  #told: FeedHead | null = null;
  #cancelBeat: CancelTimer = () => {};

  constructor(clock: Clock, scopes: ReadonlySet<string>, head: () => FeedHead, left: () => void) {
    this.#clock = clock;
    this.scopes = scopes;
    this.#head = head;
    this.#left = left;
    this.beat();
  }

  /** Tells nothing for a while, then where the head stands. @param place 0…1: when within the while */
  spare(place: number): void {
    if (this.#spared || this.#ended) return;
    this.#spared = true;
    this.#told = null;
    const ms = this.#spareMs * (1 + place);
    this.#spareMs = Math.min(SPARED_MOST_MS, this.#spareMs * 2);
    this.#cancelBeat();
    this.#cancelBeat = this.#clock.after(ms, () => {
      this.#spared = false;
      this.beat();
    });
  }

  /** Something may be missing between what it was told and what comes. */
  forget(): void {
    this.#told = null;
  }

  /** @param hint with what this watcher may see of it */
  push(hint: FeedHint): void {
    // The next beat shows the gap.
    if (this.#spared) return;
    this.#give({ ...hint, from: this.#from(hint.incarnation) ?? hint.from });
  }

  /** Nothing visible up to the head: for who was told all along. Else an empty hint (head, head], a reason to pull for who is behind. */
  beat(): void {
    if (this.#spared) return;
    const { incarnation, revision } = this.#head();
    this.#give({ incarnation, from: this.#from(incarnation) ?? revision + 1, to: revision, entries: [] });
  }

  /** Commits of which nothing was visible were not told: they are covered by the next hint. */
  #from(incarnation: string): number | null {
    return this.#told?.incarnation === incarnation ? this.#told.revision + 1 : null;
  }

  next(): Promise<Step> {
    const hint = this.#queue.shift();
    if (hint) return Promise.resolve({ done: false, value: hint });
    if (this.#ended) return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  return(): Promise<Step> {
    this.end();
    return Promise.resolve({ done: true, value: undefined });
  }

  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#cancelBeat();
    this.#left();
    for (const resolve of this.#waiting.splice(0)) resolve({ done: true, value: undefined });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #give(hint: FeedHint): void {
    if (this.#ended) return;
    const waiting = this.#waiting.shift();
    if (waiting) waiting({ done: false, value: hint });
    else if (this.#queue.length < MAX_QUEUED) this.#queue.push(hint);
    else {
      this.#queue = [];
      this.#told = null;
      this.beat();
      return;
    }
    // Another instance's commit that came late is behind the head: the next hint must not claim what lies between.
    const head = this.#head();
    this.#told = hint.incarnation === head.incarnation && hint.to >= head.revision ? { incarnation: hint.incarnation, revision: hint.to } : null;
    this.#cancelBeat();
    this.#cancelBeat = this.#clock.after(HEARTBEAT_MS, () => {
      this.#spareMs = SPARED_MS;
      this.beat();
    });
  }
}
