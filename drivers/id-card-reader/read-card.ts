import type { CancelTimer, Clock } from '#kernel/clock.ts';
import { err, ok, type Result } from '#kernel/result.ts';
import type { IdCard, IdCardReader, ReaderError, ReadOptions } from './types.ts';

const DEFAULT_TIMEOUT_MS = 30_000;
/** A re-plugged reader is back within this time. */
const DEFAULT_UNAVAILABLE_MS = 3000;

/**
 * The next card that `reader` reads. `fresh`: the reader was started for this call, so that a first opening which
 * fails is the installer's mistake and told at once instead of being waited out.
 */
export function waitForCard(
  reader: Pick<IdCardReader, 'onEvent' | 'onState' | 'state'>,
  clock: Clock,
  options: ReadOptions,
  fresh: boolean,
): Promise<Result<IdCard, ReaderError>> {
  return new Promise((resolve) => {
    let lastError: ReaderError | undefined;
    let wasLinked = !fresh;
    let cancelGiveUp: CancelTimer | undefined;
    const undo: (() => void)[] = [];
    const finish = (outcome: Result<IdCard, ReaderError>): void => {
      cancelGiveUp?.();
      for (const step of undo.splice(0)) step();
      resolve(outcome);
    };
    const watch = (state: IdCardReader['state']): void => {
      if (state.kind === 'faulty') return finish(err(state.fault));
      if (state.kind !== 'unavailable') {
        wasLinked ||= state.kind === 'ready';
        cancelGiveUp?.();
        cancelGiveUp = undefined;
        return;
      }
      const error: ReaderError = { kind: 'unavailable', reason: state.reason, detail: state.detail };
      if (!wasLinked) return finish(err(error));
      // The first reason is the cause ("lost"); what the attempts to open it again meet ("not found") only follows from it.
      if (cancelGiveUp) return;
      lastError = error;
      cancelGiveUp = clock.after(options.unavailableMs ?? DEFAULT_UNAVAILABLE_MS, () => finish(err(error)));
    };
    undo.push(
      reader.onEvent((event) => {
        if (event.kind === 'card-read') finish(ok(event.card));
        if (event.kind === 'card-failed') lastError = event.error;
        if (event.kind === 'card-found' || event.kind === 'card-gone') lastError = undefined;
      }),
      reader.onState(watch),
      clock.after(options.timeoutMs ?? DEFAULT_TIMEOUT_MS, () => finish(err(lastError ?? { kind: 'no-card' }))),
    );
    const abort = (): void => finish(err({ kind: 'cancelled' }));
    options.signal?.addEventListener('abort', abort, { once: true });
    undo.push(() => options.signal?.removeEventListener('abort', abort));
    if (!fresh) watch(reader.state);
  });
}
