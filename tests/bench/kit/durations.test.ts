import { describe, expect, it } from 'vitest';
import { median, percentile } from '../row.ts';
import { durations } from './durations.ts';

/** 101 … 1: the p-th percentile is p + 1. */
const SAMPLES = Array.from({ length: 101 }, (_, i) => 101 - i);

describe('a percentile', () => {
  it('is found whatever order the samples came in', () => {
    expect([0, 1, 50, 99, 100].map((percent) => percentile(SAMPLES, percent))).toEqual([1, 2, 51, 100, 101]);
  });

  it('lies on the line between its two neighbours', () => {
    expect(percentile([4, 1, 3, 2], 50)).toBe(2.5);
    expect(percentile([10, 20], 99)).toBeCloseTo(19.9);
    expect(median([7])).toBe(7);
  });

  it('leaves the samples as they were', () => {
    const samples = [3, 1, 2];
    percentile(samples, 99);
    expect(samples).toEqual([3, 1, 2]);
  });

  it('of nothing is refused', () => {
    expect(() => percentile([], 50)).toThrow(RangeError);
  });
});

describe('durations as a row', () => {
  it('are judged by p99 and compared with the baseline', () => {
    expect(durations('tap', SAMPLES, { baseline: 25, p99AtMost: 100 })).toEqual({
      name: 'tap', figure: 100, unit: 'ms', p50: 51, p99: 100, baseline: 25, ratio: 4, goal: 'p99 ≤ 100', met: true,
    });
  });

  it('have missed as soon as one of two goals is missed', () => {
    expect(durations('card', SAMPLES, { p50AtMost: 49.94, p99AtMost: 200 })).toMatchObject({ goal: 'p50 ≤ 49.9, p99 ≤ 200', met: false });
  });

  it('without a goal are neither met nor missed', () => {
    expect(durations('part', [1])).not.toHaveProperty('met');
  });
});
