import { createHash } from 'node:crypto';
import { ORPCError } from '@orpc/client';
import type { Clock } from '#kernel/clock.ts';
import type { NumberBlock } from '#domain/ticket/number.ts';
import type { FeedEntity, FeedEntry, FeedHint } from '#contracts/sync/feed.ts';
import { GENESIS_HASH, OPERATION_VERSIONS, operationEnvelope, type OperationEnvelope } from '#contracts/sync/operation.ts';
import type { HallPort } from '../sync/hall-port.ts';
import { exampleEntry, INCARNATION } from './feed-fixture.ts';
import { EXAMPLE_DAY } from './store-fixture.ts';

interface LogCursor {
  readonly seq: number;
  readonly headHash: string;
  readonly safeSeq: number;
}

/** A hall server in memory with the contract's own rules, and a network that can be cut in every way. */
export class FakeHall {
  incarnation = INCARNATION;
  businessDay = EXAMPLE_DAY;
  versions: Record<string, number> = { ...OPERATION_VERSIONS };
  /** How far `safe` lags behind `applied`. */
  safeLag = 0;
  /** What the handshake says is parked now; null: an older server that does not tell. */
  parked: { opId: string; seq: number; reason: string }[] | null = null;
  /** Kinds that are parked instead of applied. */
  readonly park = new Set<string>();
  leases: NumberBlock[] = [];
  /** `refuse`: nobody listens. `silent`: connects, never answers. `lose-answer`: acts once, then the answer is lost. */
  network: 'up' | 'refuse' | 'silent' | 'lose-answer' = 'up';
  /** Hints are swallowed on the way. */
  loseHints = false;
  readonly calls: string[] = [];
  readonly applied: OperationEnvelope[] = [];
  readonly cursors = new Map<string, LogCursor>();
  readonly #clock: Clock;
  readonly #offsetMs: number;
  readonly #watches = new Set<(hint: FeedHint | null) => void>();
  #entries: FeedEntry[] = [];

  constructor(clock: Clock, offsetMs = 0) {
    this.#clock = clock;
    this.#offsetMs = offsetMs;
  }

  get revision(): number {
    return this.#entries.at(-1)?.revision ?? 0;
  }

  get watching(): number {
    return this.#watches.size;
  }

  /** Every fact applied once, by opId in order of arrival. */
  get factIds(): string[] {
    return this.applied.map(({ opId }) => opId);
  }

  publish(entity: FeedEntity, id: string, value: unknown): void {
    const entry = exampleEntry(this.revision + 1, entity, id, value);
    this.#entries.push(entry);
    if (this.loseHints) return;
    this.hint({ incarnation: this.incarnation, from: entry.revision, to: entry.revision, entries: [entry] });
  }

