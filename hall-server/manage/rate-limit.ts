import type { Clock } from '#kernel/clock.ts';

/** Callers remembered at once; beyond that the oldest are forgotten, so that memory stays bounded. */
const CALLERS_KEPT = 1000;

/** So many tries per caller in a fixed span, by monotonic time. */
export class RateLimit {
  readonly #clock: Clock;
  readonly #most: number;
  readonly #spanMs: number;
  readonly #callers = new Map<string, { readonly sinceMs: number; tries: number }>();

  constructor(clock: Clock, most: number, spanMs: number) {
    this.#clock = clock;
    this.#most = most;
    this.#spanMs = spanMs;
  }

  /** Counts one try. @returns whether it is still allowed */
  take(caller: string): boolean {
    const nowMs = this.#clock.monotonic();
    const known = this.#callers.get(caller);
    const entry = known && nowMs - known.sinceMs < this.#spanMs ? known : { sinceMs: nowMs, tries: 0 };
    if (entry !== known) {
      this.#callers.delete(caller);
      this.#callers.set(caller, entry);
      for (const key of this.#callers.keys()) {
        if (this.#callers.size <= CALLERS_KEPT) break;
        this.#callers.delete(key);
      }
    }
    entry.tries += 1;
    return entry.tries <= this.#most;
  }
}
