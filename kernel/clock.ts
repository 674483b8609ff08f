/** Time is a dependency: everything that waits, polls or stamps takes a Clock, so that tests never sleep. */
export interface Clock {
  /** Wall time in milliseconds since 1970-01-01T00:00:00Z. May jump, may be wrong: data only, never an order. */
  now(): number;
  /** Milliseconds since an arbitrary start; never goes back while the process lives. */
  monotonic(): number;
  /** Calls `run` once after `ms` (≥ 0). The returned function cancels it and may be called at any time. */
  after(ms: number, run: () => void): CancelTimer;
}

export type CancelTimer = () => void;

/** Rejects with `signal.reason` when aborted before the time is over. */
export function sleep(clock: Clock, ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const abort = (): void => {
      cancel();
      reject(signal!.reason);
    };
    const cancel = clock.after(ms, () => {
      signal?.removeEventListener('abort', abort);
      resolve();
    });
    signal?.addEventListener('abort', abort, { once: true });
  });
}

/** Marks that a wait ended by time. */
export const TIMED_OUT = Symbol('timed out');

/** The outcome of `work`, or TIMED_OUT after `ms`. `work` itself goes on; its late outcome is dropped. */
export async function withTimeout<T>(clock: Clock, ms: number, work: Promise<T>): Promise<T | typeof TIMED_OUT> {
  let cancel: CancelTimer = () => {};
  const timeout = new Promise<typeof TIMED_OUT>((resolve) => {
    cancel = clock.after(ms, () => resolve(TIMED_OUT));
  });
  work.catch(() => {});
  try {
    return await Promise.race([work, timeout]);
  } finally {
    cancel();
  }
}
