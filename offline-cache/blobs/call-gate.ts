/** Lets uploads give way: everything a person or the log waits for passes at once, and an upload's next chunk waits until none is under way. */
export class CallGate {
  #urgent = 0;
  #waiting: (() => void)[] = [];

  /** Whether a call that must not wait is under way. */
  get busy(): boolean {
    return this.#urgent > 0;
  }

  /** An urgent call: never waits. */
  async urgent<T>(run: () => Promise<T>): Promise<T> {
    this.#urgent += 1;
    try {
      return await run();
    } finally {
      this.#urgent -= 1;
      if (this.#urgent === 0) for (const go of this.#waiting.splice(0)) go();
    }
  }

  /** Resolves when nothing urgent is under way. */
  async quiet(): Promise<void> {
    while (this.#urgent > 0) await new Promise<void>((resolve) => void this.#waiting.push(resolve));
  }
}
