import { describe, expect, it } from 'vitest';
import { realClock } from './real-clock.ts';

describe('the real clock', () => {
  it('tells the wall time of the machine', () => {
    const before = Date.now();
    const now = realClock.now();
    expect(now).toBeGreaterThanOrEqual(before);
    expect(now).toBeLessThanOrEqual(Date.now());
  });

  it('never goes back in monotonic time', () => {
    let last = realClock.monotonic();
    for (let i = 0; i < 1000; i += 1) {
      const next = realClock.monotonic();
      expect(next).toBeGreaterThanOrEqual(last);
      last = next;
    }
  });

  it('calls once, not before its time', async () => {
    const set = realClock.monotonic();
    let calls = 0;
    await new Promise<void>((resolve) => {
      realClock.after(5, () => {
        calls += 1;
        resolve();
      });
    });
    expect(calls).toBe(1);
    // Timers of the host count whole milliseconds.
    expect(realClock.monotonic() - set).toBeGreaterThan(4);
  });

  it('does not call after a cancel', async () => {
    let called = false;
    const cancel = realClock.after(1, () => (called = true));
    cancel();
    await new Promise<void>((resolve) => {
      realClock.after(3, resolve);
    });
    cancel();
    expect(called).toBe(false);
  });
});
