import type { Result } from '#kernel/result.ts';
import type { BackupError, StoreBackup } from '../backup/store-backup.ts';
import type { OpenError } from '../database/open-error.ts';
import type { Answer, Batch } from '../engine/protocol.ts';

export interface StoreWorkerData {
  readonly folder: string;
  readonly key: Uint8Array;
  readonly bootId: string;
  readonly machine: string | null;
}

/** Asks for a copy of the store; answered by `backed-up`. */
export interface BackupRequest {
  readonly id: number;
  readonly backup: string;
}

export type ToWorker = Batch | BackupRequest | 'close';

export type FromWorker =
  | { readonly kind: 'opened' }
  | { readonly kind: 'refused'; readonly error: OpenError }
  | { readonly kind: 'answers'; readonly answers: readonly Answer[] }
  | { readonly kind: 'backed-up'; readonly id: number; readonly result: Result<StoreBackup, BackupError> }
  | { readonly kind: 'closed' };
