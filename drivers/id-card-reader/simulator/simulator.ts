import { concatBytes, fromHex } from '#kernel/bytes.ts';
import type { CancelTimer, Clock } from '#kernel/clock.ts';
import { err, ok, type Result } from '#kernel/result.ts';
import type { FrameDecoder } from '../../exchange/frame-decoder.ts';
import type { ByteChannel, ChannelError } from '../../ports/byte-channel.ts';
import { MemoryChannel } from '../../ports/memory-channel.ts';
import { wireTimeMs } from '../../ports/native-call.ts';
import { createFrameDecoder, type Frame } from '../frame.ts';
import { decodeCommand, encodeReply, type CommandName } from '../messages.ts';
import type { StatusName } from '../status.ts';
import { FaultQueue, type Fault } from './faults.ts';
import { ReaderMachine, type Habits } from './machine.ts';
import type { SimulatedCard } from './simulated-card.ts';

export interface SimulatorOptions {
  readonly clock: Clock;
  /** Bits per second that replies are paced by; undefined sends them at once. */
  readonly baudRate?: number;
  /** Bytes per write; undefined sends each reply in one piece. */
  readonly chunkBytes?: number;
  /** Work of the module before it answers, in milliseconds. */
  readonly thinkMs?: Partial<Record<CommandName, number>>;
  readonly habits?: Habits;
}

/** What a real module takes for its radio work, in milliseconds. */
export const REALISTIC_THINKING: Partial<Record<CommandName, number>> = { find: 20, select: 25, read: 350, readWithFingerprint: 500, extraAddress: 80 };

export interface FaultScope {
  /** Only replies to this command; any when missing. */
  readonly on?: CommandName;
  /** How many replies; 1 when missing. */
  readonly times?: number;
}

const READER_TIMEOUT = fromHex('AA AA AA 96 69 00 05 05 05 05 05 00');

/** A reader that speaks the device's bytes on any channel. Card and module state survive a re-plug of the channel. */
export class SimulatedIdCardReader {
  readonly #options: SimulatorOptions;
  readonly #machine: ReaderMachine;
  readonly #faults = new FaultQueue();
  readonly #timers = new Set<CancelTimer>();
  readonly #requests: CommandName[] = [];
  #channel: ByteChannel | undefined;
  #memory: MemoryChannel | undefined;
  #plugged = true;
  #decoder: FrameDecoder<Frame> = createFrameDecoder();
  /** Replies leave one after another, as on a wire. */
  #wireFreeAt = 0;
  #wire: { readonly chunk: Uint8Array; readonly channel: ByteChannel; readonly at: number }[] = [];
  #sending = false;

  constructor(options: SimulatorOptions) {
    this.#options = options;
    this.#machine = new ReaderMachine(options.habits ?? {});
  }

  /** Commands received since the start, for tests. */
  get requests(): readonly CommandName[] {
    return this.#requests;
  }

  get card(): SimulatedCard | null {
    return this.#machine.card;
  }

  /** Whether the card that lies there was read since it was laid. */
  get cardWasRead(): boolean {
    return this.#machine.wasRead;
  }

  layCard(card: SimulatedCard): void {
    this.#machine.lay(card);
  }

  liftCard(): void {
    this.#machine.lift();
  }

