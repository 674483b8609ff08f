import { realpathSync } from 'node:fs';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Clock } from '#kernel/clock.ts';
import { err, ok, type Result } from '#kernel/result.ts';
import type { BackupError, StoreBackup } from './backup/store-backup.ts';
import { DATABASE_NAME } from './database/open-database.ts';
import type { OpenError } from './database/open-error.ts';
import type { Moment } from './engine/context.ts';
import type { StoreKey } from './keys/key-provider.ts';
import { makeFolder } from './make-folder.ts';
import type { StoreRecovery } from './recovery/store-recovery.ts';
import type { TerminalStore } from './store-api.ts';
import { StoreFailure } from './store-failure.ts';
import { createStoreProxy } from './thread/store-proxy.ts';
import type { FromWorker, StoreWorkerData, ToWorker } from './thread/worker-messages.ts';

export interface StoreOptions {
  /** Holds the database and what belongs to it; made with mode 0700 when missing. */
  readonly folder: string;
  /** From a KeyProvider. */
  readonly key: StoreKey;
  /** Its monotonic time must count from the start of the machine: `machineClock`. */
  readonly clock: Clock;
  /** From `readBootId()`. */
  readonly bootId: string;
  /** From `readMachine()`: a store that was written on another machine goes on in a new log. */
  readonly machine?: string | null;
  /**
   * Told once when every further call will be refused although nobody closed the store: its thread died, or what lies
   * below it failed. Only opening it anew in a new process helps.
   */
  readonly onLost?: (failure: StoreFailure) => void;
  /** Told once, before the store is handed out, when the opening had to mend something; the store tells the hall by itself. */
  readonly onRecovered?: (recovery: StoreRecovery) => void;
  /** Told when what is committed can no longer be kept a second time in the shadow log, and when it is again. */
  readonly onShadowBehind?: (behind: boolean, cause: string) => void;
}

/** Folders open in this process: a second open must not even look at the files (see openDatabase). */
const openFolders = new Set<string>();

/** Opens the store in a worker thread of its own. A refusal leaves all files as they were. */
export async function openTerminalStore(options: StoreOptions): Promise<Result<TerminalStore, OpenError>> {
  const claimed = claimFolder(options.folder);
  if (!claimed.ok) return claimed;
  const began = momentOf(options.clock);
  const data: StoreWorkerData = { folder: claimed.value, key: options.key.bytes, bootId: options.bootId, machine: options.machine ?? null, moment: began };
  // From source the thread runs the TypeScript file; in a bundle its compiled neighbour.
  const file = import.meta.url.endsWith('.ts') ? './thread/store-worker.ts' : './store-worker.js';
  const worker = new Worker(new URL(file, import.meta.url), { workerData: data, name: 'terminal store' });
  const gone = new Promise<void>((resolve) => {
    worker.once('exit', () => {
      openFolders.delete(claimed.value);
      resolve();
    });
  });
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
  const post = (message: ToWorker): void => worker.postMessage(message);
  const backups = new Map<number, PromiseWithResolvers<Result<StoreBackup, BackupError>>>();
  const link = {
    send: post,
    backup(file: string) {
      const answer = Promise.withResolvers<Result<StoreBackup, BackupError>>();
      const id = (lastBackup += 1);
      backups.set(id, answer);
      post({ id, backup: file });
      return answer.promise;
    },
    async close() {
      state = 'closing';
      post('close');
      await gone;
    },
  };
  const proxy = createStoreProxy(link, options.clock, (run) => process.nextTick(run));
  let lastBackup = 0;
  let state: 'opening' | 'open' | 'closing' | 'lost' = 'opening';
  const lose = (failure: StoreFailure): void => {
    proxy.fail(failure);
    for (const { reject } of backups.values()) reject(failure);
    backups.clear();
    if (state !== 'open') return;
    state = 'lost';
    options.onLost?.(failure);
  };
  const result = await new Promise<Result<TerminalStore, OpenError>>((resolve, reject) => {
    worker.on('message', (message: FromWorker) => {
      if (message.kind === 'answers') {
        proxy.settle(message.answers);
        const damage = message.answers.find((answer) => 'failure' in answer && answer.failure.kind === 'damaged');
        if (damage && 'failure' in damage) lose(new StoreFailure('damaged', damage.failure.message));
      }
      if (message.kind === 'backed-up') {
        backups.get(message.id)?.resolve(message.result);
        backups.delete(message.id);
      }
      if (message.kind === 'opened') {
        state = 'open';
        if (message.recovery) options.onRecovered?.({ ...message.recovery, ms: options.clock.monotonic() - began.monotonicMs });
        resolve(ok(proxy.store));
      }
      if (message.kind === 'shadow') options.onShadowBehind?.(message.behind, message.cause);
      if (message.kind === 'refused') resolve(err(message.error));
    });
    worker.once('error', (cause) => {
      lose(new StoreFailure('unexpected', `the store's thread died: ${String(cause)}`));
      reject(cause);
    });
    worker.once('exit', () => {
      lose(new StoreFailure('closed', "the store's thread has ended"));
      reject(new Error("the store's thread ended while opening"));
    });
  });
  if (!result.ok) await gone;
  return result;
}

/** The clock's reading for a thread that has none. */
export function momentOf(clock: Clock): Moment {
  return { wallMs: Math.round(clock.now()), monotonicMs: clock.monotonic() };
}

/** One store per folder in a process, whatever path leads there. Between processes SQLite's own lock decides. */
export function claimFolder(folder: string): Result<string, OpenError> {
  let real: string;
  try {
    makeFolder(folder);
    real = realpathSync(folder);
  } catch (cause) {
    return err({ kind: 'folder', file: path.join(folder, DATABASE_NAME), cause: (cause as Error).message });
  }
  if (openFolders.has(real)) return err({ kind: 'in-use', file: path.join(real, DATABASE_NAME) });
  openFolders.add(real);
  return ok(real);
}

export function releaseFolder(folder: string): void {
  openFolders.delete(folder);
}
