import { sleep } from '#kernel/clock.ts';
import { encodeCommand } from '#drivers/id-card-reader/messages.ts';
import { SAMPLE_CARDS, SimulatedIdCardReader } from '#drivers/id-card-reader/simulator/index.ts';
import type { ByteChannel } from '#drivers/ports/byte-channel.ts';
import { machineClock } from '#offline-cache/machine-clock.ts';

/** Empty plates that the host must have seen before the next card: then it looks again and is between two looks. */
const EMPTY_LOOKS = 2;

/** A simulated reader on a wire with a speed, both ways, whose module itself takes no time. */
export class BenchReader {
  readonly #reader: SimulatedIdCardReader;
  #finds = 0;
  #lastFindAt = 0;
  #foundByAt: number | null = null;
  #looked: (() => void) | null = null;

  constructor(channel: ByteChannel, baudRate: number) {
    this.#reader = new SimulatedIdCardReader({ clock: machineClock, baudRate });
    this.#reader.attach(slowed(channel, baudRate, (at) => (this.#lastFindAt = at), () => this.#request()));
  }

  async lay(afterMs: number): Promise<{ readonly laidAt: number }> {
    this.#reader.liftCard();
    const from = this.#finds;
    while (this.#finds < from + EMPTY_LOOKS) {
      // oxlint-disable-next-line no-await-in-loop -- one look after the other
      await new Promise<void>((resolve) => {
        this.#looked = resolve;
      });
    }
    await sleep(machineClock, afterMs);
    this.#foundByAt = null;
    this.#reader.layCard(SAMPLE_CARDS.zhangSan);
    return { laidAt: machineClock.monotonic() };
  }

  /** When the find that saw the card left its host. @throws Error when none did since `lay` */
  get times(): { readonly foundByAt: number } {
    if (this.#foundByAt === null) throw new Error('the card was not looked for');
    return { foundByAt: this.#foundByAt };
  }

  #request(): void {
    if (this.#reader.requests.at(-1) !== 'find') return;
    this.#finds += 1;
    if (this.#reader.card) this.#foundByAt ??= this.#lastFindAt;
    this.#looked?.();
  }
}

const FIND = encodeCommand('find');

/**
 * A pseudo-terminal carries bytes at once; here a request takes the time of its bits before the module hears it.
 * @param left told when a find left the host, before that time
 * @param heard told after the module heard something
 */
function slowed(channel: ByteChannel, baudRate: number, left: (at: number) => void, heard: () => void): ByteChannel {
  return {
    baudRate: channel.baudRate,
    write: (bytes) => channel.write(bytes),
    onData(receive) {
      channel.onData((chunk) => {
        const at = machineClock.monotonic();
        if (chunk.length === FIND.length && chunk.every((byte, i) => byte === FIND[i])) left(at);
        machineClock.after((chunk.length * 10_000) / baudRate, () => {
          receive(chunk);
          heard();
        });
      });
    },
    onEnd: (ended) => channel.onEnd(ended),
    close: () => channel.close(),
  };
}
