import type { Clock } from '#kernel/clock.ts';
import type { Result } from '#kernel/result.ts';
import type { BackupError, StoreBackup } from '../backup/store-backup.ts';
import { STORE_METHODS, type StoreMethod } from '../engine/handlers.ts';
import type { Answer, Batch, Call } from '../engine/protocol.ts';
import type { TerminalStore } from '../store-api.ts';
import { StoreFailure } from '../store-failure.ts';

/** The way to the engine, in this thread or another. */
export interface EngineLink {
  send(batch: Batch): void;
  backup(file: string): Promise<Result<StoreBackup, BackupError>>;
  /** Resolves when the connection is closed. */
  close(): Promise<void>;
}

export interface StoreProxy {
  readonly store: TerminalStore;
  readonly settle: (answers: readonly Answer[]) => void;
  /** Rejects everything outstanding and to come. */
  readonly fail: (failure: StoreFailure) => void;
}

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (reason: unknown) => void;
}

/** The async face: calls of one tick travel as one message; `defer` runs when the tick's calls have been made. */
export function createStoreProxy(link: EngineLink, clock: Clock, defer: (run: () => void) => void): StoreProxy {
  const waiting = new Map<number, Waiting>();
  let calls: Call[] = [];
  let lastId = 0;
  let ended: StoreFailure | null = null;
  let closing: Promise<void> | null = null;

  const flush = (): void => {
    const some = calls;
    calls = [];
    if (some.length > 0) link.send({ moment: { wallMs: Math.round(clock.now()), monotonicMs: clock.monotonic() }, calls: some });
  };

  const call = (method: StoreMethod, args: readonly unknown[]): Promise<unknown> =>
    new Promise((resolve, reject) => {
      if (ended) return reject(ended);
      const id = (lastId += 1);
      waiting.set(id, { resolve, reject });
      calls.push({ id, method, args });
      if (calls.length === 1) defer(flush);
    });

  const settle = (answers: readonly Answer[]): void => {
    for (const answer of answers) {
      const waiter = waiting.get(answer.id);
      waiting.delete(answer.id);
      if ('failure' in answer) waiter?.reject(new StoreFailure(answer.failure.kind, answer.failure.message));
      else waiter?.resolve(answer.value);
    }
  };

  const fail = (failure: StoreFailure): void => {
    ended ??= failure;
    for (const { reject } of waiting.values()) reject(ended);
    waiting.clear();
  };

  /** What was asked before is done and answered first. */
  const close = (): Promise<void> => {
    closing ??= (async () => {
      flush();
      ended = new StoreFailure('closed', 'the store is closed');
      await link.close();
      fail(ended);
    })();
    return closing;
  };

  const backup = (file: string): Promise<Result<StoreBackup, BackupError>> => {
    if (ended) return Promise.reject(ended);
    flush();
    return link.backup(file);
  };

  const methods = Object.fromEntries(STORE_METHODS.map((method) => [method, (...args: readonly unknown[]) => call(method, args)]));
  // One entry per method of the interface, by construction from the handlers' exhaustive table.
  return { store: { ...methods, backup, close } as unknown as TerminalStore, settle, fail };
}
