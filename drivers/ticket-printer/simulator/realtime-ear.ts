/** What must be answered at once, whatever stands before it in the buffer. */
export type RealtimeRequest = { readonly kind: 'status'; readonly n: number } | { readonly kind: 'presenter' } | { readonly kind: 'clear' };

/** DLE DC4 8 with its fixed arguments. */
const CLEAR = [0x10, 0x14, 0x08, 0x01, 0x03, 0x14, 0x01, 0x06, 0x02, 0x08];

/**
 * Listens to the raw stream for DLE and ENQ sequences as printers do: on reception, inside any other command, and
 * across chunk borders.
 */
export class RealtimeEar {
  #recent: number[] = [];

  /** `other` tells whether anything but real-time bytes came. */
  hear(bytes: Uint8Array): { readonly requests: readonly RealtimeRequest[]; readonly other: boolean } {
    const requests: RealtimeRequest[] = [];
    let matched = 0;
    for (const byte of bytes) {
      this.#recent.push(byte);
      if (this.#recent.length > CLEAR.length) this.#recent.shift();
      const found = this.#match();
      if (!found) continue;
      requests.push(found.request);
      matched += found.length;
      this.#recent = [];
    }
    return { requests, other: matched < bytes.length };
  }

  #match(): { readonly request: RealtimeRequest; readonly length: number } | undefined {
    const [first, second, third] = this.#recent.slice(-3);
    if (first === 0x10 && second === 0x04 && third !== undefined) {
      if (third >= 1 && third <= 4) return { request: { kind: 'status', n: third }, length: 3 };
      if (third === 5 || third === 0x14) return { request: { kind: 'presenter' }, length: 3 };
    }
    const [before, last] = this.#recent.slice(-2);
    if (before === 0x05 && last === 0x1d) return { request: { kind: 'presenter' }, length: 2 };
    if (this.#recent.length === CLEAR.length && CLEAR.every((byte, i) => this.#recent[i] === byte)) return { request: { kind: 'clear' }, length: CLEAR.length };
    return undefined;
  }
}
