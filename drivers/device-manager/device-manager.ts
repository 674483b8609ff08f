import type { Clock } from '#kernel/clock.ts';
import { TIMED_OUT, withTimeout } from '#kernel/clock.ts';
import type { DeviceState } from '../device-state.ts';

/** Any driver's device as the manager sees it: it opens, supervises and re-opens itself and tells its state. */
export interface SupervisedDevice {
  start(): void;
  stop(): Promise<void>;
  readonly state: DeviceState<{ readonly kind: string }>;
  onState(listener: (state: DeviceState<{ readonly kind: string }>) => void): () => void;
}

/** One device of this terminal, for lamps, logs and the health report. */
export interface DeviceHealth {
  /** The driver's folder name: `id-card-reader`. */
  readonly device: string;
  /** Its address as configured. */
  readonly channel: string;
  readonly state: DeviceState<{ readonly kind: string }>;
  /** Monotonic milliseconds since which it is in this state. */
  readonly sinceMs: number;
}

/** A device that hangs at closing must not keep the terminal from stopping. */
const STOP_LIMIT_MS = 2_000;

/** Starts all devices of a terminal, gathers their health, reports changes of kind only, and stops them together. */
export class DeviceManager {
  readonly #clock: Clock;
  readonly #devices: { readonly device: string; readonly channel: string; readonly supervised: SupervisedDevice; health: DeviceHealth }[] = [];
  readonly #listeners = new Set<(health: DeviceHealth) => void>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(device: string, channel: string, supervised: SupervisedDevice): void {
    const entry = { device, channel, supervised, health: { device, channel, state: supervised.state, sinceMs: this.#clock.monotonic() } };
    this.#devices.push(entry);
    supervised.onState((state) => {
      const changed = summary(state) !== summary(entry.health.state);
      entry.health = { ...entry.health, state, sinceMs: changed ? this.#clock.monotonic() : entry.health.sinceMs };
      if (changed) for (const listener of this.#listeners) listener(entry.health);
    });
  }

  start(): void {
    for (const { supervised } of this.#devices) supervised.start();
  }

  get health(): readonly DeviceHealth[] {
    return this.#devices.map(({ health }) => health);
  }

  /** Told when a device becomes another kind of well or unwell, not at every attempt to reach it. */
  onHealth(listener: (health: DeviceHealth) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** @returns the devices that did not stop within the limit and were left behind */
  async stop(): Promise<readonly string[]> {
    const outcomes = await Promise.all(
      this.#devices.map(async ({ device, supervised }) => {
        const outcome = await withTimeout(this.#clock, STOP_LIMIT_MS, supervised.stop());
        return outcome === TIMED_OUT ? device : null;
      }),
    );
    return outcomes.filter((device) => device !== null);
  }
}

function summary(state: DeviceHealth['state']): string {
  if (state.kind === 'faulty') return `faulty:${state.fault.kind}`;
  if (state.kind === 'unavailable') return `unavailable:${state.reason}`;
  return state.kind;
}
