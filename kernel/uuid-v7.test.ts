import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHex } from './bytes.ts';
import { seededRandom } from './random.ts';
import { SimulatedClock } from './simulated-clock.ts';
import { isUuidV7, uuidV7 } from './uuid-v7.ts';

const at = (ms: number) => ({ now: () => ms });
const LAST_MS = 2 ** 48 - 1;

describe('a UUID of version 7', () => {
  it('is the example of RFC 9562, appendix A.6, from its time and random bits', () => {
    const random = { next: () => 0, bytes: () => fromHex('000000000000 0CC3 18C4DC0C0C07398F') };
    expect(uuidV7(at(0x017f22e279b0), random)).toBe('017f22e2-79b0-7cc3-98c4-dc0c0c07398f');
  });

  it('is well formed at any time a clock can show, the broken ones too', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e15, max: LAST_MS, noNaN: true }), fc.integer(), (ms, seed) => {
        expect(isUuidV7(uuidV7(at(ms), seededRandom(seed)))).toBe(true);
      }),
    );
  });

  it('sorts as text by its millisecond', () => {
    fc.assert(
      fc.property(fc.nat(LAST_MS), fc.nat(LAST_MS), fc.integer(), (a, b, seed) => {
        fc.pre(a < b);
        const random = seededRandom(seed);
        expect(uuidV7(at(a), random) < uuidV7(at(b), random)).toBe(true);
      }),
    );
  });

  it('differs within one millisecond', () => {
    const [clock, random] = [new SimulatedClock(), seededRandom(7)];
    const made = new Set(Array.from({ length: 1000 }, () => uuidV7(clock, random)));
    expect(made.size).toBe(1000);
  });

  it.each([
    ['another version', '017f22e2-79b0-4cc3-98c4-dc0c0c07398f'],
    ['another variant', '017f22e2-79b0-7cc3-c8c4-dc0c0c07398f'],
    ['upper case', '017F22E2-79B0-7CC3-98C4-DC0C0C07398F'],
    ['no hyphens', '017f22e279b07cc398c4dc0c0c07398f'],
    ['a line break behind it', '017f22e2-79b0-7cc3-98c4-dc0c0c07398f\n'],
    ['nothing', ''],
  ])('is not recognised in %s', (_, text) => {
    expect(isUuidV7(text)).toBe(false);
  });
});
