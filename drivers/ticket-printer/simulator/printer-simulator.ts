import type { CancelTimer, Clock } from '#kernel/clock.ts';
import type { ByteChannel } from '#drivers/ports/byte-channel.ts';
import { CommandParser, type Operation } from './parser.ts';
import { Press, type PrintedTicket } from './press.ts';
import { RealtimeEar, type RealtimeRequest } from './realtime-ear.ts';
import { ReplyFaults } from './reply-faults.ts';
import { automaticBytes, echoByte, HEALTHY, isStopped, presenterBytes, realtimeByte, type Machine, type SimulatedPresenter } from './status-bytes.ts';

export interface PrinterSimulatorOptions {
  readonly clock: Clock;
  /** Roll width in millimetres: 384 or 576 dots. */
  readonly paper?: 58 | 80;
  readonly speedMmPerSecond?: number;
  readonly presenter?: SimulatedPresenter;
  /** What it answers at all; real machines differ widely. */
  readonly answers?: Partial<SimulatedAnswers>;
  /** Roll length in millimetres. */
  readonly rollMm?: number;
}

export interface SimulatedAnswers {
  readonly realtime: boolean;
  /** Only the first of several questions in one chunk is answered. */
  readonly onlyFirstQuestion: boolean;
  readonly echo: boolean;
  /** `unasked`: sends automatic status without GS a, as some machines do by DIP switch. */
  readonly automatic: 'never' | 'asked' | 'unasked';
  /** Whether DLE DC4 8 clears the buffers. */
  readonly cancel: boolean;
}

const ANSWERS: SimulatedAnswers = { realtime: true, onlyFirstQuestion: false, echo: true, automatic: 'asked', cancel: true };
const CUT_TIME_MS = 300;
const NEAR_END_MM = 3_000;

/**
 * A ticket printer at the other end of a channel: speaks the bytes, takes its time, uses up paper, cuts tickets and has
 * every fault on call. Like the real thing it goes on with its buffer when a fault is cleared, unless told to forget it.
 */
export class PrinterSimulator {
  readonly tickets: PrintedTicket[] = [];
  /** Faults of the line back to the host. */
  readonly replies: ReplyFaults;
  readonly #clock: Clock;
  readonly #press: Press;
  readonly #speed: number;
  readonly #presenter: SimulatedPresenter;
  readonly #answers: SimulatedAnswers;
  readonly #parser = new CommandParser();
  readonly #ear = new RealtimeEar();
  readonly #ticketListeners = new Set<(ticket: PrintedTicket) => void>();
  readonly #atByte: { readonly at: number; readonly run: () => void }[] = [];
  #channel: ByteChannel | undefined;
  #queue: Operation[] = [];
  #machine: Machine = HEALTHY;
  #rollDots: number;
  #automaticOn: boolean;
  #failNextCut = false;
  #silenceOnData = false;
  #received = 0;
  #busy: CancelTimer | undefined;

