import type { Clock } from '#kernel/clock.ts';
import { sleep } from '#kernel/clock.ts';
import type { ByteChannel, ChannelError } from '#drivers/ports/byte-channel.ts';
import type { Chunk, ReadyTicket } from './document.ts';
import { CONFIRM_MARGIN_MS, CONFIRM_POLL_MS, CUT_MS, DOTS_PER_MM, EXIT_WATCH_MS, OVERHEAT_PATIENCE_MS } from './manual.ts';
import type { PrinterProfile } from './profile.ts';
import { faultOf, type StatusFlags } from './status.ts';
import type { StatusReader } from './status-reader.ts';
import type { PrinterFault, PrintFailure, PrintHooks, PrintOutcome, Remainder, UnknownReason } from './types.ts';

export interface JobPorts {
  readonly channel: ByteChannel;
  readonly reader: StatusReader;
  readonly clock: Clock;
  readonly profile: PrinterProfile;
  /** Whether the connection has ended meanwhile. */
  readonly lost: () => boolean;
  /** Reports every status seen on the way, so that a screen can follow. */
  readonly saw: (flags: StatusFlags) => void;
  /** Whether this printer has answered anything before, on any connection: then its silence is a fault. */
  readonly answeredBefore: boolean;
  /** Whether this printer has answered GS r before, on any connection. */
  readonly echoKnown: boolean;
  readonly learntEcho: () => void;
}

/** Epson DLE DC4 8: clears receive and print buffers at once, also while offline for paper or cover. */
const CANCEL = Uint8Array.of(0x10, 0x14, 0x08, 0x01, 0x03, 0x14, 0x01, 0x06, 0x02, 0x08);

/** One ticket from the question before to the word after. Sends every byte at most once. */
export class PrintJob {
  readonly #ports: JobPorts;
  readonly #chunks: readonly Chunk[];
  readonly #heightDots: number;
  readonly #hooks: PrintHooks;
  #sentBytes = 0;
  /** Whether any byte that makes the paper readable as a ticket may have reached the printer. */
  #readable = false;
  /** The exit sensor was seen free, so that a ticket seen there later is this one and not a forgotten one. */
  #exitWasFree = false;

  constructor(ports: JobPorts, ticket: ReadyTicket, hooks: PrintHooks) {
    this.#ports = ports;
    this.#chunks = ticket.chunks;
    this.#heightDots = ticket.heightDots;
    this.#hooks = hooks;
  }

  async run(): Promise<PrintOutcome> {
    const stopped = await this.#before();
    if (stopped) return stopped;
    // Known before the first byte: a printer that answers no question will not confirm this ticket either.
    const mute = !this.#ports.reader.answersQuestions;
    const broken = await this.#send();
    if (broken) return broken;
    if (this.#ports.profile.answers.realtime === 'never') {
      // Closing a serial line drops what it still holds.
      await sleep(this.#ports.clock, this.#wireMs());
      return { kind: 'unconfirmed', reason: 'write-only' };
    }
    return this.#confirm(mute);
  }

  async #before(): Promise<PrintOutcome | undefined> {
    const { profile, reader, saw } = this.#ports;
    if (profile.answers.realtime === 'never') return undefined;
    const answer = await reader.ask();
    if (this.#ports.lost()) return this.#failed({ kind: 'unavailable', reason: 'lost', detail: 'connection ended before the ticket was sent' }, 'none');
    if (answer.kind === 'answered') {
      saw(answer.flags);
      this.#exitWasFree = answer.flags.atExit === false;
      const fault = faultOf(answer.flags);
      return fault && this.#failed(fault, 'none');
    }
    // A printer that only volunteers its status has answered too; one that has never said a word may be write-only.
    if (reader.automatic) {
      const fault = faultOf(reader.automatic);
      return fault && this.#failed(fault, 'none');
    }
    const mayBeMute = profile.answers.realtime === 'perhaps' && !this.#ports.answeredBefore && !reader.everAnswered && answer.kind === 'silent';
    return mayBeMute ? undefined : this.#failed({ kind: 'no-answer' }, 'none');
  }

  async #send(): Promise<PrintOutcome | undefined> {
    for (const chunk of this.#chunks) {
      const reported = this.#ports.reader.automatic && faultOf(this.#ports.reader.automatic);
      // oxlint-disable-next-line no-await-in-loop -- bytes go out in order, a fault stops the rest
      const stopped = reported && this.#sentBytes > 0 ? await this.#faulted(reported) : await this.#sendChunk(chunk);
      if (stopped) return stopped;
    }
    this.#hooks.onLastByte?.();
    return undefined;
  }

  async #sendChunk(chunk: Chunk): Promise<PrintOutcome | undefined> {
    if (this.#ports.lost()) return this.#broken({ kind: 'lost', detail: 'connection ended while printing' });
    this.#readable ||= chunk.essential;
    const first = this.#sentBytes === 0;
    this.#sentBytes += chunk.bytes.length;
    const written = await this.#ports.channel.write(chunk.bytes);
    if (first && written.ok) this.#hooks.onFirstByte?.();
    return written.ok ? undefined : this.#broken(written.error);
  }

  /** The channel failed: what was handed over may or may not have arrived. */
  async #broken(error: ChannelError): Promise<PrintOutcome> {
    if (!this.#readable) return this.#failed({ kind: 'unavailable', reason: 'lost', detail: error.detail }, this.#sentBytes > 0 ? 'may-print-later' : 'none');
    // A write that stalls is how a printer with flow control says that it has stopped; it may still be able to say why.
    if (error.kind === 'timed-out' && !this.#ports.lost()) {
      const fault = await this.#currentFault();
      return fault ? this.#faulted(fault) : this.#unknown('write-stalled');
    }
    return this.#unknown('connection-lost');
  }

