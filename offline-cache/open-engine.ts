import { mapOk, type Result } from '#kernel/result.ts';
import type { Random } from '#kernel/random.ts';
import type { OpenError } from './database/open-error.ts';
import { StoreEngine, type EngineOptions } from './engine/engine.ts';
import type { Moment } from './engine/context.ts';
import { openRecovered, putAsideShadow } from './recovery/open-recovered.ts';
import type { PendingRecovery } from './recovery/pending-recovery.ts';
import type { ShadowLogOptions } from './shadow/shadow-log.ts';

export interface OpenEngineOptions extends Pick<EngineOptions, 'onStep' | 'machine'>, Pick<ShadowLogOptions, 'sync' | 'onBehind'> {
  /** Claimed by the caller. */
  readonly folder: string;
  readonly key: Uint8Array;
  readonly bootId: string;
  readonly random: Random;
  /** The caller's clock. */
  readonly moment: Moment;
}

export interface OpenedEngine {
  readonly engine: StoreEngine;
  readonly recovery: PendingRecovery | null;
}

/** The database, mended where it had to be, with its shadow log and the engine over both. */
export function openEngine(options: OpenEngineOptions): Result<OpenedEngine, OpenError> {
  const { folder, key, bootId, random, moment, sync, onBehind } = options;
  return mapOk(openRecovered({ folder, key, bootId, random, ...moment, ...(options.onStep && { onStep: options.onStep }) }), ({ connection, mark, recovery, untold, shadowAside }) => {
    const shadow = { folder, key, begin: { lineage: mark.lineage, bootId }, random, sync, mark, ...(onBehind && { onBehind }) };
    const engine = new StoreEngine(connection, { ...options, untold, shadow });
    putAsideShadow(folder, moment.wallMs, shadowAside);
    return { engine, recovery };
  });
}