  constructor(options: PrinterSimulatorOptions) {
    this.#clock = options.clock;
    this.#press = new Press(options.paper === 58 ? 384 : 576);
    this.#speed = options.speedMmPerSecond ?? 150;
    this.#presenter = options.presenter ?? 'none';
    this.#answers = { ...ANSWERS, ...options.answers };
    this.#automaticOn = this.#answers.automatic === 'unasked';
    this.#rollDots = (options.rollMm ?? 80_000) * 8;
    this.replies = new ReplyFaults(options.clock, (bytes) => void this.#channel?.write(bytes));
  }

  /** Plugs a cable in. A former channel is forgotten; what was buffered stays, as in a machine that kept its power. */
  attach(channel: ByteChannel, ended?: () => void): void {
    this.#channel = channel;
    channel.onData((chunk) => this.#receive(chunk, channel));
    channel.onEnd(() => {
      if (this.#channel === channel) this.#channel = undefined;
      ended?.();
    });
    if (this.#answers.automatic === 'unasked') this.#sendAutomatic();
  }

  get machine(): Machine {
    return this.#machine;
  }

  /** Bytes received since power-on. */
  get received(): number {
    return this.#received;
  }

  onTicket(listener: (ticket: PrintedTicket) => void): () => void {
    this.#ticketListeners.add(listener);
    return () => this.#ticketListeners.delete(listener);
  }

  /** Moves a sensor or fault; going back to health lets the buffer print on. */
  set(change: Partial<Machine>): void {
    const before = this.#machine;
    this.#machine = { ...before, ...change };
    if (JSON.stringify(before) !== JSON.stringify(this.#machine)) this.#sendAutomatic();
    this.#go();
  }

  /** Puts in a new roll. */
  loadPaper(mm = 80_000): void {
    this.#rollDots = mm * 8;
    this.set({ paper: mm <= NEAR_END_MM ? 'near-end' : 'ok', coverOpen: false });
  }

  /** The person takes the ticket from the exit. */
  takeTicket(): void {
    this.set({ atExit: false });
  }

  /** The next cut fails and leaves the cutter in error, the ticket hanging from the roll. */
  failNextCut(): void {
    this.#failNextCut = true;
  }

  /** Runs `act` when `bytes` more bytes have come in: opens the cover in the middle of a ticket, pulls the cable … */
  atByte(bytes: number, act: () => void): void {
    this.#atByte.push({ at: this.#received + bytes, run: act });
  }

  /** From the first byte of the next ticket on nothing is answered; printing goes on. */
  silenceAfterLastByte(): void {
    this.#silenceOnData = true;
  }

  /** It answers again. */
  endSilence(): void {
    this.#silenceOnData = false;
    this.replies.speak();
  }

  /** What hangs from the machine uncut, torn off by hand. */
  tearOff(): PrintedTicket {
    return this.#press.separate('torn');
  }

  /** True when nothing waits to be printed. */
  get idle(): boolean {
    return this.#queue.length === 0 && this.#busy === undefined;
  }

  /** The cable is pulled: the host's end is lost. */
  unplug(): void {
    void this.#channel?.close();
    this.#channel = undefined;
  }

  powerOff(): void {
    this.#busy?.();
    this.#busy = undefined;
    this.#queue = [];
    this.#parser.clear();
    this.#press.reset();
    this.#automaticOn = this.#answers.automatic === 'unasked';
  }

  #receive(chunk: Uint8Array, channel: ByteChannel): void {
    let from = 0;
    for (let i = 0; i < chunk.length; i += 1) {
      this.#received += 1;
      const due = this.#atByte.findIndex(({ at }) => at <= this.#received);
      if (due === -1) continue;
      this.#take(chunk.subarray(from, i + 1));
      from = i + 1;
      this.#atByte.splice(due, 1)[0]!.run();
      if (this.#channel !== channel) return;
    }
    this.#take(chunk.subarray(from));
  }

  #take(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    const { requests, other } = this.#ear.hear(bytes);
    if (other && this.#silenceOnData) this.replies.silence();
    for (const request of this.#answers.onlyFirstQuestion ? requests.slice(0, 1) : requests) this.#answer(request);
    if (requests.some((request) => request.kind === 'clear') && this.#answers.cancel) {
      this.#forget();
      return;
    }
    this.#queue.push(...this.#parser.push(bytes));
    this.#go();
  }

  #answer(request: RealtimeRequest): void {
    if (!this.#answers.realtime) return;
    if (request.kind === 'status') this.replies.send(Uint8Array.of(realtimeByte(request.n, this.#machine)));
    if (request.kind === 'presenter') this.replies.send(presenterBytes(this.#presenter, this.#machine));
  }

  #forget(): void {
    this.#queue = [];
    this.#parser.clear();
    this.#press.clearLine();
  }

  #sendAutomatic(): void {
    if (this.#automaticOn && this.#answers.automatic !== 'never') this.replies.send(automaticBytes(this.#machine));
  }

  /** Carries out what is queued, as long as nothing stops the machine and the motor is not moving. */
  #go(): void {
    while (!this.#busy && !isStopped(this.#machine)) {
      const operation = this.#queue.shift();
      if (!operation) return;
      const ms = this.#carryOut(operation);
      if (ms <= 0) continue;
      this.#busy = this.#clock.after(ms, () => {
        this.#busy = undefined;
        this.#go();
      });
    }
  }

  #carryOut(operation: Operation): number {
    if (operation.op === 'echo') {
      if (this.#answers.echo) this.replies.send(Uint8Array.of(echoByte(this.#machine)));
      return 0;
    }
    if (operation.op === 'automatic-status') {
      this.#automaticOn = operation.n !== 0 || this.#answers.automatic === 'unasked';
      this.#sendAutomatic();
      return 0;
    }
    if (operation.op === 'presenter-status') {
      if (this.#answers.realtime && this.#presenter === 'custom-kpm') this.replies.send(presenterBytes(this.#presenter, this.#machine));
      return 0;
    }
    if (operation.op === 'retract') this.set({ atExit: false });
    const dots = this.#press.run(operation);
    this.#use(dots);
    const ms = (dots / 8 / this.#speed) * 1_000;
    return operation.op === 'cut' ? ms + this.#cut(operation.full) : ms;
  }

  #use(dots: number): void {
    this.#rollDots = Math.max(0, this.#rollDots - dots);
    if (this.#rollDots === 0 && dots > 0) this.set({ paper: 'end' });
    else if (this.#rollDots < NEAR_END_MM * 8 && this.#machine.paper === 'ok') this.set({ paper: 'near-end' });
  }

  #cut(full: boolean): number {
    if (this.#failNextCut) {
      this.#failNextCut = false;
      this.set({ cutterError: true });
      return CUT_TIME_MS;
    }
    const ticket = this.#press.separate(full ? 'full' : 'partial');
    this.tickets.push(ticket);
    if (this.#presenter !== 'none') this.set({ atExit: true });
    for (const listener of this.#ticketListeners) listener(ticket);
    return CUT_TIME_MS;
  }
}
