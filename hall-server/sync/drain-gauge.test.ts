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
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(5_900);
    expect(Math.max(...waits)).toBeLessThanOrEqual(12_000);
    expect(new Set(waits).size).toBeGreaterThan(90);
    for (let i = 0; i < 90; i += 1) gauge.done(`k${i}`, 200, 0, i * 40);
    expect(gauge.catchUpAfter('k95', 3_600)).toBe(0);
  });

  it('learns what a fact costs here', () => {
    const gauge = new DrainGauge();
    for (const id of ['a', 'b']) gauge.announce(id, 100_000, 0);
    for (let i = 1; i <= 100; i += 1) gauge.done('a', 100, 0, i * 100);
    expect(gauge.catchUpAfter('a', 10_000)).toBe(60_000);
  });

  it('lets terminals send one after another in the order of their first word, the first at once', () => {
    const gauge = new DrainGauge();
    for (let i = 0; i < 100; i += 1) gauge.announce(`k${i}`, 200, 0);
    const waits = Array.from({ length: 100 }, (_, i) => gauge.sendAfter(`k${i}`, 0));
    expect(waits[0]).toBe(0);
    expect(waits.toSorted((a, b) => a - b)).toEqual(waits);
    expect(waits[99]).toBe(Math.round(99 * 200 * 0.3 * 0.75 - 1_000));
    gauge.announce('k50', 200, 1_000);
    expect(gauge.sendAfter('k50', 1_000)).toBe(waits[50]);
    for (let i = 0; i < 50; i += 1) gauge.done(`k${i}`, 200, 1_000 + i * 40, 1_040 + i * 40);
    expect(gauge.sendAfter('k50', 3_100)).toBe(0);
  });

  it('does not take the pauses between batches for their cost', () => {
    const gauge = new DrainGauge();
    for (let i = 0; i < 100; i += 1) gauge.announce(`k${i}`, 200, 0);
    for (let i = 0; i < 50; i += 1) gauge.done(`k${i}`, 200, i * 1_000, i * 1_000 + 40);
    expect(gauge.sendAfter('k99', 50_000)).toBeLessThan(49 * 200 * 0.25);
  });

  it('forgets who announced facts and went away', () => {
    const gauge = new DrainGauge();
    gauge.announce('gone', 1_000_000, 0);
    expect(gauge.catchUpAfter('k', 1_000)).toBeGreaterThan(0);
    expect(gauge.catchUpAfter('k', 40_000)).toBe(0);
  });
});
