import type { Clock } from '#kernel/clock.ts';

/** A business day that was right at a steady time. */
export interface KnownDay {
  readonly day: string;
  readonly steadyMs: number;
}

/**
 * How much time has really passed for this hall: milliseconds that begin at some wall time and move only with monotonic
 * time while the server runs. Setting the clock does not move it, and what passes while the server is off does not count:
 * it may be late, never early. For durations only. Stored now and then, so that it goes on over a restart.
 */
export class SteadyTime {
  readonly #clock: Clock;
  readonly #fromMs: number;
  readonly #begunMs: number;
  /** The last day this process knew to be right; null until its clock and the hall agree. */
  known: KnownDay | null = null;

  constructor(clock: Clock, fromMs: number) {
    this.#clock = clock;
    this.#fromMs = fromMs;
    this.#begunMs = clock.monotonic();
  }

  now(): number {
    return Math.floor(this.#fromMs + (this.#clock.monotonic() - this.#begunMs));
  }

  know(day: string): void {
    this.known = { day, steadyMs: this.now() };
  }
}
