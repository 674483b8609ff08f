import { describe, expect, it } from 'vitest';
import { DrainGauge } from './drain-gauge.ts';

describe('the gauge of queues', () => {
  it('keeps nobody from the feed for its own facts or for a few', () => {
    const gauge = new DrainGauge();
    gauge.announce('k1', 1_000_000, 0);
    gauge.announce('k2', 100, 0);
    expect(gauge.catchUpAfter('k1', 0)).toBe(0);
  });

  it('lets a terminal read later the more facts others still have, and each at its own time', () => {
    const gauge = new DrainGauge();
    for (let i = 0; i < 100; i += 1) gauge.announce(`k${i}`, 200, 0);
    const waits = Array.from({ length: 100 }, (_, i) => gauge.catchUpAfter(`k${i}`, 0));
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(3_900);
    expect(Math.max(...waits)).toBeLessThanOrEqual(8_000);
    expect(new Set(waits).size).toBeGreaterThan(90);
    for (let i = 0; i < 90; i += 1) gauge.done(`k${i}`, 200, i * 40);
    expect(gauge.catchUpAfter('k95', 3_600)).toBe(0);
  });

  it('learns what a fact costs here', () => {
    const gauge = new DrainGauge();
    for (const id of ['a', 'b']) gauge.announce(id, 100_000, 0);
    for (let i = 1; i <= 100; i += 1) gauge.done('a', 100, i * 100);
    expect(gauge.catchUpAfter('a', 10_000)).toBe(60_000);
  });

  it('forgets who announced facts and went away', () => {
    const gauge = new DrainGauge();
    gauge.announce('gone', 1_000_000, 0);
    expect(gauge.catchUpAfter('k', 1_000)).toBeGreaterThan(0);
    expect(gauge.catchUpAfter('k', 40_000)).toBe(0);
  });
});
