import { afterAll, describe, expect, it } from 'vitest';
import { runSeed } from './run-seed.ts';
import { replaySeed } from './simulation-proof.ts';

/** The long form takes ten terminals and a thousand seeds; the promises are the same. */
const TERMINALS = 4;
const SEEDS = Array.from({ length: 24 }, (_, index) => index + 1);

describe('terminals and hall server in one process from one seed', () => {
  const digests = new Map<number, string>();

  it.each(SEEDS)('keep every promise whatever breaks (seed %i)', async (seed) => {
    const { broken, history } = await runSeed({ seed, terminals: TERMINALS });
    digests.set(seed, history.digest());
    expect(broken, `with ten terminals: ${replaySeed(seed)}`).toEqual([]);
  });

  it.each(SEEDS.slice(0, 5))('give the same history for the same seed (seed %i)', async (seed) => {
    const { history } = await runSeed({ seed, terminals: TERMINALS });
    expect(history.digest()).toBe(digests.get(seed));
  });

  it('gives another history for another seed', () => {
    expect(new Set(digests.values()).size).toBe(digests.size);
  });

  afterAll(() => digests.clear());
});
