/**
 * What a store call rejects with: nothing of the request was kept. `disk-full` heals itself; after `damaged` and
 * `closed` every further call is refused until the store is opened anew.
 */
export class StoreFailure extends Error {
  readonly kind: StoreFailureKind;

  constructor(kind: StoreFailureKind, message: string) {
    super(message);
    this.name = 'StoreFailure';
    this.kind = kind;
  }
}

export type StoreFailureKind =
  /** Facts need a terminal id: enrol first. */
  | 'not-enrolled'
  | 'unknown-ticket'
  /** Asked of a ticket whose state cannot take it (paper of a draft, dropping a numbered ticket). */
  | 'wrong-state'
  /** A value that the contract's schema refuses, or an operation over 64 KB. */
  | 'malformed'
  | 'disk-full'
  /** A read or write failed below SQLite, or what was read does not fit what was written. */
  | 'damaged'
  | 'closed'
  | 'unexpected';

/** Sorts what SQLite threw: the code tells whether going on is safe. */
export function storeFailure(cause: unknown): StoreFailure {
  if (cause instanceof StoreFailure) return cause;
  const { code, message } = cause as { readonly code?: unknown; readonly message?: unknown };
  const text = `${typeof code === 'string' ? `${code}: ` : ''}${String(message)}`;
  if (typeof code !== 'string' || !code.startsWith('SQLITE_')) return new StoreFailure('unexpected', text);
  if (code === 'SQLITE_FULL') return new StoreFailure('disk-full', text);
  // After a failed fsync the kernel may have dropped the page silently: never trust this connection again.
  if (/^SQLITE_(IOERR|CORRUPT|NOTADB|READONLY|CANTOPEN)/.test(code)) return new StoreFailure('damaged', text);
  return new StoreFailure('unexpected', text);
}
