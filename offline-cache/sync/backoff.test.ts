import { describe, expect, it } from 'vitest';
import { seededRandom } from '#kernel/random.ts';
import { backoffDelay } from './backoff.ts';
import { BACKOFF_FIRST_MS, BACKOFF_MOST_MS } from './limits.ts';

describe('the backoff', () => {
  it('is anywhere below a bound that doubles up to its cap', () => {
    const almostOne = { next: () => 0.9999 };
    expect([1, 2, 3, 7, 100].map((attempt) => backoffDelay(attempt, almostOne))).toEqual([499, 999, 1999, 29_997, 29_997]);
    expect(backoffDelay(9, { next: () => 0 })).toBe(0);
  });

  it('spreads terminals that failed together over the whole bound', () => {
    const random = seededRandom(7);
    const delays = Array.from({ length: 500 }, () => backoffDelay(10, random));
    const inFirstTenth = delays.filter((ms) => ms < BACKOFF_MOST_MS / 10).length;
    expect(inFirstTenth).toBeGreaterThan(25);
    expect(inFirstTenth).toBeLessThan(75);
    expect(Math.max(...delays)).toBeGreaterThan(BACKOFF_MOST_MS * 0.95);
    expect(BACKOFF_FIRST_MS).toBeLessThan(BACKOFF_MOST_MS);
  });
});
