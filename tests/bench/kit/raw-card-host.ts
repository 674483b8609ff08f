import { sleep } from '#kernel/clock.ts';
import { encodeCommand } from '#drivers/id-card-reader/messages.ts';
import { POLL_MS } from '#drivers/id-card-reader/manual.ts';
import type { ByteChannel } from '#drivers/ports/byte-channel.ts';
import { machineClock } from '#offline-cache/machine-clock.ts';

/** Length of a reply: 7 bytes of preamble and length, then as many as the length says. */
const HEADER_BYTES = 7;
const NO_CARD_BYTES = 11;

const FIND = encodeCommand('find');
const SELECT = encodeCommand('select');
const READ = encodeCommand('read');

/**
 * The least that reads cards: find, select, read by counting bytes, at the driver's own pace; nothing is checked or
 * decoded. What it takes, this machine, its wire and its timers take.
 */
export class RawCardHost {
  readonly #channel: ByteChannel;
  #received: number[] = [];
  #whole: (length: number) => void = () => {};
  #running = true;
  #loop: Promise<void>;
  onRead: (atMs: number) => void = () => {};

  constructor(channel: ByteChannel) {
    this.#channel = channel;
    channel.onData((chunk) => this.#receive(chunk));
    this.#loop = this.#run();
  }

  async stop(): Promise<void> {
    this.#running = false;
    await this.#loop;
    await this.#channel.close();
  }

  async #run(): Promise<void> {
    while (this.#running) {
      // oxlint-disable no-await-in-loop -- one question after the other, as on a wire
      if ((await this.#ask(FIND)) > NO_CARD_BYTES) {
        await this.#ask(SELECT);
        await this.#ask(READ);
        this.onRead(machineClock.monotonic());
      }
      await sleep(machineClock, POLL_MS);
      // oxlint-enable no-await-in-loop
    }
  }

  #ask(bytes: Uint8Array): Promise<number> {
    return new Promise((resolve) => {
      this.#received = [];
      this.#whole = resolve;
      void this.#channel.write(bytes);
    });
  }

  #receive(chunk: Uint8Array): void {
    this.#received.push(...chunk);
    const [high, low] = this.#received.slice(HEADER_BYTES - 2);
    if (high === undefined || low === undefined) return;
    const length = HEADER_BYTES + high * 256 + low;
    if (this.#received.length >= length) this.#whole(length);
  }
}
