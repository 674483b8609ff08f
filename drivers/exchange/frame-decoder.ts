import { concatBytes } from '#kernel/bytes.ts';

/** What came out of a piece of the stream, in order. */
export type Decoded<Frame> =
  | { readonly kind: 'frame'; readonly frame: Frame }
  | { readonly kind: 'discarded'; readonly reason: DiscardReason; readonly bytes: Uint8Array };

/** `noise` between frames, a length out of range, a wrong checksum, a frame that broke off. */
export type DiscardReason = 'noise' | 'bad-length' | 'bad-checksum' | 'gap';

export interface FrameDecoder<Frame> {
  /** Takes bytes in any division; `now` is monotonic milliseconds. */
  push(chunk: Uint8Array, now: number): Decoded<Frame>[];
  /** Gives up a frame that broke off `gapMs` ago; to be called when that time is over without a byte. */
  expire(now: number): Decoded<Frame>[];
  /** Bytes that wait for the rest of their frame. */
  readonly pendingBytes: number;
  /** A pause inside a frame that means the rest will not come, in milliseconds. */
  readonly gapMs: number;
}

/** How one protocol marks, measures and checks its frames. */
export interface FrameFormat<Frame> {
  readonly start: readonly number[];
  /** Bytes needed to know the length, start included. */
  readonly headerBytes: number;
  /** Whole length of the frame in bytes, or undefined when the header cannot be true. */
  measure(header: Uint8Array): number | undefined;
  /** The frame, or undefined when its checksum is wrong. */
  parse(whole: Uint8Array): Frame | undefined;
}

/**
 * Decoder for frames that start with a fixed mark and carry their length. Whenever a frame turns out wrong only its
 * first byte is given up and the rest is searched again, so a good frame behind or inside a broken one is found.
 */
export class ResyncDecoder<Frame> implements FrameDecoder<Frame> {
  readonly gapMs: number;
  readonly #format: FrameFormat<Frame>;
  #buffer: Uint8Array = new Uint8Array(0);
  #lastByteAt = 0;

  constructor(format: FrameFormat<Frame>, gapMs: number) {
    this.#format = format;
    this.gapMs = gapMs;
  }

  get pendingBytes(): number {
    return this.#buffer.length;
  }

  push(chunk: Uint8Array, now: number): Decoded<Frame>[] {
    const items: Decoded<Frame>[] = [];
    // A stalled process sees a pause that the line never had: if the late bytes complete the frame, they belong to it.
    if (this.#isStale(now) && !this.#completes(chunk)) items.push(...this.expire(now));
    this.#buffer = concatBytes(this.#buffer, chunk);
    if (chunk.length > 0) this.#lastByteAt = now;
    items.push(...this.#scan(false));
    return items;
  }

  expire(now: number): Decoded<Frame>[] {
    return this.#isStale(now) ? this.#scan(true) : [];
  }

  #isStale(now: number): boolean {
    return this.#buffer.length > 0 && now - this.#lastByteAt >= this.gapMs;
  }

  #completes(chunk: Uint8Array): boolean {
    const joined = concatBytes(this.#buffer, chunk);
    const total = joined.length >= this.#format.headerBytes ? this.#format.measure(joined) : undefined;
    return total !== undefined && joined.length >= total && this.#format.parse(joined.subarray(0, total)) !== undefined;
  }

  /** `giveUp`: what is incomplete now will never be complete. */
  #scan(giveUp: boolean): Decoded<Frame>[] {
    const items: Decoded<Frame>[] = [];
    const { start, headerBytes } = this.#format;
    let at = 0;
    let discardedFrom = 0;
    let reason: DiscardReason | undefined;
    const flush = (): void => {
      if (at > discardedFrom) items.push({ kind: 'discarded', reason: reason ?? 'noise', bytes: this.#buffer.slice(discardedFrom, at) });
      reason = undefined;
    };
    const dropOne = (why: DiscardReason): void => {
      // A broken frame explains the noise behind it better than the word noise does.
      if (reason === undefined || reason === 'noise') reason = why;
      at += 1;
    };
    while (at < this.#buffer.length) {
      const rest = this.#buffer.subarray(at);
      if (!start.every((byte, i) => i >= rest.length || rest[i] === byte)) {
        dropOne('noise');
        continue;
      }
      const total = rest.length >= headerBytes ? this.#format.measure(rest) : 0;
      if (total === undefined) {
        dropOne('bad-length');
      } else if (total === 0 || rest.length < total) {
        if (!giveUp) break;
        dropOne('gap');
      } else {
        const frame = this.#format.parse(rest.subarray(0, total));
        if (frame === undefined) {
          dropOne('bad-checksum');
          continue;
        }
        flush();
        items.push({ kind: 'frame', frame });
        at += total;
        discardedFrom = at;
      }
    }
    flush();
    this.#buffer = this.#buffer.slice(at);
    return items;
  }
}
