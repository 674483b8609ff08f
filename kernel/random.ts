/** Source of randomness; injected so that a simulation can be replayed from a seed. */
export interface Random {
  /** `length` bytes. */
  bytes(length: number): Uint8Array;
  /** A number in [0, 1). */
  next(): number;
}

/** Cryptographically strong: for identifiers, tokens and keys. */
export const secureRandom: Random = {
  bytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
  next: () => crypto.getRandomValues(new Uint32Array(1))[0]! / 2 ** 32,
};

/** Repeatable sequence (mulberry32) for tests and simulations only; never for tokens or keys. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return { next, bytes: (length) => Uint8Array.from({ length }, () => Math.floor(next() * 256)) };
}
