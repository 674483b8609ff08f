import type { Clock } from '#kernel/clock.ts';
import { deferred, type Deferred } from '#kernel/deferred.ts';
import type { ByteChannel } from '#drivers/ports/byte-channel.ts';
import { ReplyDecoder, type PresenterFrame, type Reply } from './frame.ts';
import { REALTIME_ALL, REPLY_MS, REPLY_RETRY_MS, SETTLE_MS } from './manual.ts';
import type { PrinterProfile } from './profile.ts';
import { decodeAutomatic, decodePresenter, decodeRealtime, mergeFlags, type PresenterKind, type StatusFlags } from './status.ts';

/** What came of asking. `garbled`: bytes came, but more or fewer than answers are due, so none can be trusted. */
export type StatusAnswer = { readonly kind: 'answered'; readonly flags: StatusFlags } | { readonly kind: 'silent' } | { readonly kind: 'garbled' };

export interface LinkCounters {
  readonly asked: number;
  readonly answered: number;
  readonly silent: number;
  readonly garbled: number;
  /** Bytes no question was open for: noise, late and duplicate answers. */
  readonly stray: number;
}

/** Framing of presenter replies; see profiles for the manuals. */
const PRESENTER_FRAME: { readonly [K in PresenterKind]: PresenterFrame } = {
  masung: { head: [], length: 1 },
  'custom-kpm': { head: [], length: 1 },
  'custom-vkp80': { head: [0x10, 0x0f], length: 4 },
  'epic-880': { head: [0x06, 0x1d, 0x41], length: 1 },
};

interface Collecting {
  readonly wanted: number;
  readonly bytes: number[];
  readonly enough: Deferred<void>;
}

/**
 * Asks a printer how it is, over a channel on which print data also goes. One question at a time; the caller holds the
 * lock. DLE EOT answers carry no number, so a late byte would shift all that follow: after any doubt an answer
 * counts only when exactly as many bytes came as were due and nothing trails behind.
 */
export class StatusReader {
  readonly #channel: ByteChannel;
  readonly #clock: Clock;
  readonly #profile: PrinterProfile;
  readonly #decoder = new ReplyDecoder();
  #collecting: Collecting | undefined;
  #presenter: Deferred<Uint8Array> | undefined;
  #echo: 'none' | 'awaited' | 'came' = 'none';
  #doubtful = false;
  /** Questions go one by one once the printer has shown that it does not answer four in one write. */
  #oneByOne = false;
  #unanswered: ReadonlySet<number> = new Set();
  #automatic: StatusFlags | undefined;
  #counters = { asked: 0, answered: 0, silent: 0, garbled: 0, stray: 0 };
  onAutomatic: ((flags: StatusFlags) => void) | undefined;

