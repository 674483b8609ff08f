import { AUTOMATIC_VALUE, FRAME_GAP_MS, REALTIME_MASK, REALTIME_VALUE } from './manual.ts';

/**
 * What a printer sends. Nothing is framed or numbered; kinds are told apart by fixed bits, and only what was asked
 * for can be told apart where bits are the same.
 */
export type Reply =
  | { readonly kind: 'realtime'; readonly byte: number }
  | { readonly kind: 'automatic'; readonly bytes: Uint8Array }
  /** Answer to GS r 1, the echo behind the data. */
  | { readonly kind: 'echo'; readonly byte: number }
  | { readonly kind: 'presenter'; readonly bytes: Uint8Array }
  | { readonly kind: 'noise'; readonly byte: number };

/** What is asked and not yet answered, beside DLE EOT 1–4 and automatic status, which are always understood. */
export interface Expecting {
  readonly echo: boolean;
  readonly presenter: PresenterFrame | undefined;
}

export interface PresenterFrame {
  /** Bytes that open the reply; empty when the reply is one bare byte. */
  readonly head: readonly number[];
  readonly length: number;
}

export class ReplyDecoder {
  #held: number[] = [];
  #heldAt = 0;

  /** `now` is monotonic milliseconds; a started frame older than the gap limit is noise. */
  push(chunk: Uint8Array, now: number, expecting: Expecting): readonly Reply[] {
    const out: Reply[] = [];
    if (this.#held.length > 0 && now - this.#heldAt > FRAME_GAP_MS) out.push(...this.#held.splice(0).map(noise));
    this.#heldAt = now;
    this.#held.push(...chunk);
    while (this.#held.length > 0) {
      const taken = take(this.#held, expecting);
      if (taken === 'more') break;
      this.#held.splice(0, taken.used);
      out.push(taken.reply);
    }
    return out;
  }
}

type Taken = { readonly used: number; readonly reply: Reply } | 'more';

function take(bytes: readonly number[], expecting: Expecting): Taken {
  const first = bytes[0]!;
  const framed = expecting.presenter;
  if (framed && framed.head.length > 0 && framed.head[0] === first) {
    const size = framed.head.length + framed.length;
    if (framed.head.every((byte, i) => i >= bytes.length || bytes[i] === byte)) {
      if (bytes.length < size) return 'more';
      return { used: size, reply: { kind: 'presenter', bytes: Uint8Array.from(bytes.slice(framed.head.length, size)) } };
    }
  }
  if ((first & REALTIME_MASK) === REALTIME_VALUE) return { used: 1, reply: { kind: 'realtime', byte: first } };
  if ((first & REALTIME_MASK) === AUTOMATIC_VALUE) return takeAutomatic(bytes);
  if (framed && framed.head.length === 0 && (first & 0x10) === 0) {
    return { used: 1, reply: { kind: 'presenter', bytes: Uint8Array.of(first) } };
  }
  // GS r 1 answers 0000xxxx with the paper sensors in pairs: 00, 03, 0C or 0F.
  if (expecting.echo && (first === 0x00 || first === 0x03 || first === 0x0c || first === 0x0f)) {
    return { used: 1, reply: { kind: 'echo', byte: first } };
  }
  return { used: 1, reply: noise(first) };
}

/** Bytes 2 to 4 have bits 4 and 7 clear; anything else shows that the first byte was noise. */
function takeAutomatic(bytes: readonly number[]): Taken {
  const rest = bytes.slice(1, 4);
  if (rest.some((byte) => (byte & 0x90) !== 0)) return { used: 1, reply: noise(bytes[0]!) };
  if (rest.length < 3) return 'more';
  return { used: 4, reply: { kind: 'automatic', bytes: Uint8Array.from(bytes.slice(0, 4)) } };
}

function noise(byte: number): Reply {
  return { kind: 'noise', byte };
}
