import { seededRandom } from '#kernel/random.ts';

/** What a seed decides in a drill. */
export interface Chance {
  /** In [0, 1). */
  readonly next: () => number;
  /** An integer from 0 to `most`. */
  readonly upTo: (most: number) => number;
  readonly of: (probability: number) => boolean;
}

export function chanceOf(seed: number): Chance {
  const random = seededRandom(seed);
  const next = (): number => random.next();
  return { next, upTo: (most) => Math.floor(next() * (most + 1)), of: (probability) => next() < probability };
}