  constructor(channel: ByteChannel, clock: Clock, profile: PrinterProfile) {
    this.#channel = channel;
    this.#clock = clock;
    this.#profile = profile;
    channel.onData((chunk) => this.#receive(chunk));
  }

  /** True once anything valid came back on this connection. */
  get everAnswered(): boolean {
    return this.answersQuestions || this.#automatic !== undefined;
  }

  get counters(): LinkCounters {
    return { ...this.#counters };
  }

  /** True once a question was answered, not only status volunteered. */
  get answersQuestions(): boolean {
    return this.#counters.answered > 0;
  }

  /** Automatic status that came since the last answer to a question. */
  get automatic(): StatusFlags | undefined {
    return this.#automatic;
  }

  /** Asks DLE EOT 1–4 and, when the profile has one, the presenter; a second try before it is called silent. */
  async ask(tries = 2): Promise<StatusAnswer> {
    let answer: StatusAnswer = { kind: 'silent' };
    for (let i = 0; i < tries && answer.kind !== 'answered'; i += 1) {
      // oxlint-disable-next-line no-await-in-loop -- half duplex: the second question may only follow the first
      answer = await this.#askOnce(i === 0 ? REPLY_MS : REPLY_RETRY_MS);
    }
    if (answer.kind !== 'answered') return answer;
    return { kind: 'answered', flags: mergeFlags(answer.flags, await this.#askPresenter()) };
  }

  /** Sends GS r 1, which comes back after everything sent before was worked through; see `echoed`. */
  async requestEcho(): Promise<void> {
    this.#echo = 'awaited';
    await this.#channel.write(Uint8Array.of(0x1d, 0x72, 0x01));
  }

  get echoed(): boolean {
    return this.#echo === 'came';
  }

  /** The echo is no longer waited for; should it come, it is a stray byte. */
  dropEcho(): void {
    this.#echo = 'none';
  }

  async #askOnce(timeoutMs: number): Promise<StatusAnswer> {
    this.#counters.asked += 1;
    const answer = this.#oneByOne ? await this.#askSingly(timeoutMs) : await this.#askTogether(timeoutMs);
    this.#counters[answer.kind] += 1;
    this.#doubtful = answer.kind !== 'answered';
    // An answer is newer than what was volunteered before it.
    if (answer.kind === 'answered') this.#automatic = undefined;
    return answer;
  }

  async #askTogether(timeoutMs: number): Promise<StatusAnswer> {
    const bytes = await this.#collect(REALTIME_ALL, timeoutMs);
    if (bytes.length === REALTIME_ALL.length) return answered(bytes.map((byte, i) => decodeRealtime(REALTIME_ALL[i]!, byte, this.#profile.quirks)));
    if (bytes.length === 0) return { kind: 'silent' };
    if (bytes.length > REALTIME_ALL.length) return { kind: 'garbled' };
    // Some answer only the first or the last of several questions in one write.
    this.#oneByOne = true;
    this.#doubtful = true;
    return this.#askSingly(timeoutMs);
  }

  async #askSingly(timeoutMs: number): Promise<StatusAnswer> {
    const reports: StatusFlags[] = [];
    for (const n of REALTIME_ALL) {
      if (this.#unanswered.has(n)) continue;
      // oxlint-disable-next-line no-await-in-loop -- half duplex
      const bytes = await this.#collect([n], timeoutMs);
      if (bytes.length > 1) return { kind: 'garbled' };
      if (bytes.length === 1) {
        reports.push(decodeRealtime(n, bytes[0]!, this.#profile.quirks));
        this.#doubtful = false;
      } else if (n === 1) return { kind: 'silent' };
      else if (reports.length > 0) {
        // It answers n = 1 and not this one: this model does not know it, and asking again would cost the wait each time.
        this.#unanswered = new Set([...this.#unanswered, n]);
        this.#doubtful = true;
      }
    }
    return answered(reports);
  }

  async #askPresenter(): Promise<StatusFlags> {
    const { presenter } = this.#profile;
    if (!presenter || this.#echo === 'awaited') return {};
    this.#presenter = deferred<Uint8Array>();
    const waiting = this.#presenter;
    const written = await this.#channel.write(Uint8Array.from(presenter.ask));
    const bytes = written.ok ? await this.#within(REPLY_MS, waiting.promise) : undefined;
    this.#presenter = undefined;
    return bytes ? decodePresenter(presenter.kind, bytes) : {};
  }

  /** Waiter before write, timer after write. Returns what came, which may be fewer or more bytes than asked for. */
  async #collect(questions: readonly number[], timeoutMs: number): Promise<readonly number[]> {
    const collecting: Collecting = { wanted: questions.length, bytes: [], enough: deferred<void>() };
    this.#collecting = collecting;
    const written = await this.#channel.write(Uint8Array.from(questions.flatMap((n) => [0x10, 0x04, n])));
    if (written.ok) {
      await this.#within(timeoutMs, collecting.enough.promise);
      // In doubt a late byte may have been taken for the answer: look whether the true one trails behind.
      if (this.#doubtful && collecting.bytes.length > 0) await this.#within(SETTLE_MS, deferred<void>().promise);
    }
    this.#collecting = undefined;
    return collecting.bytes;
  }

  #within<T>(ms: number, work: Promise<T>): Promise<T | undefined> {
    return new Promise((resolve) => {
      const cancel = this.#clock.after(ms, () => resolve(undefined));
      void work.then(resolve).then(cancel);
    });
  }

  #receive(chunk: Uint8Array): void {
    const { presenter } = this.#profile;
    const expecting = { echo: this.#echo === 'awaited', presenter: this.#presenter && presenter ? PRESENTER_FRAME[presenter.kind] : undefined };
    for (const reply of this.#decoder.push(chunk, this.#clock.monotonic(), expecting)) this.#dispatch(reply);
  }

  #dispatch(reply: Reply): void {
    switch (reply.kind) {
      case 'realtime':
        if (!this.#collecting) {
          this.#counters.stray += 1;
          return;
        }
        this.#collecting.bytes.push(reply.byte);
        if (this.#collecting.bytes.length === this.#collecting.wanted) this.#collecting.enough.resolve();
        return;
      case 'automatic':
        this.#automatic = decodeAutomatic(reply.bytes);
        this.onAutomatic?.(this.#automatic);
        return;
      case 'presenter':
        this.#presenter?.resolve(reply.bytes);
        return;
      case 'echo':
        this.#echo = 'came';
        return;
      case 'noise':
        this.#counters.stray += 1;
    }
  }
}

function answered(reports: readonly StatusFlags[]): StatusAnswer {
  return { kind: 'answered', flags: mergeFlags(...reports) };
}
