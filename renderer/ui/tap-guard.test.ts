import { describe, expect, it } from 'vitest';
import { SimulatedClock } from '#kernel/simulated-clock.ts';
import { createTapGuard, DOUBLE_TAP_MS } from './tap-guard.ts';

describe('the tap guard', () => {
  it('lets the first tap of a double tap act and swallows the second', async () => {
    const clock = new SimulatedClock();
    const guard = createTapGuard(clock);
    expect(guard()).toBe(true);
    await clock.advance(DOUBLE_TAP_MS - 1);
    expect(guard()).toBe(false);
  });

  it('lets a tap act again after half a second, even with taps swallowed in between', async () => {
    const clock = new SimulatedClock();
    const guard = createTapGuard(clock);
    guard();
    await clock.advance(400);
    guard();
    await clock.advance(100);
    expect(guard()).toBe(true);
  });
});
