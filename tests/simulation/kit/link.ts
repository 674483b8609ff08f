import { ORPCError } from '@orpc/client';
import type { Chance } from './chance.ts';
import type { VirtualTime } from './virtual-time.ts';

/** How one direction of a link stands. `stalled`: what is sent waits until it flows again. */
export type Direction = 'open' | 'cut' | 'stalled';

export interface LinkQuality {
  readonly leastMs: number;
  readonly mostMs: number;
  /** Probability that a message is lost, that it comes twice, that it takes ten times as long. */
  readonly loss: number;
  readonly doubled: number;
  readonly late: number;
}

export const GOOD_LINK: LinkQuality = { leastMs: 1, mostMs: 8, loss: 0, doubled: 0, late: 0 };

/** The way between one terminal and the server, both directions apart. Messages are copied, as bytes on a wire are. */
export class Link {
  readonly #time: VirtualTime;
  readonly #chance: Chance;
  quality: LinkQuality;
  #up: Direction = 'open';
  #down: Direction = 'open';
  readonly #waiting: { readonly way: 'up' | 'down'; readonly deliver: () => void }[] = [];
  bytes = 0;

  constructor(time: VirtualTime, chance: Chance, quality: LinkQuality) {
    this.#time = time;
    this.#chance = chance;
    this.quality = quality;
  }

  get state(): string {
    return `${this.#up}/${this.#down}`;
  }

  get whole(): boolean {
    return this.#up === 'open' && this.#down === 'open';
  }

  set(up: Direction, down: Direction): void {
    this.#up = up;
    this.#down = down;
    for (const { way, deliver } of this.#waiting.splice(0)) this.#carry(way, deliver);
  }

  /** One message; it may never arrive, arrive late, or twice. */
  send(way: 'up' | 'down', deliver: () => void): void {
    const { loss, doubled } = this.quality;
    if (this.#chance.happens(loss)) return;
    this.#travel(way, deliver);
    if (this.#chance.happens(doubled)) this.#travel(way, deliver);
  }

  /** Whether the network says at once that there is no way, instead of saying nothing. */
  refuses(): boolean {
    return this.#up === 'cut' && this.#chance.happens(0.5);
  }

  #travel(way: 'up' | 'down', deliver: () => void): void {
    const { leastMs, mostMs, late } = this.quality;
    const ms = this.#chance.between(leastMs, mostMs) * (this.#chance.happens(late) ? 10 : 1);
    this.#time.after(ms, () => this.#carry(way, deliver));
  }

  #carry(way: 'up' | 'down', deliver: () => void): void {
    const direction = way === 'up' ? this.#up : this.#down;
    if (direction === 'open') deliver();
    else if (direction === 'stalled') this.#waiting.push({ way, deliver });
  }

  copy<T>(value: T): T {
    if (value === undefined) return value;
    const text = JSON.stringify(value);
    this.bytes += text.length;
    return JSON.parse(text) as T;
  }

  /** An error as it looks on the other side. */
  copyError(cause: unknown): Error {
    if (!(cause instanceof ORPCError)) return new Error(String(cause));
    const { code, status, message, defined } = cause as ORPCError<string, unknown>;
    return new ORPCError(code, { status, message, defined, data: this.copy((cause as ORPCError<string, unknown>).data) });
  }
}
