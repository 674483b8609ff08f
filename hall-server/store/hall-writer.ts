import type { Clock } from '#kernel/clock.ts';
import type { Random } from '#kernel/random.ts';
import { uuidV7 } from '#kernel/uuid-v7.ts';
import type { FeedEntry, FeedHint } from '#contracts/sync/feed.ts';
import { appendAudit, type AuditNote } from './audit.ts';
import type { HallStore, Selector, WaitingCount } from './hall-store.ts';
import { publishChanges, waitingMoves } from './publish.ts';
import { Turns, type Lane } from './turns.ts';
import { WorkingSet } from './working-set.ts';

/** What a decision gets besides the rows: the time, new ids, and the audit chain. */
export interface Deciding {
  readonly nowMs: number;
  readonly newId: () => string;
  readonly audit: (note: Omit<AuditNote, 'atMs'>) => void;
}

/** One act on the hall: what to load, in as many rounds as keys depend on rows, then the pure decision. */
export interface Act<Answer> {
  /** Selectors for this round, or null when everything is there. Sees what the rounds before loaded. */
  readonly load: (work: WorkingSet, round: number) => readonly Selector[] | null;
  /** Pure: changes the working set and gives the answer. May run again after a conflict. */
  readonly decide: (work: WorkingSet, deciding: Deciding) => Answer;
}

/** How often an act is decided again after another instance committed in between. */
const MAX_ATTEMPTS = 50;

/**
 * Runs acts one after another in this process and again when another instance was faster: every commit is a
 * compare-and-set on the head. Tells listeners the entries of each commit in revision order.
 */
export class HallWriter {
  readonly store: HallStore;
  readonly clock: Clock;
  readonly #random: Random;
  readonly #turns: Turns;
  readonly #listeners = new Set<(hint: FeedHint) => void>();

  /** @param breathe see Turns; the server's program returns to its event loop there */
  constructor(store: HallStore, clock: Clock, random: Random, breathe?: () => Promise<void>) {
    this.#turns = new Turns(breathe);
    this.store = store;
    this.clock = clock;
    this.#random = random;
  }

  /** Calls `listen` with the entries of every commit. The returned function ends it. */
  onCommit(listen: (hint: FeedHint) => void): () => void {
    this.#listeners.add(listen);
    return () => this.#listeners.delete(listen);
  }

  newId(): string {
    return uuidV7(this.clock, this.#random);
  }

  /** How many acts of the lane hold or wait for their turn. */
  depth(lane: Lane): number {
    return this.#turns.depth(lane);
  }

  /** @param lane `bulk` for what nobody stands in front of: it lets everything else go first */
  run<Answer>(act: Act<Answer>, clock: Pick<Clock, 'now'> = this.clock, lane: Lane = 'person'): Promise<Answer> {
    return this.#turns.take(lane, async () => {
      for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
        const outcome = await this.#attempt(act, clock);
        if (outcome) return outcome.answer;
      }
      throw new Error(`the hall changed ${MAX_ATTEMPTS} times under one act`);
    });
  }

  /** Loads without deciding, for reading. */
  async read(load: Act<never>['load']): Promise<WorkingSet> {
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
      const work = await this.#loaded(load);
      if (work) return work;
    }
    throw new Error(`the hall changed ${MAX_ATTEMPTS} times under one read`);
  }

  async #attempt<Answer>(act: Act<Answer>, clock: Pick<Clock, 'now'>): Promise<{ readonly answer: Answer } | null> {
    const work = await this.#loaded(act.load);
    if (!work) return null;
    const nowMs = Math.floor(clock.now());
    const answer = act.decide(work, {
      nowMs,
      newId: () => uuidV7(clock, this.#random),
      audit: (note) => appendAudit(work, { ...note, atMs: nowMs }, hex(this.#random.bytes(16))),
    });
    if (!work.changed) return { answer };
    const waiting = await this.#waitingAfter(work);
    if (!waiting) return null;
    const entries = publishChanges(work, waiting);
    const committed = await this.store.commit(work.changes());
    if (!committed.ok) return null;
    this.#tell(work, entries);
    return { answer };
  }

  /** The queues this work makes longer or shorter, as they will be; null when the hall changed meanwhile. */
  async #waitingAfter(work: WorkingSet): Promise<readonly WaitingCount[] | null> {
    const moves = waitingMoves(work);
    if (moves.size === 0) return [];
    const { head, waiting } = await this.store.load([{ query: 'waiting-totals' }]);
    if (head.version !== work.headBefore.version) return null;
    const before = new Map(waiting.map(({ businessId, count }) => [businessId, count]));
    return [...moves].map(([businessId, by]) => ({ businessId, count: (before.get(businessId) ?? 0) + by }));
  }

  /** All rounds from one state of the hall; null when it changed in between. */
  async #loaded(load: Act<never>['load']): Promise<WorkingSet | null> {
    let work: WorkingSet | undefined;
    for (let round = 0; ; round += 1) {
      const selectors = round === 0 && !work ? load(new WorkingSet(NO_HEAD), 0) : load(work!, round);
      if (selectors === null && work) return work;
      const loaded = await this.store.load(selectors ?? []);
      work ??= new WorkingSet(loaded.head);
      if (loaded.head.version !== work.headBefore.version) return null;
      work.add(selectors ?? [], loaded);
    }
  }

  #tell(work: WorkingSet, entries: readonly FeedEntry[]): void {
    if (entries.length === 0) return;
    const { incarnation } = work.head;
    const hint: FeedHint = { incarnation, from: entries[0]!.revision, to: entries.at(-1)!.revision, entries: [...entries] };
    for (const listen of this.#listeners) listen(hint);
  }
}

/** Stands for the head before anything was loaded. */
const NO_HEAD = {
  id: 'head',
  hallId: '',
  incarnation: '',
  version: -1,
  revision: 0,
  feedFloor: 0,
  businessDay: '',
  auditSeq: 0,
  auditHash: '',
  restoredAtMs: null,
  restoredFromMs: null,
  recovering: false,
  ownSeriesFrom: 0,
} as const;

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
