import { ORPCError } from '@orpc/client';
import { z } from 'zod';
import { hash, sequence } from '#contracts/schemas.ts';
import { MAX_BATCH_BYTES, type OperationEnvelope, type StoredOperation } from '#contracts/sync/operation.ts';
import type { SenderClock } from '#contracts/hall/hall-contract.ts';
import type { TerminalStore } from '../store-api.ts';
import type { Caller } from './caller.ts';
import type { HallPort, Handshake, ServerCursor } from './hall-port.ts';
import { LONGEST_CATCH_UP_MS, PUSH_MS } from './limits.ts';
import { ProtocolFault } from './link-fault.ts';

/** An operation of a newer version than the server can apply; it and all behind it wait until the server is upgraded. */
export interface HeldBack {
  readonly kind: string;
  readonly version: number;
}

export interface PushOutcome {
  readonly heldBack: HeldBack | null;
  /** The server's last word on its time; null when nothing had to be sent. */
  readonly serverMs: number | null;
}

/** The server's cursor is of another chain than ours: what we hold moved to a new log; shake hands again. */
export class Forked extends Error {}

type Place = Pick<ServerCursor, 'seq' | 'headHash'>;

/** A failover names a place or two; a server that goes on so has to be waited out. */
const MOST_GAPS = 5;

const later = z.object({ afterMs: z.number() });
const place = z.object({ seq: sequence, headHash: hash });

/** Sends the log from the server's cursor on. The cursor is always the server's word, never a memory of what we sent. */
export class Pusher {
  readonly #store: TerminalStore;
  readonly #hall: HallPort;
  readonly #caller: Caller;
  readonly #clock: () => SenderClock;
  #versions: Readonly<Record<string, number>>;
  readonly #incarnation: string;
  #at = 0;
  /** Gaps in a row. */
  #gaps = 0;

  constructor(store: TerminalStore, hall: HallPort, caller: Caller, clock: () => SenderClock, hello: Pick<Handshake, 'versions' | 'incarnation'>) {
    this.#store = store;
    this.#hall = hall;
    this.#caller = caller;
    this.#clock = clock;
    this.#versions = hello.versions;
    this.#incarnation = hello.incarnation;
  }

  /** What the server can apply now. */
  learnVersions(versions: Readonly<Record<string, number>>): void {
    this.#versions = versions;
  }

  /** Takes up where the server says it stands; what it has and we thought unsent (a lost answer) is acknowledged here. */
  async begin(logId: string, cursor: ServerCursor | null): Promise<void> {
    await this.#moveTo(cursor ?? { seq: 0, headHash: '0'.repeat(64) });
    await this.#store.confirmLog(this.#incarnation);
    if (cursor) await this.#store.acknowledge(cursor.seq, cursor.safeSeq, logId);
  }

  /** Pushes until nothing is left that may be sent. @param onBatch called when the server has taken another part of it. @throws Forked */
  async push(onBatch: () => void = () => {}): Promise<PushOutcome> {
    let serverMs: number | null = null;
    let held = await this.#after(this.#at);
    for (;;) {
      if (held.length === 0) return { heldBack: null, serverMs };
      if (held[0]!.seq !== this.#at + 1) await this.#fork();
      const { operations, heldBack } = upTo(held, this.#versions);
      if (operations.length === 0) return { heldBack, serverMs };
      const last = operations.at(-1)!.seq;
      // Read and checked on the store's thread while the server applies the one before.
      const following = this.#after(last);
      following.catch(() => {});
      const before = this.#at;
      serverMs = (await this.#send(operations)) ?? serverMs;
      if (this.#at !== before) onBatch();
      held = this.#at === last ? await following : [];
      // Nothing followed when it was read; meanwhile something may.
      if (held.length === 0) held = await this.#after(this.#at);
    }
  }

  #after(seq: number): Promise<readonly StoredOperation[]> {
    return this.#store.operationsAfter(seq, MAX_BATCH_BYTES);
  }

  async #send(operations: readonly StoredOperation[]): Promise<number | null> {
    const { logId, seq: head } = await this.#store.outbox();
    let answer: Awaited<ReturnType<HallPort['sync']['push']>>;
    try {
      answer = await this.#caller.call('push', PUSH_MS, (signal) =>
        this.#hall.sync.push({ logId, head, mayWait: true, clock: this.#clock(), operations: [...operations] }, { signal }),
      );
    } catch (cause) {
      if (!(cause instanceof ORPCError)) throw cause;
      if (cause.code === 'FORKED') await this.#fork();
      if (cause.code === 'LATER') {
        const { afterMs } = later.parse(cause.data);
        await this.#caller.rest(Math.min(afterMs, LONGEST_CATCH_UP_MS));
        return null;
      }
      if (cause.code !== 'GAP') throw cause;
      const told = place.safeParse(cause.data);
      if (!told.success || told.data.seq === this.#at) throw new ProtocolFault('the server reports a gap where there is none');
      this.#gaps += 1;
      if (this.#gaps > MOST_GAPS) throw new ProtocolFault(`the server named ${this.#gaps} places in a row and took nothing from any`);
      await this.#moveTo(told.data);
      return null;
    }
    const last = operations.find(({ seq }) => seq === answer.applied);
    if (!last) throw new ProtocolFault(`pushed ${operations[0]!.seq}–${operations.at(-1)!.seq}, the server says it applied up to ${answer.applied}`);
    if (last.hash !== answer.headHash) await this.#fork();
    if (answer.parked.length > 0) await this.#store.noteParked(answer.parked, logId);
    await this.#store.acknowledge(answer.applied, answer.safe, logId);
    this.#gaps = 0;
    this.#at = answer.applied;
    return answer.serverMs;
  }

  /** The server's place is good when what we would send next builds on its hash. */
  async #moveTo({ seq, headHash }: Place): Promise<void> {
    const head = await this.#store.outbox();
    const fits = seq === head.seq ? headHash === head.headHash : seq < head.seq && (await this.#buildsOn(seq, headHash));
    if (!fits) await this.#fork();
    this.#at = seq;
  }

  async #buildsOn(seq: number, headHash: string): Promise<boolean> {
    const [next] = await this.#store.operationsAfter(seq, 1);
    return next?.seq === seq + 1 && envelopeOf(next).prevHash === headHash;
  }

  async #fork(): Promise<never> {
    await this.#store.startNewLog(this.#incarnation);
    throw new Forked('the log was forked');
  }
}

/** What the store checked against its hash and the contract before it gave it out. */
function envelopeOf({ body }: StoredOperation): Pick<OperationEnvelope, 'kind' | 'version' | 'prevHash'> {
  return JSON.parse(body) as OperationEnvelope;
}

/** The operations before the first one the server cannot apply. */
function upTo(
  held: readonly StoredOperation[],
  versions: Readonly<Record<string, number>>,
): { readonly operations: readonly StoredOperation[]; readonly heldBack: HeldBack | null } {
  for (const [index, operation] of held.entries()) {
    const { kind, version } = envelopeOf(operation);
    if (version > (versions[kind] ?? 0)) return { operations: held.slice(0, index), heldBack: { kind, version } };
  }
  return { operations: held, heldBack: null };
}
