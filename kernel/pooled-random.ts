import type { Random } from './random.ts';

/** Bytes drawn from the system at a time: a call into it costs more than the identifier it is for. */
const POOL = 4096;

/** The same randomness in larger draughts; each byte is given out once. */
export function pooledRandom(source: Random): Random {
  let pool: Uint8Array = new Uint8Array(0);
  let used = 0;
  return {
    next: () => source.next(),
    bytes(length) {
      if (length > POOL) return source.bytes(length);
      if (used + length > pool.length) {
        pool = source.bytes(POOL);
        used = 0;
      }
      used += length;
      return pool.slice(used - length, used);
    },
  };
}
