import type { OpenError } from '../database/open-error.ts';
import type { Answer, Batch } from '../engine/protocol.ts';

export interface StoreWorkerData {
  readonly folder: string;
  readonly key: Uint8Array;
  readonly bootId: string;
  readonly machine: string | null;
}

export type ToWorker = Batch | 'close';

export type FromWorker =
  | { readonly kind: 'opened' }
  | { readonly kind: 'refused'; readonly error: OpenError }
  | { readonly kind: 'answers'; readonly answers: readonly Answer[] }
  | { readonly kind: 'closed' };
