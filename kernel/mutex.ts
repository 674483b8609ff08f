/** Runs functions one after another in the order they asked. There is no bare lock to forget: only `withLock`. */
export class Mutex {
  #tail: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  /** How many calls hold or wait for the lock. */
  get depth(): number {
    return this.#waiting;
  }

  withLock<T>(run: () => Promise<T> | T): Promise<T> {
    this.#waiting += 1;
    const turn = this.#tail.then(run, run);
    this.#tail = turn.then(
      () => this.#release(),
      () => this.#release(),
    );
    return turn;
  }

  #release(): void {
    this.#waiting -= 1;
  }
}
