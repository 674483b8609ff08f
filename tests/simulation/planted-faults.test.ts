import { describe, expect, it } from 'vitest';
import { findPlanted } from './find-planted.ts';
import { PLANTED_FAULTS } from './planted/all.ts';
import { KNOWN_SEEDS } from './planted/known-seeds.ts';

/** The seed that found a fault before may not find it in a program that has changed since: then others must. */
const MOST_SEEDS = 20;

describe('a fault planted around the parts of the product', () => {
  it.each(PLANTED_FAULTS.map((fault) => [fault.what, fault] as const))('is found: %s', async (_what, fault) => {
    const known = KNOWN_SEEDS[fault.name] ?? 1;
    const seeds = [known, ...Array.from({ length: MOST_SEEDS }, (_, index) => index + 1).filter((seed) => seed !== known)];
    let found: string | null = null;
    for (const seed of seeds) {
      found = await findPlanted(fault, seed);
      if (found !== null) break;
    }
    expect(found).not.toBeNull();
  });
});
