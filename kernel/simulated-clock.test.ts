import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sleep } from './clock.ts';
import { SimulatedClock } from './simulated-clock.ts';

describe('the simulated clock', () => {
  it('stands still until it is moved', () => {
    const clock = new SimulatedClock(1000);
    expect([clock.now(), clock.monotonic()]).toEqual([1000, 0]);
    expect([clock.now(), clock.monotonic()]).toEqual([1000, 0]);
  });

  it('moves both times together', async () => {
    const clock = new SimulatedClock(1000);
    await clock.advance(250);
    expect([clock.now(), clock.monotonic()]).toEqual([1250, 250]);
  });

  it('keeps monotonic time and timers when the wall clock jumps', async () => {
    const clock = new SimulatedClock(Date.UTC(2026, 2, 2));
    let rang = false;
    clock.after(100, () => (rang = true));
    clock.setWall(Date.UTC(2015, 0, 1));
    expect(clock.monotonic()).toBe(0);
    await clock.advance(100);
    expect(rang).toBe(true);
    expect(clock.now()).toBe(Date.UTC(2015, 0, 1) + 100);
  });

  it('runs timers by time, and those of the same instant in the order they were set', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(20), { maxLength: 20 }), async (delays) => {
        const clock = new SimulatedClock();
        const ran: number[] = [];
        delays.forEach((ms, i) => clock.after(ms, () => ran.push(i)));
        await clock.advance(20);
        const expected = delays.map((ms, i) => ({ ms, i })).toSorted((a, b) => a.ms - b.ms || a.i - b.i);
        expect(ran).toEqual(expected.map(({ i }) => i));
        expect(clock.pendingTimers).toBe(0);
      }),
    );
  });

  it('shows each timer its own instant, however far it is moved at once', async () => {
    const clock = new SimulatedClock(0);
    const seen: number[] = [];
    clock.after(10, () => seen.push(clock.now()));
    clock.after(30, () => seen.push(clock.now()));
    await clock.advance(1000);
    expect(seen).toEqual([10, 30]);
  });

  it('runs timers that timers set within the same move', async () => {
    const clock = new SimulatedClock();
    let ticks = 0;
    const tick = (): void => {
      ticks += 1;
      clock.after(10, tick);
    };
    clock.after(10, tick);
    await clock.advance(100);
    expect(ticks).toBe(10);
    expect(clock.pendingTimers).toBe(1);
  });

  it('lets chains of promises go on between two timers', async () => {
    const clock = new SimulatedClock();
    const times: number[] = [];
    const loop = async (): Promise<void> => {
      for (let i = 0; i < 3; i += 1) {
        await sleep(clock, 5);
        times.push(clock.monotonic());
      }
    };
    void loop();
    await clock.advance(15);
    expect(times).toEqual([5, 10, 15]);
  });

  it('never runs a cancelled timer, and cancelling twice or late does nothing', async () => {
    const clock = new SimulatedClock();
    let runs = 0;
    const early = clock.after(10, () => (runs += 1));
    const late = clock.after(10, () => (runs += 1));
    early();
    early();
    await clock.advance(10);
    late();
    expect(runs).toBe(1);
  });

  it('takes a negative delay as none', async () => {
    const clock = new SimulatedClock();
    let ran = false;
    clock.after(-5, () => (ran = true));
    await clock.advance(0);
    expect(ran).toBe(true);
    expect(clock.monotonic()).toBe(0);
  });
});
