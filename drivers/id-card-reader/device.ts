import { sleep, type Clock } from '#kernel/clock.ts';
import { Mutex } from '#kernel/mutex.ts';
import { err, ok, type Result } from '#kernel/result.ts';
import type { DeviceState, UnavailableReason } from '../device-state.ts';
import type { ExchangeError } from '../exchange/exchange.ts';
import type { ChannelError, OpenByteChannel } from '../ports/byte-channel.ts';
import { CardCycle, type CycleWants } from './card-cycle.ts';
import { ReaderCommands } from './commands.ts';
import { CounterSum } from './counters.ts';
import { ReaderLink } from './link.ts';
import { Listeners } from './listeners.ts';
import { FAULT_POLL_MS, FINDS_BEFORE_RESET, REOPEN_MS } from './manual.ts';
import { waitForCard } from './read-card.ts';
import type { IdCard, IdCardReader, ReaderCounters, ReaderError, ReaderEvent, ReaderFault, ReadOptions, SamNumber, SamStatus } from './types.ts';

export interface IdCardReaderOptions {
  /** Called at every opening, so that a selector finds the reader at its present path. */
  readonly open: OpenByteChannel;
  readonly clock: Clock;
  /** Asked for with every card; a `readCard` call may ask for more. */
  readonly fingerprint?: boolean;
  readonly extraAddress?: boolean;
  /** Every byte both ways, for a trace; holds personal data. */
  readonly onTraffic?: (direction: 'out' | 'in', bytes: Uint8Array) => void;
}

/** A reader at the address that `open` opens. Nothing happens before `start` or a call. */
export function createIdCardReader(options: IdCardReaderOptions): IdCardReader {
  return new SamReader(options);
}

type State = DeviceState<ReaderFault>;

/** Polls for cards and climbs the ladder when the reader does not answer: ask again → reset the module → open anew → unavailable. */
class SamReader implements IdCardReader {
  readonly #options: IdCardReaderOptions;
  readonly #states = new Listeners<State>();
  readonly #events = new Listeners<ReaderEvent>();
  readonly #cycle = new CardCycle((event) => this.#event(event));
  /** Card cycle and single commands take turns: a command between select and read would disturb the card. */
  readonly #turns = new Mutex();
  readonly #counters = new CounterSum();
  readonly #extraWants = new Set<CycleWants>();
  readonly #commands: ReaderCommands;
  #state: State = { kind: 'connecting' };
  #link: ReaderLink | undefined;
  #run: { readonly stop: AbortController; readonly done: Promise<void> } | undefined;
  #attempt = 0;

