import { describe, expect, it } from 'vitest';
import { effectiveTime, type ClockStamp } from './stamp.ts';

const serverMs = Date.UTC(2026, 2, 2, 4, 0);
const stamp: ClockStamp = { wallMs: serverMs - 600_000, bootId: 'b1', monotonicMs: 50_000, lastServerMs: serverMs - 900_000, trust: 'trusted' };

describe('the effective time of a fact', () => {
  it('is receipt minus monotonic age while the machine has not restarted, whatever the wall clock says', () => {
    const wrongYear = { ...stamp, wallMs: Date.UTC(2015, 0, 1) };
    expect(effectiveTime(wrongYear, { bootId: 'b1', monotonicMs: 80_000, serverMs })).toBe(serverMs - 30_000);
  });

  it('is the wall time after a restart', () => {
    expect(effectiveTime(stamp, { bootId: 'b2', monotonicMs: 10, serverMs })).toBe(serverMs - 600_000);
  });

  it('is not before the last server time the terminal knew', () => {
    const deadBattery = { ...stamp, wallMs: Date.UTC(2015, 0, 1) };
    expect(effectiveTime(deadBattery, { bootId: 'b2', monotonicMs: 10, serverMs })).toBe(serverMs - 900_000);
  });

  it('is not after the receipt', () => {
    expect(effectiveTime({ ...stamp, wallMs: serverMs + 1 }, { bootId: 'b2', monotonicMs: 10, serverMs })).toBe(serverMs);
    expect(effectiveTime({ ...stamp, lastServerMs: serverMs + 9 }, { bootId: 'b2', monotonicMs: 10, serverMs })).toBe(serverMs);
  });
});
