import { SimulatedClock } from '#kernel/simulated-clock.ts';
import type { DeviceState } from '../device-state.ts';
import { createIdCardReader, type IdCardReaderOptions } from './device.ts';
import { SimulatedIdCardReader, type SimulatorOptions } from './simulator/simulator.ts';
import type { CommandName } from './messages.ts';
import type { IdCardReader, ReaderEvent, ReaderFault } from './types.ts';

/** A started reader on a simulated one in memory, with everything it told. Time moves by `clock.advance` only. */
export interface Bench {
  readonly clock: SimulatedClock;
  readonly device: SimulatedIdCardReader;
  readonly reader: IdCardReader;
  readonly events: ReaderEvent[];
  readonly states: DeviceState<ReaderFault>[];
  /** Kinds of the events so far, such as `card-found card-read`. */
  told(): string;
  /** Stops and reports whether timers were left. */
  stop(): Promise<number>;
}

/** Every command takes a little time, so that no chain of them happens within one instant of the simulated clock. */
const QUICK = { find: 2, select: 2, read: 5, readWithFingerprint: 5, extraAddress: 2, samNumber: 2, samStatus: 2, reset: 2 };

export function bench(simulator: Omit<SimulatorOptions, 'clock'> = {}, options: Partial<IdCardReaderOptions> = {}): Bench {
  const clock = new SimulatedClock();
  const device = new SimulatedIdCardReader({ clock, ...simulator, thinkMs: { ...QUICK, ...simulator.thinkMs } });
  const reader = createIdCardReader({ open: device.open, clock, ...options });
  const events: ReaderEvent[] = [];
  const states: DeviceState<ReaderFault>[] = [];
  reader.onEvent((event) => events.push(event));
  reader.onState((state) => states.push(state));
  reader.start();
  return {
    clock,
    device,
    reader,
    events,
    states,
    told: () => events.map((event) => (event.kind === 'card-failed' ? `card-failed:${event.error.kind}` : event.kind)).join(' '),
    stop: async () => {
      const stopped = reader.stop();
      await clock.advance(2000);
      await stopped;
      return clock.pendingTimers;
    },
  };
}

/** The phases in which a fault can strike a card. */
export const PHASES = ['find', 'select', 'read'] as const satisfies readonly CommandName[];
