import type { CancelTimer, Clock } from '#kernel/clock.ts';
import { exhaustive } from '#kernel/exhaustive.ts';
import { Mutex } from '#kernel/mutex.ts';
import { ok } from '#kernel/result.ts';
import type { UnavailableReason } from '#drivers/device-state.ts';
import type { ByteChannel, ChannelError, OpenByteChannel } from '#drivers/ports/byte-channel.ts';
import { prepareDocument, type PrintDocument, type ReadyTicket } from './document.ts';
import { layOutTicket } from './layout.ts';
import { POLL_EXIT_MS, POLL_FAULT_MS, POLL_MS, REOPEN_DELAYS_MS, SILENT_POLLS_BEFORE_REOPEN } from './manual.ts';
import { PrintJob } from './print-job.ts';
import type { PrinterProfile } from './profile.ts';
import { afterRemainder, leavesRemainder } from './remainder.ts';
import { isFault, summarise, type StatusFlags } from './status.ts';
import { StatusReader, type LinkCounters } from './status-reader.ts';
import type { TicketTemplate } from './template.ts';
import type { PrinterState, PrintHooks, PrintOutcome, TicketContent, TicketPrinterState } from './types.ts';

/** A ticket printer, whatever wire it hangs on. Heals an unplug by itself within 3 s of the re-plug. */
export interface TicketPrinter {
  /** Begins to open and poll; safe to call once. */
  start(): void;
  /** Ends polling and closes the connection; a ticket being printed ends first. */
  stop(): Promise<void>;
  readonly state: TicketPrinterState;
  /** The same in the printer's own, finer words. */
  readonly printerState: PrinterState;
  readonly counters: LinkCounters | undefined;
  /** Called on every change of either state. Returns the unsubscribe. */
  onState(listener: (state: TicketPrinterState, printerState: PrinterState) => void): () => void;
  /** Resolves when the first status is known or the first attempt to open has failed. */
  settled(): Promise<void>;
  /** Prints once. Never rejects, never sends anything twice; tickets wait for each other. */
  print(ticket: TicketContent | PrintDocument, hooks?: PrintHooks): Promise<PrintOutcome>;
  /** A ticket of an earlier run of the program may stand unfinished in the machine: the next one begins by ending it. */
  expectRemainder(): void;
}

export interface TicketPrinterOptions {
  readonly open: OpenByteChannel;
  readonly clock: Clock;
  readonly profile: PrinterProfile;
  readonly template?: TicketTemplate;
  /** Idle poll in milliseconds, 500 to 2000. */
  readonly pollMs?: number;
  /** Takes a forgotten ticket back after this time where the presenter can; default: left there. */
  readonly retractAfterMs?: number;
}

/** Below this the number and marks come from the printer's fonts: a picture would take seconds on the wire. */
const SLOW_BAUD = 57_600;

const WARM_UP_TICKET: TicketContent = { hall: '大厅', business: '业务', number: 'A0123456', qr: '0', marks: ['reprint', 'offline'] };

export function createTicketPrinter(options: TicketPrinterOptions): TicketPrinter {
  return new PolledTicketPrinter(options);
}

interface Link {
  readonly channel: ByteChannel;
  readonly reader: StatusReader;
  lost: boolean;
}

class PolledTicketPrinter implements TicketPrinter {
  readonly #options: TicketPrinterOptions;
  readonly #lock = new Mutex();
  readonly #listeners = new Set<(state: TicketPrinterState, printerState: PrinterState) => void>();
  readonly #firstWord = Promise.withResolvers<void>();
  #link: Link | undefined;
  #state: TicketPrinterState = { kind: 'connecting' };
  #printerState: PrinterState = { kind: 'unknown' };
  #running = false;
  #attempt = 0;
  #silentPolls = 0;
  #hasAnswered = false;
  #echoKnown = false;
  #remainder = false;
  #atExitSince: number | undefined;
  #cancelTimer: CancelTimer = () => {};

  constructor(options: TicketPrinterOptions) {
    this.#options = options;
  }

  get state(): TicketPrinterState {
    return this.#state;
  }

  get printerState(): PrinterState {
    return this.#printerState;
  }

