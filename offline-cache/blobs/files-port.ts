/** The hall server's /files as the uploader needs it. Every call ends with its signal. */
export interface FilesPort {
  /** Resolves when no call is under way that an upload must give way to: number calls, leases, pushes. */
  quiet(): Promise<void>;
  /** Acknowledged bytes of this upload; all of them when it is whole. Null when the server knows nothing of it. */
  offset(blobId: string, signal: AbortSignal): Promise<number | null>;
  /** Begins the upload. @returns the offset to go on from: all of it when the server has the content already */
  begin(blobId: string, bytes: number, signal: AbortSignal): Promise<number>;
  append(blobId: string, offset: number, chunk: Uint8Array, signal: AbortSignal): Promise<AppendOutcome>;
}

export type AppendOutcome =
  | { readonly kind: 'at'; readonly offset: number }
  /** The server stands elsewhere: ask it where. Never a reason to give up. */
  | { readonly kind: 'moved' }
  /** The chunk, or all of it, came over changed: nothing of it was kept. */
  | { readonly kind: 'corrupt' }
  /** The server knows nothing of this upload (any more). */
  | { readonly kind: 'gone' };

/** The server answered that it does not take this. */
export class UploadRefused extends Error {
  readonly status: number;

  constructor(status: number, what: string) {
    super(`${what}: ${status}`);
    this.name = 'UploadRefused';
    this.status = status;
  }
}
