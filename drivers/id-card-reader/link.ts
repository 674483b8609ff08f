import type { Clock } from '#kernel/clock.ts';
import type { Result } from '#kernel/result.ts';
import { Exchange, type ExchangeError, type LinkCounters, type Verdict } from '../exchange/exchange.ts';
import type { ByteChannel, ChannelEnd } from '../ports/byte-channel.ts';
import { wireTimeMs } from '../ports/native-call.ts';
import { createFrameDecoder, type Frame } from './frame.ts';
import { ANSWER_MS, LATE_MS, REPLY_BYTES, SETTLE_MS } from './manual.ts';
import { decodeCardBlocks, decodeReply, decodeSamNumber, encodeCommand, isExtraAddress, type CardBlocks, type Reply } from './messages.ts';
import type { ReaderStatus, StatusName } from './status.ts';
import { decodeExtraAddress } from './text-block.ts';
import type { SamNumber } from './types.ts';

/** A documented success with its value, or the status that the reader gave instead. */
export type Answer<T> = { readonly kind: 'done'; readonly value: T } | { readonly kind: 'status'; readonly status: ReaderStatus };
export type LinkAnswer<T> = Promise<Result<Answer<T>, ExchangeError>>;
type TimedCommand = keyof typeof ANSWER_MS;

/** A reader that answered late gets this many times the usual time, at most. */
const MOST_PATIENCE = 4;
/** After so many answers in less than half their usual time a reader counts as quick again. */
const PROMPT_ANSWERS = 8;

export interface LinkOptions {
  readonly channel: ByteChannel;
  readonly clock: Clock;
  readonly onTraffic?: (direction: 'out' | 'in', bytes: Uint8Array) => void;
}

/** The reader's commands over one opened channel. Knows frames and statuses, not cards and their coming and going. */
export class ReaderLink {
  readonly #exchange: Exchange<Frame>;
  readonly #baudRate: number | undefined;
  readonly #clock: Clock;
  #patience = 1;
  #promptAnswers = 0;
  /** A command went unanswered; its answer may still come. */
  #expectsLate = false;
  /** "Card found" came after its find had been given up: the reader holds a card that nobody knows of. */
  #foundLate = false;

