import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { secureRandom, seededRandom } from './random.ts';

describe.each([
  ['secure', () => secureRandom],
  ['seeded', () => seededRandom(2026)],
])('%s randomness', (_, make) => {
  it('stays in [0, 1) and fills both halves', () => {
    const random = make();
    const drawn = Array.from({ length: 500 }, () => random.next());
    expect(Math.min(...drawn)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...drawn)).toBeLessThan(1);
    expect(Math.abs(drawn.reduce((sum, n) => sum + n, 0) / drawn.length - 0.5)).toBeLessThan(0.1);
  });

  it('gives as many bytes as asked for, over the whole range', () => {
    const random = make();
    expect(random.bytes(0)).toHaveLength(0);
    const many = random.bytes(8192);
    expect(many).toHaveLength(8192);
    expect(new Set(many).size).toBe(256);
  });
});

describe('seeded randomness', () => {
  it('repeats itself from the same seed', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const [a, b] = [seededRandom(seed), seededRandom(seed)];
        expect([a.next(), a.next(), ...a.bytes(8)]).toEqual([b.next(), b.next(), ...b.bytes(8)]);
      }),
    );
  });

  it('differs between neighbouring seeds', () => {
    expect(seededRandom(1).next()).not.toBe(seededRandom(2).next());
  });
});
