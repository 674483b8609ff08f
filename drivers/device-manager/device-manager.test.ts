import { describe, expect, it } from 'vitest';
import { SimulatedClock } from '#kernel/simulated-clock.ts';
import { DeviceManager, type DeviceHealth, type SupervisedDevice } from './device-manager.ts';

class FakeDevice implements SupervisedDevice {
  state: SupervisedDevice['state'] = { kind: 'connecting' };
  started = false;
  stopping: Promise<void> = Promise.resolve();
  readonly #listeners = new Set<(state: SupervisedDevice['state']) => void>();

  start(): void {
    this.started = true;
  }

  stop(): Promise<void> {
    return this.stopping;
  }

  onState(listener: (state: SupervisedDevice['state']) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  become(state: SupervisedDevice['state']): void {
    this.state = state;
    for (const listener of this.#listeners) listener(state);
  }
}

function setUp() {
  const clock = new SimulatedClock();
  const manager = new DeviceManager(clock);
  const reader = new FakeDevice();
  manager.add('id-card-reader', 'serial:/dev/ttyUSB0', reader);
  const told: DeviceHealth[] = [];
  manager.onHealth((health) => told.push(health));
  return { clock, manager, reader, told };
}

describe('the device manager', () => {
  it('starts every device and knows since when each is in its state', async () => {
    const { clock, manager, reader } = setUp();
    manager.start();
    await clock.advance(500);
    reader.become({ kind: 'ready' });
    expect(reader.started).toBe(true);
    expect(manager.health).toEqual([{ device: 'id-card-reader', channel: 'serial:/dev/ttyUSB0', state: { kind: 'ready' }, sinceMs: 500 }]);
  });

  it('reports a change of kind once, not every further attempt', () => {
    const { reader, told } = setUp();
    reader.become({ kind: 'unavailable', reason: 'not-found', detail: '', attempt: 1 });
    reader.become({ kind: 'unavailable', reason: 'not-found', detail: '', attempt: 2 });
    reader.become({ kind: 'ready' });
    expect(told.map((health) => health.state.kind)).toEqual(['unavailable', 'ready']);
  });

  it('tells two faults of one device apart', () => {
    const { reader, told } = setUp();
    reader.become({ kind: 'faulty', fault: { kind: 'paper-end' } });
    reader.become({ kind: 'faulty', fault: { kind: 'cover-open' } });
    expect(told).toHaveLength(2);
  });

  it('leaves behind a device that hangs at closing, and says which', async () => {
    const { clock, manager, reader } = setUp();
    reader.stopping = new Promise(() => {});
    const stopped = manager.stop();
    await clock.advance(2_000);
    expect(await stopped).toEqual(['id-card-reader']);
  });
});