  constructor(options: LinkOptions) {
    this.#baudRate = options.channel.baudRate;
    this.#clock = options.clock;
    this.#exchange = new Exchange<Frame>({
      channel: options.channel,
      clock: options.clock,
      decoder: createFrameDecoder(),
      settleMs: SETTLE_MS,
      lateMs: LATE_MS,
      onUnexpected: (frame) => this.#unexpected(frame),
      ...(options.onTraffic ? { onTraffic: options.onTraffic } : {}),
    });
  }

  get counters(): LinkCounters {
    return this.#exchange.counters;
  }

  onEnded(listener: (reason: ChannelEnd) => void): void {
    this.#exchange.onEnded(listener);
  }

  close(): Promise<void> {
    return this.#exchange.close();
  }

  /** Whether a late "card found" came since the last call. */
  takeFoundLate(): boolean {
    const late = this.#foundLate;
    this.#foundLate = false;
    return late;
  }

  /** Looks for a card that was not there before. */
  find(): LinkAnswer<void> {
    return this.#command('find', (reply) => {
      if (reply.status.name === 'card-found') return done(undefined);
      return reply.status.name === 'no-card' ? answered(reply) : otherwise(reply);
    });
  }

  /** Chooses the found card. Makers answer with serial numbers of different lengths, so any length counts. */
  select(): LinkAnswer<void> {
    return this.#command('select', (reply) => {
      if (reply.status.name === 'ok') return reply.data.length > 0 && decodeCardBlocks(reply.data) ? NO : done(undefined);
      return reply.status.name === 'select-failed' ? answered(reply) : otherwise(reply);
    });
  }

  /** Text and photo of the selected card, with the fingerprint templates if asked; has no effect on the card. */
  read(fingerprint: boolean): LinkAnswer<CardBlocks> {
    return this.#command(fingerprint ? 'readWithFingerprint' : 'read', (reply) => {
      if (reply.status.name !== 'ok') return otherwise(reply);
      const blocks = decodeCardBlocks(reply.data);
      return blocks ? done(blocks) : NO;
    });
  }

  /** Newest extra address of the read card; null when it has none. */
  extraAddress(): LinkAnswer<string | null> {
    return this.#command('extraAddress', (reply) => {
      if (reply.status.name === 'no-content') return done(null);
      if (reply.status.name !== 'ok') return otherwise(reply);
      return isExtraAddress(reply.data) ? done(decodeExtraAddress(reply.data)) : NO;
    });
  }

  samNumber(): LinkAnswer<SamNumber> {
    return this.#command('samNumber', (reply) => {
      if (reply.status.name !== 'ok') return otherwise(reply);
      const number = decodeSamNumber(reply.data);
      return number ? done(number) : NO;
    });
  }

  samStatus(): LinkAnswer<void> {
    return this.#command('samStatus', bare);
  }

  reset(): LinkAnswer<void> {
    return this.#command('reset', bare);
  }

  async #command<T>(name: TimedCommand, accept: (reply: Reply) => Verdict<Answer<T>>): LinkAnswer<T> {
    const bytes = encodeCommand(name);
    // Asked for when the bytes have left: a late answer to the command before may have taught patience meanwhile.
    let sentAt = 0;
    const timeoutMs = (): number => {
      sentAt = this.#clock.monotonic();
      return this.#patience * ANSWER_MS[name] + wireTimeMs(bytes.length + REPLY_BYTES[name], this.#baudRate);
    };
    const outcome = await this.#exchange.request<Answer<T>>({
      name: SAY[name],
      bytes,
      timeoutMs,
      accept: (frame) => {
        const reply = decodeReply(frame);
        return reply ? accept(reply) : NO;
      },
    });
    if (!outcome.ok) this.#expectsLate ||= outcome.error.kind === 'no-answer';
    else if (this.#expectsLate) this.#morePatience();
    else this.#answeredAfter(this.#clock.monotonic() - sentAt, name);
    return outcome;
  }

  #unexpected(frame: Frame): void {
    const reply = decodeReply(frame);
    if (reply?.status.name === 'card-found') this.#foundLate = true;
    if (this.#expectsLate) this.#morePatience();
  }

  /** It answers, only slower than usual: waiting longer is better than taking it for dead. */
  #morePatience(): void {
    this.#expectsLate = false;
    this.#promptAnswers = 0;
    this.#patience = Math.min(MOST_PATIENCE, this.#patience * 2);
  }

  /** Patience ends when it is no longer needed, so that a reader that falls silent is noticed soon again. */
  #answeredAfter(ms: number, name: TimedCommand): void {
    this.#promptAnswers = ms < ANSWER_MS[name] / 2 ? this.#promptAnswers + 1 : 0;
    if (this.#promptAnswers === PROMPT_ANSWERS) this.#patience = 1;
  }
}

const SAY: Readonly<Record<TimedCommand, string>> = {
  find: 'find card',
  select: 'select card',
  read: 'read card',
  readWithFingerprint: 'read card with fingerprint',
  extraAddress: 'read extra address',
  samNumber: 'read SAM number',
  samStatus: 'SAM status',
  reset: 'SAM reset',
};

const OWNED: ReadonlySet<StatusName> = new Set(['ok', 'card-found', 'no-card', 'select-failed']);
const NO = { kind: 'no' } as const;

function done<T>(value: T): Verdict<Answer<T>> {
  return { kind: 'answer', value: { kind: 'done', value } };
}

function answered(reply: Reply): Verdict<Answer<never>> {
  return { kind: 'answer', value: { kind: 'status', status: reply.status } };
}

/** Errors that any command may meet. The others belong to one command alone, which has looked for them itself. */
function otherwise(reply: Reply): Verdict<Answer<never>> {
  if (OWNED.has(reply.status.name)) return NO;
  return { kind: 'maybe', value: { kind: 'status', status: reply.status } };
}

function bare(reply: Reply): Verdict<Answer<void>> {
  if (reply.status.name === 'ok') return reply.data.length === 0 ? done(undefined) : NO;
  return otherwise(reply);
}
