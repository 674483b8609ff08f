import type { Clock } from '#kernel/clock.ts';

/** A sticky wake-up call: one that comes while nobody waits ends the next wait at once, so none is lost. */
export class Waker {
  #woken = false;
  #end: (() => void) | null = null;

  wake(): void {
    this.#woken = true;
    this.#end?.();
  }

  /** Ends when woken or after `ms`; says whether it was woken. */
  async wait(clock: Clock, ms: number): Promise<boolean> {
    if (!this.#woken) {
      await new Promise<void>((resolve) => {
        const cancel = clock.after(ms, resolve);
        this.#end = () => {
          cancel();
          resolve();
        };
      });
      this.#end = null;
    }
    const woken = this.#woken;
    this.#woken = false;
    return woken;
  }
}