  async #confirm(mute: boolean): Promise<PrintOutcome> {
    const { clock, profile, reader, echoKnown } = this.#ports;
    const dataEnd = clock.monotonic();
    const printedBy = dataEnd + this.#printingMs();
    let deadline = printedBy + CONFIRM_MARGIN_MS;
    const asksEcho = profile.answers.echo !== 'never' && reader.everAnswered;
    if (asksEcho) await reader.requestEcho();
    const needsEcho = profile.answers.echo === 'expected' || (asksEcho && echoKnown);
    let answers = false;
    try {
      while (clock.monotonic() < deadline) {
        // oxlint-disable-next-line no-await-in-loop -- one question after the other until the ticket's fate is known
        const flags = await this.#look();
        if (this.#ports.lost()) return this.#unknown('connection-lost');
        const fault = flags && faultOf(flags);
        if (fault?.kind === 'overheated') deadline = Math.min(deadline + CONFIRM_POLL_MS, printedBy + OVERHEAT_PATIENCE_MS);
        else if (fault) return this.#faulted(fault);
        answers = flags !== undefined;
        if (reader.echoed) this.#ports.learntEcho();
        const done = reader.echoed || (!needsEcho && !mute && clock.monotonic() >= printedBy);
        if (flags && !fault && done) return this.#printed(flags);
        if (mute && clock.monotonic() >= printedBy) return { kind: 'unconfirmed', reason: 'never-answered' };
        // oxlint-disable-next-line no-await-in-loop -- see above
        await sleep(clock, CONFIRM_POLL_MS);
      }
    } finally {
      reader.dropEcho();
    }
    const fault = await this.#currentFault();
    if (fault) return this.#faulted(fault);
    return this.#unknown(answers ? 'no-completion-echo' : 'silent-after-data');
  }

  /** Status while waiting: what it answers, else what it volunteered. */
  async #look(): Promise<StatusFlags | undefined> {
    const { reader, saw } = this.#ports;
    const answer = await reader.ask(1);
    const flags = answer.kind === 'answered' ? answer.flags : reader.automatic;
    if (flags) saw(flags);
    this.#exitWasFree ||= flags?.atExit === false;
    return flags;
  }

  /** The printer is done; a presenter's sensor may also have seen the ticket itself. */
  async #printed(last: StatusFlags): Promise<PrintOutcome> {
    const { clock, profile, reader } = this.#ports;
    reader.dropEcho();
    if (!profile.presenter) return { kind: 'printed', evidence: 'buffer' };
    const until = clock.monotonic() + EXIT_WATCH_MS;
    let flags: StatusFlags | undefined = last;
    while (flags?.atExit !== true && clock.monotonic() < until) {
      // oxlint-disable-next-line no-await-in-loop -- watches a sensor
      await sleep(clock, CONFIRM_POLL_MS);
      // oxlint-disable-next-line no-await-in-loop -- watches a sensor
      flags = await this.#look();
      const fault = flags && faultOf(flags);
      if (fault) return this.#faulted(fault);
    }
    // Not seen at the exit: taken at once, or the sensor is not fitted. The buffer's word still stands.
    return { kind: 'printed', evidence: flags?.atExit && this.#exitWasFree ? 'paper' : 'buffer' };
  }

  /** A fault after bytes were sent: nothing of the ticket may come out later, and only proof makes it certain. */
  async #faulted(fault: PrinterFault): Promise<PrintOutcome> {
    const remainder = await this.#cancel();
    if (!this.#readable || (await this.#provenInside(fault))) return this.#failed(fault, remainder);
    return this.#unknown('fault-while-printing', fault, remainder);
  }

  async #provenInside(fault: PrinterFault): Promise<boolean> {
    const { presenter } = this.#ports.profile;
    if (!presenter || !presenter.provenInside.some((kind) => kind === fault.kind)) return false;
    const answer = await this.#ports.reader.ask(1);
    return answer.kind === 'answered' && answer.flags.atExit === false;
  }

  async #cancel(): Promise<Remainder> {
    const { channel, profile } = this.#ports;
    if (this.#sentBytes === 0) return 'none';
    if (profile.cancel === 'none') return 'may-print-later';
    const written = await channel.write(CANCEL);
    return written.ok && profile.cancel === 'dle-dc4' ? 'cancelled' : 'may-print-later';
  }

  async #currentFault(): Promise<PrinterFault | undefined> {
    const flags = await this.#look();
    return flags && faultOf(flags);
  }

  /** The longest a healthy printer may need, from the last byte handed over: the wire, the paper, the cut. */
  #printingMs(): number {
    const { profile } = this.#ports;
    return this.#wireMs() + (this.#heightDots / DOTS_PER_MM / profile.slowestMmPerSecond) * 1_000 + CUT_MS;
  }

  #wireMs(): number {
    const { baudRate } = this.#ports.channel;
    return baudRate === undefined ? 0 : (this.#sentBytes * 10_000) / baudRate;
  }

  #failed(fault: PrintFailure, remainder: Remainder): PrintOutcome {
    return { kind: 'failed', fault, certain: true, sent: this.#sentBytes > 0 ? 'part' : 'nothing', remainder };
  }

  #unknown(reason: UnknownReason, fault?: PrinterFault, remainder: Remainder = 'may-print-later'): PrintOutcome {
    return { kind: 'unknown', reason, ...(fault ? { fault } : {}), remainder };
  }
}
