import type { CancelTimer, Clock } from '#kernel/clock.ts';

/** This many changes pass at once: whatever a person does shows without delay. */
const AT_ONCE = 12;
/** A longer burst is shown this often: figures can still be read, and a slow page is not buried. */
const EVERY_MS = 250;

/** Passes changes on: singly at once, in a burst at most four a second. The last one always passes. */
export class BurstLimit {
  readonly #clock: Clock;
  readonly #pass: () => void;
  #left = AT_ONCE;
  #countedAtMs: number;
  #cancel: CancelTimer | null = null;

  constructor(clock: Clock, pass: () => void) {
    this.#clock = clock;
    this.#pass = pass;
    this.#countedAtMs = clock.monotonic();
  }

  changed(): void {
    if (this.#cancel) return;
    this.#earn();
    if (this.#left >= 1) this.#spend();
    else this.#cancel = this.#clock.after(EVERY_MS, () => {
      this.#cancel = null;
      this.#earn();
      this.#spend();
    });
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
  }

  #earn(): void {
    const nowMs = this.#clock.monotonic();
    this.#left = Math.min(AT_ONCE, this.#left + (nowMs - this.#countedAtMs) / EVERY_MS);
    this.#countedAtMs = nowMs;
  }

  #spend(): void {
    this.#left = Math.max(0, this.#left - 1);
    this.#pass();
  }
}