  get counters(): LinkCounters | undefined {
    return this.#link?.reader.counters;
  }

  start(): void {
    if (this.#running) return;
    this.#running = true;
    // Loads typefaces and tables, so that the first citizen does not wait for them.
    this.#layOut(WARM_UP_TICKET);
    this.#later(0, () => this.#connect());
  }

  async stop(): Promise<void> {
    this.#running = false;
    this.#cancelTimer();
    this.#firstWord.resolve();
    await this.#lock.withLock(async () => {
      const link = this.#link;
      this.#link = undefined;
      await link?.channel.close();
    });
  }

  onState(listener: (state: TicketPrinterState, printerState: PrinterState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  settled(): Promise<void> {
    return this.#firstWord.promise;
  }

  async print(ticket: TicketContent | PrintDocument, hooks: PrintHooks = {}): Promise<PrintOutcome> {
    const laidOut = 'commands' in ticket ? ok(ticket) : this.#layOut(ticket);
    const ready = laidOut.ok ? prepareDocument(laidOut.value) : laidOut;
    if (!ready.ok) return notSent({ kind: 'bad-content', detail: ready.error });
    return this.#lock.withLock(() => this.#printNow(ready.value, hooks));
  }

  expectRemainder(): void {
    this.#remainder = true;
  }

  #layOut(ticket: TicketContent): ReturnType<typeof layOutTicket> {
    const { profile, template } = this.#options;
    const baudRate = this.#link?.channel.baudRate;
    return layOutTicket(ticket, profile, { ...(template ? { template } : {}), pictures: baudRate === undefined || baudRate > SLOW_BAUD });
  }

  async #printNow(ticket: ReadyTicket, hooks: PrintHooks): Promise<PrintOutcome> {
    const link = this.#link;
    if (!link || link.lost) {
      const { reason, detail } = this.#state.kind === 'unavailable' ? this.#state : ({ reason: 'lost', detail: 'not connected' } as const);
      return notSent(reason === 'no-answer' ? { kind: 'no-answer' } : { kind: 'unavailable', reason, detail });
    }
    const { clock, profile } = this.#options;
    const outcome = await new PrintJob(
      {
        channel: link.channel,
        reader: link.reader,
        clock,
        profile,
        echoKnown: this.#echoKnown,
        answeredBefore: this.#hasAnswered,
        lost: () => link.lost,
        saw: (flags) => this.#saw(flags),
        learntEcho: () => (this.#echoKnown = true),
      },
      this.#remainder ? afterRemainder(ticket, profile) : ticket,
      hooks,
    ).run();
    this.#remainder = leavesRemainder(outcome) ?? this.#remainder;
    if ((outcome.kind === 'unknown' && outcome.reason === 'silent-after-data') || (outcome.kind === 'failed' && outcome.fault.kind === 'no-answer')) {
      if (!link.lost) this.#silent();
    }
    return outcome;
  }

  async #connect(): Promise<void> {
    const { open, clock, profile } = this.#options;
    const opened = await open();
    if (!this.#running) {
      if (opened.ok) await opened.value.close();
      return;
    }
    if (!opened.ok) return this.#unreachable(reasonOf(opened.error), opened.error.detail);
    const link: Link = { channel: opened.value, reader: new StatusReader(opened.value, clock, profile), lost: false };
    link.reader.onAutomatic = (flags) => this.#saw(flags);
    link.channel.onEnd((end) => this.#ended(link, end.kind === 'lost' ? end.detail : 'closed'));
    if (link.lost) return;
    this.#link = link;
    this.#silentPolls = 0;
    // GS a 255: report every change unasked.
    if (profile.answers.automatic) await link.channel.write(Uint8Array.of(0x1d, 0x61, 0xff));
    if (profile.answers.realtime === 'never') {
      this.#attempt = 0;
      this.#set({ kind: 'ready' }, { kind: 'unknown' });
      return this.#firstWord.resolve();
    }
    await this.#poll(link);
  }

  async #poll(link: Link): Promise<void> {
    await this.#lock.withLock(async () => {
      if (link.lost || !this.#running) return;
      const answer = await link.reader.ask();
      if (link.lost) return;
      if (answer.kind === 'answered') {
        this.#saw(answer.flags);
        await this.#retractForgotten(link, answer.flags);
      } else if (link.reader.automatic && !link.reader.answersQuestions) this.#saw(link.reader.automatic);
      else this.#silent();
    });
    this.#firstWord.resolve();
    if (link.lost || !this.#running) return;
    if (this.#silentPolls >= SILENT_POLLS_BEFORE_REOPEN && this.#hasAnswered) return this.#reopen(link);
    this.#later(this.#pollDelay(), () => this.#poll(link));
  }

  /** The last rung but one of the ladder: a printer that answered before and went silent gets a fresh connection. */
  async #reopen(link: Link): Promise<void> {
    link.lost = true;
    this.#link = undefined;
    await link.channel.close();
    if (this.#running) this.#later(REOPEN_DELAYS_MS[0]!, () => this.#connect());
  }

  async #retractForgotten(link: Link, flags: StatusFlags): Promise<void> {
    const { clock, profile, retractAfterMs } = this.#options;
    const retract = profile.presenter?.retract;
    this.#atExitSince = flags.atExit ? (this.#atExitSince ?? clock.monotonic()) : undefined;
    if (this.#atExitSince === undefined || !retract || retractAfterMs === undefined) return;
    if (clock.monotonic() - this.#atExitSince < retractAfterMs) return;
    this.#atExitSince = undefined;
    await link.channel.write(Uint8Array.from(retract));
  }

  #pollDelay(): number {
    const { pollMs = POLL_MS } = this.#options;
    if (this.#printerState.kind === 'ticket-not-taken') return POLL_EXIT_MS;
    return isFault(this.#printerState) ? Math.min(pollMs, POLL_FAULT_MS) : pollMs;
  }

  #ended(link: Link, detail: string): void {
    if (link.lost) return;
    link.lost = true;
    if (this.#link === link) this.#link = undefined;
    void link.channel.close();
    if (this.#running) this.#unreachable('lost', detail);
  }

  #unreachable(reason: UnavailableReason, detail: string): void {
    this.#attempt += 1;
    this.#set({ kind: 'unavailable', reason, detail, attempt: this.#attempt }, { kind: 'unavailable', reason, detail });
    this.#firstWord.resolve();
    const delay = REOPEN_DELAYS_MS[Math.min(this.#attempt, REOPEN_DELAYS_MS.length) - 1]!;
    this.#later(delay, () => this.#connect());
  }

  #silent(): void {
    this.#silentPolls += 1;
    this.#attempt += 1;
    this.#set({ kind: 'unavailable', reason: 'no-answer', detail: 'connected, but the printer does not answer', attempt: this.#attempt }, { kind: 'no-answer' });
  }

  #saw(flags: StatusFlags): void {
    this.#hasAnswered = true;
    this.#silentPolls = 0;
    this.#attempt = 0;
    const word = summarise(flags);
    this.#set(isFault(word) ? { kind: 'faulty', fault: word } : { kind: 'ready' }, word);
  }

  #set(state: TicketPrinterState, printerState: PrinterState): void {
    const changed = JSON.stringify([this.#state, this.#printerState]) !== JSON.stringify([state, printerState]);
    this.#state = state;
    this.#printerState = printerState;
    if (changed) for (const listener of this.#listeners) listener(state, printerState);
  }

  #later(ms: number, run: () => Promise<void>): void {
    this.#cancelTimer();
    this.#cancelTimer = this.#options.clock.after(ms, () => void run());
  }
}

function notSent(fault: Extract<PrintOutcome, { kind: 'failed' }>['fault']): PrintOutcome {
  return { kind: 'failed', fault, certain: true, sent: 'nothing', remainder: 'none' };
}

function reasonOf(error: ChannelError): UnavailableReason {
  switch (error.kind) {
    case 'not-found':
    case 'busy':
    case 'no-permission':
    case 'bad-address':
    case 'unsupported':
      return error.kind;
    case 'timed-out':
      return 'no-answer';
    case 'lost':
    case 'closed':
      return 'lost';
    default:
      return exhaustive(error, 'channel error');
  }
}
