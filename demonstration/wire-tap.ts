import { toHex } from '#kernel/bytes.ts';
import type { Clock } from '#kernel/clock.ts';
import type { DockView } from '#contracts/demonstration/dock-contract.ts';
import type { ByteChannel } from '#drivers/ports/byte-channel.ts';

type WireLine = DockView['wire'][number];
type Device = WireLine['device'];

/** How many lines the dock shows, and how many bytes of a line. */
const LINES_KEPT = 40;
const BYTES_SHOWN = 24;

/** Listens on the simulators' cables and keeps the last lines with what they mean. */
export class WireTap {
  readonly #clock: Clock;
  readonly #changed: () => void;
  readonly #lines: WireLine[] = [];
  #nextId = 1;

  constructor(clock: Clock, changed: () => void) {
    this.#clock = clock;
    this.#changed = changed;
  }

  get lines(): readonly WireLine[] {
    return this.#lines;
  }

  /** The device's own end of a cable, overheard. @param meaningOf words for bytes, or null for what repeats all day */
  tap(channel: ByteChannel, device: Device, meaningOf: (bytes: Uint8Array, direction: WireLine['direction']) => string | null): ByteChannel {
    const note = (bytes: Uint8Array, direction: WireLine['direction']): void => {
      const meaning = meaningOf(bytes, direction);
      if (meaning === null) return;
      const more = bytes.length > BYTES_SHOWN ? ` …（共 ${bytes.length} 字节）` : '';
      this.#add({ device, direction, hex: toHex(bytes.subarray(0, BYTES_SHOWN)) + more, meaning });
    };
    return {
      baudRate: channel.baudRate,
      write(bytes) {
        note(bytes, 'from-device');
        return channel.write(bytes);
      },
      onData(receive) {
        channel.onData((chunk) => {
          note(chunk, 'to-device');
          receive(chunk);
        });
      },
      onEnd: (ended) => channel.onEnd(ended),
      close: () => channel.close(),
    };
  }

  #add(line: Omit<WireLine, 'id' | 'atMs'>): void {
    this.#lines.push({ id: this.#nextId, atMs: this.#clock.now(), ...line });
    this.#nextId += 1;
    if (this.#lines.length > LINES_KEPT) this.#lines.shift();
    this.#changed();
  }
}
