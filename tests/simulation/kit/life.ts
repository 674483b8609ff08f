/** One run of a process. When it ends its code stops at the next thing it waits for: nothing answers it any more. */
export class Life {
  #alive = true;
  readonly #endings: (() => void)[] = [];

  get alive(): boolean {
    return this.#alive;
  }

  onEnd(run: () => void): void {
    this.#endings.push(run);
  }

  end(): void {
    if (!this.#alive) return;
    this.#alive = false;
    for (const run of this.#endings) run();
  }

  /** What `work` gives, unless the process died before. */
  guard<T>(work: () => Promise<T>): Promise<T> {
    if (!this.#alive) return new Promise(() => {});
    return new Promise((resolve, reject) => {
      work().then(
        (value) => void (this.#alive && resolve(value)),
        (cause: unknown) => void (this.#alive && reject(cause as Error)),
      );
    });
  }
}

type Method = (...args: readonly unknown[]) => Promise<unknown>;

/** An object of async methods, each call of which passes through `around`. */
export function around<T extends object>(inner: T, call: (name: string, args: readonly unknown[], inner: () => Promise<unknown>) => Promise<unknown>): T {
  const methods = new Map<string, Method>();
  return new Proxy(inner, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function' || typeof name !== 'string') return value;
      let method = methods.get(name);
      if (!method) {
        method = (...args) => call(name, args, () => (value as Method).apply(target, args as unknown[]));
        methods.set(name, method);
      }
      return method;
    },
  });
}
