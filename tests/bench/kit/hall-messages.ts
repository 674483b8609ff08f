import type { StoredOperation } from '#contracts/sync/operation.ts';

/** What a bench asks of its hall's process. */
export type ToHall = { readonly kind: 'enrol'; readonly names: readonly string[] } | DirectBatch | { readonly kind: 'usage' | 'close' };

/** Batches for the server's own batch apply, without HTTP, TLS or the contract's validation of the request. */
export interface DirectBatch {
  readonly kind: 'apply';
  readonly terminalId: string;
  readonly logId: string;
  readonly bootId: string;
  readonly batches: readonly (readonly StoredOperation[])[];
}

export interface EnrolledTerminal {
  readonly name: string;
  readonly terminalId: string;
  readonly hallId: string;
  readonly token: string;
  readonly ownSeries: string;
}

export type FromHall =
  | { readonly kind: 'serves'; readonly url: string; readonly serverKey: string }
  | { readonly kind: 'enrolled'; readonly terminals: readonly EnrolledTerminal[]; readonly businessDay: string }
  | { readonly kind: 'applied'; readonly ms: number }
  | { readonly kind: 'usage'; readonly cpuMs: number; readonly rssBytes: number }
  | { readonly kind: 'closed' };
