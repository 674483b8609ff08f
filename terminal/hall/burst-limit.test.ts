import { describe, expect, it } from 'vitest';
import { SimulatedClock } from '#kernel/simulated-clock.ts';
import { BurstLimit } from './burst-limit.ts';

function rig() {
  const clock = new SimulatedClock();
  const passed: number[] = [];
  const begun = clock.monotonic();
  const limit = new BurstLimit(clock, () => passed.push(clock.monotonic() - begun));
  return { clock, passed, limit };
}

describe('changes of the hall on their way to a screen', () => {
  it('pass at once while they come singly', async () => {
    const { clock, passed, limit } = rig();
    for (let second = 0; second < 20; second += 1) {
      limit.changed();
      // oxlint-disable-next-line no-await-in-loop -- one second after the other
      await clock.advance(1000);
    }
    expect(passed).toEqual(Array.from({ length: 20 }, (_, second) => second * 1000));
  });

  it('come four a second in a long burst, and the last one is never swallowed', async () => {
    const { clock, passed, limit } = rig();
    for (let at = 0; at < 10_000; at += 10) {
      limit.changed();
      // oxlint-disable-next-line no-await-in-loop -- one instant after the other
      await clock.advance(10);
    }
    await clock.advance(1000);
    const settled = passed.filter((at) => at > 4000 && at <= 10_000);
    expect(settled.length).toBeLessThanOrEqual(4 * 6 + 1);
    expect(settled.length).toBeGreaterThanOrEqual(20);
    expect(passed.at(-1)).toBeGreaterThanOrEqual(9_990);
  });

  it('pass no more once stopped', async () => {
    const { clock, passed, limit } = rig();
    for (let at = 0; at < 20; at += 1) limit.changed();
    limit.stop();
    const before = passed.length;
    await clock.advance(5000);
    expect(passed.length).toBe(before);
  });
});
