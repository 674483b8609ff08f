import type { Result } from '#kernel/result.ts';
import type { BackupError, StoreBackup } from '../backup/store-backup.ts';
import type { OpenError } from '../database/open-error.ts';
import type { Moment } from '../engine/context.ts';
import type { Answer, Batch } from '../engine/protocol.ts';
import type { PendingRecovery } from '../recovery/pending-recovery.ts';

export interface StoreWorkerData {
  readonly folder: string;
  readonly key: Uint8Array;
  readonly bootId: string;
  readonly machine: string | null;
  /** The caller's clock: the thread has none. */
  readonly moment: Moment;
}

/** Asks for a copy of the store; answered by `backed-up`. */
export interface BackupRequest {
  readonly id: number;
  readonly backup: string;
}

export type ToWorker = Batch | BackupRequest | 'close';

export type FromWorker =
  | { readonly kind: 'opened'; readonly recovery: PendingRecovery | null }
  /** The shadow log fell behind or caught up. */
  | { readonly kind: 'shadow'; readonly behind: boolean; readonly cause: string }
  | { readonly kind: 'refused'; readonly error: OpenError }
  | { readonly kind: 'answers'; readonly answers: readonly Answer[] }
  | { readonly kind: 'backed-up'; readonly id: number; readonly result: Result<StoreBackup, BackupError> }
  | { readonly kind: 'closed' };
