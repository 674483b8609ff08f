import { describe, expect, it } from 'vitest';
import { sleep, TIMED_OUT, withTimeout } from './clock.ts';
import { deferred } from './deferred.ts';
import { SimulatedClock } from './simulated-clock.ts';

describe('sleep', () => {
  it('ends exactly when its time is over', async () => {
    const clock = new SimulatedClock();
    let awake = false;
    void sleep(clock, 100).then(() => (awake = true));
    await clock.advance(99);
    expect(awake).toBe(false);
    await clock.advance(1);
    expect(awake).toBe(true);
  });

  it('is broken off with the reason of its signal and leaves no timer', async () => {
    const clock = new SimulatedClock();
    const abort = new AbortController();
    const slept = sleep(clock, 100, abort.signal);
    abort.abort('device gone');
    await expect(slept).rejects.toBe('device gone');
    expect(clock.pendingTimers).toBe(0);
  });

  it('does not begin when its signal is aborted already', async () => {
    const clock = new SimulatedClock();
    await expect(sleep(clock, 100, AbortSignal.abort('too late'))).rejects.toBe('too late');
    expect(clock.pendingTimers).toBe(0);
  });

  it('takes no harm from a signal aborted after its end', async () => {
    const clock = new SimulatedClock();
    const abort = new AbortController();
    const slept = sleep(clock, 100, abort.signal);
    await clock.advance(100);
    abort.abort('later');
    await expect(slept).resolves.toBeUndefined();
  });
});

describe('a wait with a limit', () => {
  it('gives the outcome that comes in time and leaves no timer', async () => {
    const clock = new SimulatedClock();
    const work = deferred<number>();
    const outcome = withTimeout(clock, 100, work.promise);
    await clock.advance(99);
    work.resolve(7);
    await expect(outcome).resolves.toBe(7);
    expect(clock.pendingTimers).toBe(0);
  });

  it('passes on a failure that comes in time', async () => {
    const clock = new SimulatedClock();
    const failure = new Error('no paper');
    await expect(withTimeout(clock, 100, Promise.reject(failure))).rejects.toBe(failure);
    expect(clock.pendingTimers).toBe(0);
  });

  it('says that it timed out, and drops what comes later, success or failure', async () => {
    const clock = new SimulatedClock();
    for (const finish of ['resolve', 'reject'] as const) {
      const work = deferred<string>();
      const outcome = withTimeout(clock, 100, work.promise);
      await clock.advance(100);
      // An unhandled rejection would fail the whole run.
      work[finish]('late');
      await expect(outcome).resolves.toBe(TIMED_OUT);
    }
  });
});
