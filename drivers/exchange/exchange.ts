import { sleep, withTimeout, type CancelTimer, type Clock } from '#kernel/clock.ts';
import { deferred, type Deferred } from '#kernel/deferred.ts';
import { Mutex } from '#kernel/mutex.ts';
import { err, ok, type Result } from '#kernel/result.ts';
import type { ByteChannel, ChannelEnd } from '../ports/byte-channel.ts';
import type { Decoded, FrameDecoder } from './frame-decoder.ts';

/** Whether a frame answers the request that waits. */
export type Verdict<T> =
  | { readonly kind: 'answer'; readonly value: T }
  /** Could as well be the late answer to an earlier request: taken only when none is owed. */
  | { readonly kind: 'maybe'; readonly value: T }
  | { readonly kind: 'no' };

export interface ExchangeRequest<Frame, T> {
  /** For error texts: `find card`. */
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Milliseconds from the last byte handed over to a whole answer; the wait goes on while bytes of an answer keep coming. */
  timeoutMs(): number;
  accept(frame: Frame): Verdict<T>;
  readonly signal?: AbortSignal;
}

export type ExchangeError =
  | { readonly kind: 'no-answer'; readonly detail: string }
  /** Bytes came, but no valid frame: wrong baud rate, disturbed line, another device. */
  | { readonly kind: 'garbled'; readonly detail: string }
  /** The channel ended or could not be written; nothing more will come from it. */
  | { readonly kind: 'ended'; readonly detail: string }
  | { readonly kind: 'cancelled'; readonly detail: string };

export interface LinkCounters {
  requests: number;
  answers: number;
  timeouts: number;
  garbled: number;
  unexpectedFrames: number;
  discardedBytes: number;
  bytesIn: number;
  bytesOut: number;
}

export interface ExchangeOptions<Frame> {
  readonly channel: ByteChannel;
  readonly clock: Clock;
  readonly decoder: FrameDecoder<Frame>;
  /** After a failed request the line must be quiet this long before the next one is sent, in milliseconds. */
  readonly settleMs: number;
  /** After an unanswered request the next one waits this long for the late answer, so that the two are not mixed up. */
  readonly lateMs: number;
  /** A frame that no request waited for: late or duplicate. It is counted and dropped. */
  readonly onUnexpected?: (frame: Frame) => void;
  /** Every byte both ways, for a trace. */
  readonly onTraffic?: (direction: 'out' | 'in', bytes: Uint8Array) => void;
}

/** An answer that trickles in is awaited no longer than this, in milliseconds. */
const TRICKLE_LIMIT_MS = 30_000;
/** A device that never falls silent is asked all the same after this, in milliseconds. */
const SETTLE_LIMIT_MS = 1000;

/** After a damaged answer a good one would follow within this quiet time, in milliseconds. */
const REPAIR_MS = 200;

interface Waiter<Frame> {
  readonly name: string;
  offer(frame: Frame): boolean;
  readonly settled: Deferred<Result<unknown, ExchangeError>>;
  heardBytes: number;
}

/** Half-duplex requests over one channel: one at a time, in order, each settled exactly once whatever the line does. */
export class Exchange<Frame> {
  readonly counters: LinkCounters = {
    requests: 0, answers: 0, timeouts: 0, garbled: 0, unexpectedFrames: 0, discardedBytes: 0, bytesIn: 0, bytesOut: 0,
  };
  readonly #options: ExchangeOptions<Frame>;
  readonly #queue = new Mutex();
  #waiter: Waiter<Frame> | undefined;
  #ended: ChannelEnd | undefined;
  #owesAnswer = false;
  #settling: 'not' | 'after-failure' | 'after-answer' = 'not';
  #straggler: Deferred<void> | undefined;
  #lastByteAt = Number.NEGATIVE_INFINITY;
  #cancelGap: CancelTimer = () => {};
  #cancelGarbled: CancelTimer = () => {};
  #onEnded: (reason: ChannelEnd) => void = () => {};

