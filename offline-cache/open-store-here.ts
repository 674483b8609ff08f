import { err, mapOk, type Result } from '#kernel/result.ts';
import type { Random } from '#kernel/random.ts';
import { finishBackup } from './backup/store-backup.ts';
import { openDatabase } from './database/open-database.ts';
import type { OpenError } from './database/open-error.ts';
import type { StoreStep } from './engine/context.ts';
import { StoreEngine } from './engine/engine.ts';
import { claimFolder, releaseFolder, type StoreOptions } from './open-store.ts';
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
  const opened = openDatabase({ folder: claimed.value, key: options.key.bytes });
  if (!opened.ok) {
    releaseFolder(claimed.value);
    return err(opened.error);
  }
  return mapOk(opened, (connection) => {
    const engine = new StoreEngine(connection, options);
    const proxy: StoreProxy = createStoreProxy(
      {
        send: (batch) => proxy.settle(engine.handle([batch])),
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
