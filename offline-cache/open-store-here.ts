import { err, mapOk, type Result } from '#kernel/result.ts';
import { pooledRandom } from '#kernel/pooled-random.ts';
import { secureRandom, type Random } from '#kernel/random.ts';
import { finishBackup } from './backup/store-backup.ts';
import type { OpenError } from './database/open-error.ts';
import type { StoreStep } from './engine/context.ts';
import { openEngine } from './open-engine.ts';
import { claimFolder, momentOf, releaseFolder, type StoreOptions } from './open-store.ts';
import type { TerminalStore } from './store-api.ts';
import { createStoreProxy, type StoreProxy } from './thread/store-proxy.ts';

export interface StoreHereOptions extends StoreOptions {
  readonly random?: Random;
  readonly onStep?: (step: StoreStep) => void;
}

/**
 * The same store on the caller's thread, answering within the microtasks of the call: for simulations, which need every
 * step in one thread, and for tests that rehearse crashes. A terminal uses openTerminalStore: here an fsync stalls all.
 */
export function openStoreHere(options: StoreHereOptions): Result<TerminalStore, OpenError> {
  const claimed = claimFolder(options.folder);
  if (!claimed.ok) return claimed;
  const moment = momentOf(options.clock);
  const opened = openEngine({
    folder: claimed.value,
    key: options.key.bytes,
    bootId: options.bootId,
    machine: options.machine ?? null,
    random: options.random ?? pooledRandom(secureRandom),
    moment,
    sync: 'here',
    ...(options.onStep && { onStep: options.onStep }),
    ...(options.onShadowBehind && { onBehind: options.onShadowBehind }),
  });
  if (!opened.ok) {
    releaseFolder(claimed.value);
    return err(opened.error);
  }
  return mapOk(opened, ({ engine, recovery }) => {
    if (recovery) options.onRecovered?.({ ...recovery, ms: options.clock.monotonic() - moment.monotonicMs });
    const proxy: StoreProxy = createStoreProxy(
      {
        send(batch) {
          proxy.settle(engine.handle([batch]));
          engine.settle();
        },
        backup(file) {
          const draft = engine.backup(file);
          return Promise.resolve(draft.ok ? finishBackup(draft.value, options.key.bytes) : draft);
        },
        close() {
          engine.close();
          releaseFolder(claimed.value);
          return Promise.resolve();
        },
      },
      options.clock,
      queueMicrotask,
    );
    return proxy.store;
  });
}