  constructor(options: ExchangeOptions<Frame>) {
    this.#options = options;
    options.channel.onData((chunk) => this.#received(chunk));
    options.channel.onEnd((reason) => this.#end(reason));
  }

  get ended(): ChannelEnd | undefined {
    return this.#ended;
  }

  onEnded(listener: (reason: ChannelEnd) => void): void {
    this.#onEnded = listener;
    if (this.#ended) listener(this.#ended);
  }

  request<T>(request: ExchangeRequest<Frame, T>): Promise<Result<T, ExchangeError>> {
    return this.#queue.withLock(() => this.#run(request));
  }

  async close(): Promise<void> {
    this.#end({ kind: 'closed' });
    await this.#options.channel.close();
  }

  async #run<T>(request: ExchangeRequest<Frame, T>): Promise<Result<T, ExchangeError>> {
    await this.#settle();
    if (request.signal?.aborted) return err({ kind: 'cancelled', detail: `${request.name} was cancelled` });
    if (this.#ended) return err(this.#endedError(request.name));
    this.counters.requests += 1;
    // The waiter stands before the bytes leave: an answer may overtake the confirmation of the write.
    const settled = deferred<Result<unknown, ExchangeError>>();
    const waiter: Waiter<Frame> = {
      name: request.name,
      settled,
      heardBytes: 0,
      offer: (frame) => {
        const verdict = request.accept(frame);
        if (verdict.kind === 'no' || (verdict.kind === 'maybe' && this.#owesAnswer)) return false;
        settled.resolve(ok(verdict.value));
        return true;
      },
    };
    this.#waiter = waiter;
    const abort = (): void => settled.resolve(err({ kind: 'cancelled', detail: `${request.name} was cancelled` }));
    request.signal?.addEventListener('abort', abort, { once: true });
    let cancelTimer: CancelTimer = () => {};
    try {
      this.counters.bytesOut += request.bytes.length;
      this.#options.onTraffic?.('out', request.bytes);
      const written = await this.#options.channel.write(request.bytes);
      if (!written.ok) {
        settled.resolve(err({ kind: 'ended', detail: written.error.detail }));
      } else {
        const writtenAt = this.#options.clock.monotonic();
        cancelTimer = this.#armTimeout(request, waiter, writtenAt, request.timeoutMs(), (cancel) => (cancelTimer = cancel));
      }
      const outcome = (await settled.promise) as Result<T, ExchangeError>;
      this.#count(outcome);
      return outcome;
    } finally {
      cancelTimer();
      this.#cancelGarbled();
      request.signal?.removeEventListener('abort', abort);
      this.#waiter = undefined;
    }
  }

  #armTimeout<T>(
    request: ExchangeRequest<Frame, T>,
    waiter: Waiter<Frame>,
    writtenAt: number,
    ms: number,
    rearmed: (cancel: CancelTimer) => void,
  ): CancelTimer {
    const { clock, decoder } = this.#options;
    return clock.after(ms, () => {
      const now = clock.monotonic();
      const untilGap = this.#lastByteAt + decoder.gapMs - now;
      const trickling = decoder.pendingBytes > 0 && untilGap > 0 && now - writtenAt < request.timeoutMs() + TRICKLE_LIMIT_MS;
      if (trickling) return rearmed(this.#armTimeout(request, waiter, writtenAt, untilGap, rearmed));
      waiter.settled.resolve(
        err(
          waiter.heardBytes > 0
            ? garbled(waiter)
            : { kind: 'no-answer', detail: `${request.name}: no answer within ${Math.round(now - writtenAt)} ms` },
        ),
      );
    });
  }

  #count(outcome: Result<unknown, ExchangeError>): void {
    if (outcome.ok) {
      this.counters.answers += 1;
      // It may have been the late answer to the request before; then its own is still to come.
      this.#settling = this.#owesAnswer ? 'after-answer' : 'not';
      return;
    }
    if (outcome.error.kind === 'no-answer') this.counters.timeouts += 1;
    if (outcome.error.kind === 'garbled') this.counters.garbled += 1;
    this.#owesAnswer = outcome.error.kind !== 'garbled';
    this.#settling = 'after-failure';
  }

  async #settle(): Promise<void> {
    const after = this.#settling;
    if (after === 'not' || this.#ended) return;
    this.#settling = 'not';
    const { clock, settleMs, lateMs } = this.#options;
    if (this.#owesAnswer) {
      this.#straggler = deferred<void>();
      await withTimeout(clock, lateMs, this.#straggler.promise);
      this.#straggler = undefined;
      if (after === 'after-answer') this.#owesAnswer = false;
    }
    const from = clock.monotonic();
    for (;;) {
      const wait = this.#lastByteAt + settleMs - clock.monotonic();
      if (wait <= 0 || clock.monotonic() - from >= SETTLE_LIMIT_MS || this.#ended) return;
      await sleep(clock, wait);
    }
  }

  #received(chunk: Uint8Array): void {
    if (this.#ended) return;
    const { clock, decoder, onTraffic } = this.#options;
    const now = clock.monotonic();
    this.#lastByteAt = now;
    this.counters.bytesIn += chunk.length;
    if (this.#waiter) this.#waiter.heardBytes += chunk.length;
    onTraffic?.('in', chunk);
    this.#handle(decoder.push(chunk, now));
    this.#armGap();
  }

  #armGap(): void {
    const { clock, decoder } = this.#options;
    this.#cancelGap();
    if (decoder.pendingBytes === 0) return;
    this.#cancelGap = clock.after(decoder.gapMs, () => {
      this.#handle(decoder.expire(clock.monotonic()));
    });
  }

  #handle(items: readonly Decoded<Frame>[]): void {
    let broken = false;
    for (const item of items) {
      if (item.kind === 'discarded') {
        this.counters.discardedBytes += item.bytes.length;
        broken ||= item.reason !== 'noise';
        continue;
      }
      broken = false;
      const waiter = this.#waiter;
      if (waiter?.offer(item.frame)) {
        this.#waiter = undefined;
        continue;
      }
      this.counters.unexpectedFrames += 1;
      // A whole frame is not garbage, even if nobody asked for it.
      if (waiter) waiter.heardBytes = 0;
      this.#owesAnswer = false;
      this.#straggler?.resolve();
      this.#options.onUnexpected?.(item.frame);
    }
    if (broken) this.#awaitRepair();
  }

  /** A broken frame was most likely the answer: unless a good one follows soon, the wait is over. */
  #awaitRepair(): void {
    const waiter = this.#waiter;
    const { clock } = this.#options;
    this.#cancelGarbled();
    if (!waiter) return;
    const check = (): void => {
      const quietFor = clock.monotonic() - this.#lastByteAt;
      if (quietFor < REPAIR_MS) this.#cancelGarbled = clock.after(REPAIR_MS - quietFor, check);
      else waiter.settled.resolve(err(garbled(waiter)));
    };
    check();
  }

  #end(reason: ChannelEnd): void {
    if (this.#ended) return;
    this.#ended = reason;
    this.#cancelGap();
    this.#cancelGarbled();
    this.#waiter?.settled.resolve(err(this.#endedError('the request')));
    this.#straggler?.resolve();
    this.#onEnded(reason);
  }

  #endedError(name: string): ExchangeError {
    const why = this.#ended?.kind === 'lost' ? this.#ended.detail : 'the channel was closed';
    return { kind: 'ended', detail: `${name}: ${why}` };
  }
}

function garbled(waiter: { readonly name: string; readonly heardBytes: number }): ExchangeError {
  return { kind: 'garbled', detail: `${waiter.name}: ${waiter.heardBytes} bytes came, but no valid answer` };
}
