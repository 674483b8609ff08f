import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { SimulatedClock } from '#kernel/simulated-clock.ts';
import { createLogger } from './logging/logger.ts';
import { MemoryDestination } from './logging/memory-destination.ts';
import { ServiceEnd } from './service-end.ts';

function rig() {
  const clock = new SimulatedClock();
  const destination = new MemoryDestination();
  const signals = new EventEmitter();
  const exits: number[] = [];
  const complaints: string[] = [];
  const end = new ServiceEnd({
    clock,
    logger: createLogger({ clock, destination }),
    process: signals,
    exit: (code) => exits.push(code),
    complain: (sentence) => complaints.push(sentence),
  });
  return { clock, destination, signals, exits, complaints, end };
}

describe('the end of the service', () => {
  it.each(['uncaughtException', 'unhandledRejection'])('is one line and exit code 1 after an %s', (where) => {
    const { signals, exits, destination, complaints } = rig();
    signals.emit(where, new Error('a bug near 11010519491231002X'));
    signals.emit(where, new Error('and what follows from it'));
    expect(exits).toEqual([1]);
    expect(destination.lines).toMatchObject([{ event: 'service-fault', where }]);
    expect(destination.closed).toBe(true);
    expect([...destination.raw, ...complaints].join('')).not.toContain('11010519491231002X');
  });

  it('is in order after a signal, and a second one changes nothing', async () => {
    const { clock, signals, exits, destination, end } = rig();
    let stops = 0;
    end.stopWith(async () => {
      stops += 1;
    });
    signals.emit('SIGTERM');
    signals.emit('SIGINT');
    await clock.advance(0);
    expect([stops, exits]).toEqual([1, [0]]);
    expect(destination.events).toEqual(['service-end']);
  });

  it('comes all the same when something does not stop', async () => {
    const { clock, signals, exits, destination, end } = rig();
    end.stopWith(() => new Promise(() => {}));
    signals.emit('SIGTERM');
    await clock.advance(10_000);
    expect(exits).toEqual([1]);
    expect(destination.events).toEqual(['service-fault']);
  });

  it('comes all the same when stopping fails', async () => {
    const { clock, signals, exits, end } = rig();
    end.stopWith(() => Promise.reject(new Error('the store is closed')));
    signals.emit('SIGTERM');
    await clock.advance(0);
    expect(exits).toEqual([1]);
  });
});
