import type { Clock } from '#kernel/clock.ts';
import { NoAnswer } from './link-fault.ts';

export interface Caller {
  /** Ends every call, also of a transport that does not listen to its signal. */
  readonly signal: AbortSignal;
  /** Does nothing for so long. */
  rest(ms: number): Promise<void>;
  call<T>(what: string, ms: number, work: (signal: AbortSignal) => Promise<T>): Promise<T>;
}

/** Calls with a time limit by the injected clock. @throws NoAnswer, or the reason of `signal` when it is aborted */
export function createCaller(clock: Clock, signal: AbortSignal): Caller {
  return {
    signal,
    async rest(ms) {
      signal.throwIfAborted();
      const rested = Promise.withResolvers<void>();
      const cancel = clock.after(ms, rested.resolve);
      const end = (): void => rested.reject(signal.reason);
      signal.addEventListener('abort', end, { once: true });
      try {
        await rested.promise;
      } finally {
        cancel();
        signal.removeEventListener('abort', end);
      }
    },
    async call(what, ms, work) {
      signal.throwIfAborted();
      const limit = new AbortController();
      const cancel = clock.after(ms, () => limit.abort(new NoAnswer(what, ms)));
      const either = AbortSignal.any([signal, limit.signal]);
      const ended = Promise.withResolvers<never>();
      const end = (): void => ended.reject(either.reason);
      either.addEventListener('abort', end, { once: true });
      try {
        return await Promise.race([work(either), ended.promise]);
      } catch (cause) {
        // A transport may wrap the abort into an error of its own: the reason is what counts.
        throw either.aborted ? either.reason : cause;
      } finally {
        cancel();
        either.removeEventListener('abort', end);
      }
    },
  };
}
