import type { ByteChannel } from '#drivers/ports/byte-channel.ts';
import { PrinterSimulator } from '#drivers/ticket-printer/simulator/index.ts';
import { RealtimeEar } from '#drivers/ticket-printer/simulator/realtime-ear.ts';
import { machineClock } from '#offline-cache/machine-clock.ts';
import type { TicketTimes } from './device-messages.ts';

/** Paper runs fast here: what is measured ends with the first byte, and the next ticket waits for the paper. */
const FAST_MM_PER_SECOND = 5_000;

/** A simulated printer that notes when the first byte of a ticket came in at its end of the cable. */
export class BenchPrinter {
  readonly #ear = new RealtimeEar();
  #questionAt: number | null = null;
  #firstByteAt: number | null = null;

  constructor(channel: ByteChannel) {
    const printer = new PrinterSimulator({ clock: machineClock, paper: 80, speedMmPerSecond: FAST_MM_PER_SECOND, rollMm: 1_000_000 });
    printer.attach(overheard(channel, (chunk) => this.#hear(chunk)));
  }

  awaitTicket(): void {
    this.#questionAt = null;
    this.#firstByteAt = null;
  }

  /** @throws Error when no ticket came since `awaitTicket` */
  get times(): TicketTimes {
    if (this.#firstByteAt === null || this.#questionAt === null) throw new Error('no ticket came');
    return { questionAt: this.#questionAt, firstByteAt: this.#firstByteAt };
  }

  #hear(chunk: Uint8Array): void {
    const at = machineClock.monotonic();
    const { requests, other } = this.#ear.hear(chunk);
    if (this.#firstByteAt !== null) return;
    if (requests.length > 0) this.#questionAt = at;
    if (other) this.#firstByteAt = at;
  }
}

/** The same channel with somebody who hears each chunk first. */
export function overheard(channel: ByteChannel, hear: (chunk: Uint8Array) => void): ByteChannel {
  return {
    baudRate: channel.baudRate,
    write: (bytes) => channel.write(bytes),
    onData(receive) {
      channel.onData((chunk) => {
        hear(chunk);
        receive(chunk);
      });
    },
    onEnd: (ended) => channel.onEnd(ended),
    close: () => channel.close(),
  };
}
