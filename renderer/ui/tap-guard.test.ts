import { describe, expect, it } from 'vitest';
import { SimulatedClock } from '#kernel/simulated-clock.ts';
import { createTapGuard, DOUBLE_TAP_MS } from './tap-guard.ts';

const HERE = { x: 500, y: 900 };
const BESIDE = { x: 520, y: 910 };
const ELSEWHERE = { x: 500, y: 1400 };
const NEAR_PX = 54;

function start(): { readonly clock: SimulatedClock; readonly guard: ReturnType<typeof createTapGuard> } {
  const clock = new SimulatedClock();
  return { clock, guard: createTapGuard(clock, () => NEAR_PX) };
}

describe('the tap guard', () => {
  it('lets the first tap of a double tap act and swallows the second, even if the finger slipped a little', async () => {
    const { clock, guard } = start();
    expect(guard(HERE)).toBe(true);
    await clock.advance(DOUBLE_TAP_MS - 1);
    expect(guard(BESIDE)).toBe(false);
  });

  it('lets a tap act again after half a second, even with taps swallowed in between', async () => {
    const { clock, guard } = start();
    guard(HERE);
    await clock.advance(400);
    guard(HERE);
    await clock.advance(100);
    expect(guard(HERE)).toBe(true);
  });

  it('takes a quick tap on another place for a wish of its own', async () => {
    const { clock, guard } = start();
    guard(HERE);
    await clock.advance(100);
    expect(guard(ELSEWHERE)).toBe(true);
  });
});