  hint(hint: FeedHint): void {
    for (const tell of this.#watches) tell(hint);
  }

  /** The connection breaks; nobody is told why. */
  closeWatches(): void {
    for (const tell of this.#watches) tell(null);
  }

  /** A restore from a backup: another incarnation, and everything after `seq` of every log is gone. */
  restore(incarnation: string, seq: number, headHash: string): void {
    this.incarnation = incarnation;
    this.#entries = this.#entries.slice(0, 1).map((entry) => ({ ...entry, revision: 1 }));
    this.applied.length = seq;
    for (const logId of this.cursors.keys()) this.cursors.set(logId, { seq, headHash, safeSeq: Math.min(seq, this.cursors.get(logId)!.safeSeq) });
    this.closeWatches();
  }

  readonly port: HallPort = {
    sync: {
      handshake: ({ logId }) =>
        this.#answer('handshake', () => ({
          incarnation: this.incarnation,
          serverMs: this.#serverMs(),
          businessDay: this.businessDay,
          versions: this.versions,
          cursor: this.cursors.get(logId) ?? null,
          ...(this.parked && { parked: this.parked }),
        })),
      push: ({ logId, operations }) => this.#answer('push', () => this.#push(logId, operations)),
      pull: ({ after, limit }) =>
        this.#answer('pull', () => {
          const head = this.revision;
          if (after.incarnation !== this.incarnation) return { kind: 'snapshot-needed', incarnation: this.incarnation, head } as const;
          const entries = this.#entries.filter(({ revision }) => revision > after.revision).slice(0, limit);
          return { kind: 'entries', incarnation: this.incarnation, entries, head, serverMs: this.#serverMs() } as const;
        }),
      snapshot: ({ startedAt, page, limit }) =>
        this.#answer('snapshot', () => {
          const current = this.#latest();
          const from = Number(page ?? 0);
          return {
            incarnation: this.incarnation,
            startedAt: startedAt ?? this.revision,
            entries: current.slice(from, from + limit),
            next: from + limit < current.length ? String(from + limit) : null,
          };
        }),
      watch: (_input, options) => this.#answer('watch', () => this.#watch(options?.signal)),
    },
    numbers: {
      lease: () => this.#answer('lease', () => ({ businessDay: this.businessDay, blocks: this.leases.splice(0), serverMs: this.#serverMs() })),
    },
  };

  /** Values of one kind that exist now, by id. */
  current(entity: FeedEntity): unknown[] {
    const entries = this.#latest().filter((entry) => entry.entity === entity);
    return entries.toSorted((a, b) => (a.id < b.id ? -1 : 1)).map(({ value }) => value);
  }

  #latest(): FeedEntry[] {
    return [...new Map(this.#entries.map((entry) => [`${entry.entity} ${entry.id}`, entry])).values()].filter(({ value }) => value !== null);
  }

  #serverMs(): number {
    return this.#clock.now() + this.#offsetMs;
  }

  /** A promise of its own kind in the contract's types; here a plain one serves. */
  #answer(name: string, act: () => unknown): never {
    this.calls.push(name);
    return this.#travel(act) as never;
  }

  async #travel<T>(act: () => T): Promise<T> {
    await Promise.resolve();
    if (this.network === 'refuse') throw new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED') });
    if (this.network === 'silent') return new Promise<never>(() => {});
    const answer = act();
    if (this.network === 'up') return answer;
    this.network = 'up';
    throw new TypeError('fetch failed', { cause: new Error('read ECONNRESET') });
  }

  #push(logId: string, operations: readonly { readonly seq: number; readonly hash: string; readonly body: string }[]): object {
    const at = this.cursors.get(logId) ?? { seq: 0, headHash: GENESIS_HASH, safeSeq: 0 };
    const place = { seq: at.seq, headHash: at.headHash };
    if (operations[0]!.seq !== at.seq + 1) throw new ORPCError('GAP', { status: 416, defined: true, data: place });
    const parked: { opId: string; seq: number; reason: string }[] = [];
    const accepted: OperationEnvelope[] = [];
    let headHash = at.headHash;
    for (const { seq, hash, body } of operations) {
      const envelope = operationEnvelope.parse(JSON.parse(body));
      const fits = envelope.prevHash === headHash && envelope.logId === logId && envelope.seq === seq;
      if (!fits || createHash('sha256').update(body).digest('hex') !== hash) throw new ORPCError('FORKED', { status: 409, defined: true, data: place });
      headHash = hash;
      if (this.park.has(envelope.kind)) parked.push({ opId: envelope.opId, seq, reason: 'unsupported' });
      else accepted.push(envelope);
    }
    const known = new Set(this.factIds);
    this.applied.push(...accepted.filter(({ opId }) => !known.has(opId)));
    const applied = operations.at(-1)!.seq;
    const safe = Math.max(at.safeSeq, applied - this.safeLag);
    this.cursors.set(logId, { seq: applied, headHash, safeSeq: safe });
    return { applied, safe, headHash, parked, serverMs: this.#serverMs() };
  }

  async *#watch(signal?: AbortSignal): AsyncGenerator<FeedHint> {
    const queue: (FeedHint | null)[] = [];
    let wake = Promise.withResolvers<void>();
    const tell = (hint: FeedHint | null): void => {
      queue.push(hint);
      wake.resolve();
    };
    const abort = (): void => tell(null);
    signal?.addEventListener('abort', abort);
    this.#watches.add(tell);
    try {
      for (;;) {
        await wake.promise;
        wake = Promise.withResolvers<void>();
        for (const hint of queue.splice(0)) {
          if (hint === null) return;
          yield hint;
        }
      }
    } finally {
      this.#watches.delete(tell);
      signal?.removeEventListener('abort', abort);
    }
  }
}