  constructor(options: IdCardReaderOptions) {
    this.#options = options;
    this.#commands = new ReaderCommands({
      withLink: (use) => this.#withLink(use),
      state: () => this.#state,
    });
  }

  get state(): State {
    return this.#state;
  }

  get counters(): ReaderCounters {
    return this.#counters.with(this.#link?.counters);
  }

  onState(listener: (state: State) => void): () => void {
    return this.#states.add(listener);
  }

  onEvent(listener: (event: ReaderEvent) => void): () => void {
    return this.#events.add(listener);
  }

  start(): void {
    if (this.#run) return;
    const stop = new AbortController();
    this.#state = { kind: 'connecting' };
    this.#attempt = 0;
    this.#run = { stop, done: this.#supervise(stop.signal) };
  }

  async stop(): Promise<void> {
    const run = this.#run;
    if (!run) return;
    run.stop.abort(new Error('stopped'));
    await this.#link?.close();
    await run.done;
    this.#run = undefined;
  }

  async readCard(options: ReadOptions = {}): Promise<Result<IdCard, ReaderError>> {
    if (options.signal?.aborted) return err({ kind: 'cancelled' });
    const startedHere = !this.#run;
    const wants = { fingerprint: options.fingerprint === true, extraAddress: options.extraAddress === true };
    this.#extraWants.add(wants);
    try {
      const signals = [options.signal, this.#run?.stop.signal].filter((signal) => signal !== undefined);
      const waiting = waitForCard(this, this.#options.clock, { ...options, signal: AbortSignal.any(signals) }, startedHere);
      if (startedHere) this.start();
      return await waiting;
    } finally {
      this.#extraWants.delete(wants);
      if (startedHere) await this.stop();
    }
  }

  samNumber(): Promise<Result<SamNumber, ReaderError>> {
    return this.#commands.samNumber();
  }

  status(): Promise<Result<SamStatus, ReaderError>> {
    return this.#commands.status();
  }

  extraAddress(): Promise<Result<string | null, ReaderError>> {
    return this.#commands.extraAddress();
  }

  reset(): Promise<Result<void, ReaderError>> {
    this.#counters.resets += 1;
    return this.#commands.reset();
  }

  async #supervise(stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      const opened = await this.#open();
      if (!opened.ok) {
        this.#unavailable(reasonOf(opened.error), opened.error.detail);
      } else {
        this.#link = opened.value;
        if (stop.aborted) break;
        this.#cycle.relinked();
        const why = await this.#serve(opened.value);
        await this.#dropLink();
        if (stop.aborted) break;
        this.#unavailable(why.kind === 'ended' ? 'lost' : 'no-answer', why.detail);
      }
      await pause(this.#options.clock, REOPEN_MS, stop);
    }
    await this.#dropLink();
  }

  async #open(): Promise<Result<ReaderLink, ChannelError>> {
    this.#counters.opens += 1;
    const opened = await this.#options.open();
    if (!opened.ok) return opened;
    const { clock, onTraffic } = this.#options;
    return ok(new ReaderLink({ channel: opened.value, clock, ...(onTraffic ? { onTraffic } : {}) }));
  }

  async #dropLink(): Promise<void> {
    const link = this.#link;
    if (!link) return;
    this.#link = undefined;
    this.#counters.keep(link.counters);
    await link.close();
  }

  /** Runs cycles until the link ends or the ladder's last rung on it is reached; says why. */
  async #serve(link: ReaderLink): Promise<ExchangeError> {
    const ended = new AbortController();
    link.onEnded(() => ended.abort(new Error('ended')));
    let misses = 0;
    let wasReset = false;
    for (;;) {
      const stepped = await this.#turns.withLock(() => this.#cycle.step(link, this.#wants()));
      if (stepped.ok) {
        misses = 0;
        wasReset = false;
        this.#attempt = 0;
        const step = stepped.value;
        this.#setState(step.kind === 'fault' ? { kind: 'faulty', fault: step.fault } : { kind: 'ready' });
        await pause(this.#options.clock, step.kind === 'fault' ? FAULT_POLL_MS : step.afterMs, ended.signal);
        continue;
      }
      const { error, phase } = stepped.error;
      if (error.kind === 'ended' || error.kind === 'cancelled') return { ...error, kind: 'ended' };
      misses += 1;
      if (wasReset) return error;
      // A module that finds but does not read has been given time enough; nothing but a reset can help it.
      if (misses < FINDS_BEFORE_RESET && phase !== 'read') continue;
      wasReset = true;
      misses = 0;
      this.#counters.resets += 1;
      await this.#turns.withLock(() => link.reset());
    }
  }

  #wants(): CycleWants {
    const { fingerprint, extraAddress } = this.#options;
    const extra = [...this.#extraWants];
    return {
      fingerprint: fingerprint === true || extra.some((want) => want.fingerprint),
      extraAddress: extraAddress === true || extra.some((want) => want.extraAddress),
    };
  }

  async #withLink<T>(use: (link: ReaderLink) => Promise<T>): Promise<Result<T, ChannelError | { readonly kind: 'not-linked' }>> {
    const link = this.#link;
    if (link) return ok(await this.#turns.withLock(() => use(link)));
    if (this.#run) return err({ kind: 'not-linked' });
    const opened = await this.#open();
    if (!opened.ok) return opened;
    try {
      return ok(await use(opened.value));
    } finally {
      this.#counters.keep(opened.value.counters);
      await opened.value.close();
    }
  }

  #event(event: ReaderEvent): void {
    if (event.kind === 'card-read') this.#counters.cardsRead += 1;
    if (event.kind === 'card-failed') this.#counters.cardsFailed += 1;
    this.#events.tell(event);
  }

  #unavailable(reason: UnavailableReason, detail: string): void {
    this.#attempt += 1;
    this.#setState({ kind: 'unavailable', reason, detail, attempt: this.#attempt });
  }

  #setState(state: State): void {
    const before = this.#state;
    const same = before.kind === state.kind && before.kind !== 'unavailable' && JSON.stringify(before) === JSON.stringify(state);
    this.#state = state;
    if (!same) this.#states.tell(state);
  }
}

function reasonOf(error: ChannelError): UnavailableReason {
  if (error.kind === 'timed-out') return 'no-answer';
  return error.kind === 'closed' ? 'lost' : error.kind;
}

/** Waits, or returns at once when `signal` is aborted. Leaves neither timer nor listener. */
async function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  await sleep(clock, ms, signal).catch(() => {});
}