  /** Answers on this channel from now on; an earlier one is left alone. */
  attach(channel: ByteChannel): void {
    this.#channel = channel;
    this.#decoder = createFrameDecoder();
    channel.onData((chunk) => {
      for (const item of this.#decoder.push(chunk, this.#options.clock.monotonic())) {
        if (item.kind === 'frame') this.#request(item.frame, channel);
      }
    });
    channel.onEnd(() => {
      if (this.#channel === channel) this.#channel = undefined;
    });
  }

  /** The driver's end of a cable in memory; not found while unplugged, busy while another end is open. */
  readonly open = (): Promise<Result<ByteChannel, ChannelError>> => {
    if (!this.#plugged) return Promise.resolve(err({ kind: 'not-found', detail: 'the simulated reader is unplugged' }));
    if (this.#channel) return Promise.resolve(err({ kind: 'busy', detail: 'the simulated reader is open already' }));
    const [own, drivers] = MemoryChannel.pair(this.#options.baudRate);
    this.#memory = own;
    this.attach(own);
    return Promise.resolve(ok(drivers));
  };

  /** Pulls the cable: the channel is lost (on a pseudo-terminal: silent) and the module without power, until `plug`. */
  unplug(): void {
    this.#plugged = false;
    this.#machine.powerCycle();
    for (const cancel of this.#timers) cancel();
    this.#timers.clear();
    this.#wire = [];
    this.#sending = false;
    this.#wireFreeAt = 0;
    const channel = this.#channel;
    this.#channel = undefined;
    if (channel && channel === this.#memory) this.#memory.unplug();
    else void channel?.close();
  }

  plug(): void {
    this.#plugged = true;
  }

  failNext(status: Exclude<StatusName, 'undocumented'>, scope: FaultScope = {}): void {
    this.#arm({ kind: 'fail', status }, scope);
  }

  /** `at`: byte of the reply, from the end when negative; the checksum when missing. */
  corruptNext(scope: FaultScope & { readonly at?: number } = {}): void {
    this.#arm({ kind: 'corrupt', at: scope.at ?? -1 }, scope);
  }

  delayNext(ms: number, scope: FaultScope = {}): void {
    this.#arm({ kind: 'delay', ms }, scope);
  }

  /** Only the first `bytes` of the reply leave. */
  truncateNext(bytes: number, scope: FaultScope = {}): void {
    this.#arm({ kind: 'truncate', bytes }, scope);
  }

  duplicateNext(scope: FaultScope = {}): void {
    this.#arm({ kind: 'duplicate' }, scope);
  }

  /** Bytes in front of the reply. */
  noiseNext(before: Uint8Array, scope: FaultScope = {}): void {
    this.#arm({ kind: 'noise', before }, scope);
  }

  silenceNext(scope: FaultScope = {}): void {
    this.#arm({ kind: 'silence' }, scope);
  }

  readerTimeoutNext(scope: FaultScope = {}): void {
    this.#arm({ kind: 'reader-timeout' }, scope);
  }

  /** The cable is pulled in place of the reply. */
  unplugNext(scope: FaultScope = {}): void {
    this.#arm({ kind: 'unplug' }, scope);
  }

  clearFaults(): void {
    this.#faults.clear();
  }

  #arm(fault: Fault, scope: FaultScope): void {
    this.#faults.arm(fault, scope.on, scope.times ?? 1);
  }

  #request(frame: Frame, channel: ByteChannel): void {
    // On a line whose other end we hold (a pseudo-terminal) the driver sees no loss: an unplugged reader is silent there.
    if (!this.#plugged) return;
    const command = decodeCommand(frame);
    if (!command) return this.#transmit(encodeReply('command-error'), 0, channel);
    this.#requests.push(command);
    const think = this.#options.thinkMs?.[command] ?? 0;
    this.#machine.begin(command);
    this.#later(think, () => this.#answer(command, channel));
  }

  #answer(command: CommandName, channel: ByteChannel): void {
    const faults = this.#faults.take(command);
    const has = <K extends Fault['kind']>(kind: K): Extract<Fault, { kind: K }> | undefined =>
      faults.find((fault): fault is Extract<Fault, { kind: K }> => fault.kind === kind);
    if (has('unplug')) return this.unplug();
    const failure = has('fail');
    let bytes = failure ? encodeReply(failure.status) : this.#machine.reply(command);
    if (has('silence')) return;
    if (has('reader-timeout')) bytes = READER_TIMEOUT;
    const corrupt = has('corrupt');
    if (corrupt) bytes = bytes.map((byte, i) => (i === (corrupt.at + bytes.length) % bytes.length ? byte ^ 0x10 : byte));
    const truncate = has('truncate');
    if (truncate) bytes = bytes.slice(0, truncate.bytes);
    const noise = has('noise');
    if (noise) bytes = concatBytes(noise.before, bytes);
    if (has('duplicate')) bytes = concatBytes(bytes, bytes);
    this.#transmit(bytes, has('delay')?.ms ?? 0, channel);
  }

  #transmit(bytes: Uint8Array, delayMs: number, channel: ByteChannel): void {
    const { baudRate, chunkBytes, clock } = this.#options;
    const step = chunkBytes ?? Math.max(1, bytes.length);
    const start = Math.max(clock.monotonic() + delayMs, this.#wireFreeAt);
    for (let at = 0; at < bytes.length; at += step) {
      const chunk = bytes.slice(at, at + step);
      // A chunk is there when its last bit is.
      this.#wireFreeAt = start + wireTimeMs(at + chunk.length, baudRate);
      this.#wire.push({ chunk, channel, at: this.#wireFreeAt });
    }
    this.#send();
  }

  /** One timer at a time: bytes leave in their order however late a timer comes, which a XOR checksum would not notice. */
  #send(): void {
    if (this.#sending) return;
    const next = this.#wire[0];
    if (!next) return;
    this.#sending = true;
    this.#later(next.at - this.#options.clock.monotonic(), () => {
      this.#sending = false;
      this.#wire.shift();
      void next.channel.write(next.chunk);
      this.#send();
    });
  }

  #later(ms: number, run: () => void): void {
    if (ms <= 0) return run();
    const cancel = this.#options.clock.after(ms, () => {
      this.#timers.delete(cancel);
      run();
    });
    this.#timers.add(cancel);
  }
}
