import { describe, expect, it } from 'vitest';
import { SimulatedClock } from '#kernel/simulated-clock.ts';
import { createLogger } from './logger.ts';
import { MemoryDestination } from './memory-destination.ts';

function setUp() {
  const clock = new SimulatedClock();
  const destination = new MemoryDestination();
  const logger = createLogger({ clock, destination });
  const late = (ms: number, command = 'select'): void => logger.log('device-answer-late', { device: 'reader', command, ms });
  return { clock, destination, logger, late };
}

describe('repeated events', () => {
  it('are written once, then told as one summary when the minute is over', async () => {
    const { clock, destination, late } = setUp();
    late(5);
    late(6);
    await clock.advance(10_000);
    late(7);
    expect(destination.events).toEqual(['device-answer-late']);
    await clock.advance(50_000);
    expect(destination.events).toEqual(['device-answer-late', 'log-repeats']);
    expect(destination.lines[1]).toMatchObject({ of: 'device-answer-late', times: 2, ms: 60_000, values: 'device=reader command=select' });
    expect(clock.pendingTimers).toBe(0);
  });

  it('are told at once when there are a hundred, and a flood costs three lines a minute', async () => {
    const { clock, destination, late } = setUp();
    for (let i = 0; i <= 100; i += 1) late(i);
    expect(destination.lines[1]).toMatchObject({ event: 'log-repeats', times: 100 });
    for (let i = 0; i < 5000; i += 1) late(i);
    expect(destination.raw).toHaveLength(2);
    await clock.advance(60_000);
    expect(destination.lines[2]).toMatchObject({ event: 'log-repeats', times: 5000 });
    late(1);
    expect(destination.events).toEqual(['device-answer-late', 'log-repeats', 'log-repeats', 'device-answer-late']);
  });

  it('are known even when two kinds alternate', () => {
    const { destination, late } = setUp();
    for (let i = 0; i < 20; i += 1) late(1, i % 2 === 0 ? 'select' : 'find');
    expect(destination.raw).toHaveLength(2);
  });

  it('are written anew after a quiet minute, with nothing to tell in between', async () => {
    const { clock, destination, late } = setUp();
    late(1);
    expect(clock.pendingTimers).toBe(0);
    await clock.advance(60_000);
    late(1);
    expect(destination.events).toEqual(['device-answer-late', 'device-answer-late']);
  });

  it('are told when the log closes, and no timer is left', () => {
    const { clock, destination, logger, late } = setUp();
    late(1);
    late(1);
    logger.close();
    expect(destination.events).toEqual(['device-answer-late', 'log-repeats']);
    expect(clock.pendingTimers).toBe(0);
  });

  it('do not let memory grow: thousands of different ones are all written and only few remembered', () => {
    const { clock, destination, late } = setUp();
    for (let i = 0; i < 5000; i += 1) {
      late(1, `c${i}`);
      late(1, `c${i}`);
    }
    expect(destination.events.filter((event) => event === 'device-answer-late')).toHaveLength(5000);
    expect(clock.pendingTimers).toBeLessThanOrEqual(512);
  });

  it('keep a mask out of their summary', () => {
    const { destination, logger } = setUp();
    for (let i = 0; i < 2; i += 1) logger.log('person-identified', { way: 'phone', mask: '138****3210' });
    logger.close();
    expect(destination.lines[1]).toMatchObject({ event: 'log-repeats', values: 'way=phone' });
  });
});
