/**
 * Where the bytes of files lie. A folder for one server; several instances put an object store or a database behind the
 * same shape. A begun upload belongs to one terminal (`owner`), so that nobody can spoil another's; a whole blob belongs
 * to everybody who wants it. Callers make sure that one upload is worked on by one call at a time.
 */
export interface BlobStore {
  /** The upload as it lies on the disk, or null when none was begun. */
  begun(owner: string, blobId: string): Promise<BegunUpload | null>;
  /** Begins an upload; one that was begun already with this length goes on. */
  begin(owner: string, upload: NewUpload): Promise<BegunUpload>;
  /**
   * Writes from `offset`, which must be the present one, until the content ends, however it ends; what is told is on the
   * disk. What does not pass its check is taken back.
   */
  append(owner: string, blobId: string, offset: number, content: AsyncIterable<Uint8Array>, check?: ContentCheck): Promise<Appended>;
  /** Makes a whole upload a blob after reading it back: `mismatch` when it is not what its name says; then it is gone. */
  complete(owner: string, blobId: string): Promise<'complete' | 'mismatch'>;
  drop(owner: string, blobId: string): Promise<void>;
  /** Every begun upload. */
  uploads(): Promise<readonly OwnedUpload[]>;

  /** How many bytes lie under this name, unchecked; null when nothing does. */
  holds(blobId: string): Promise<number | null>;
  /** The bytes, checked as a whole before the first is given. Damaged ones are set aside and never given. */
  read(blobId: string): Promise<ReadBlob>;
  remove(blobId: string): Promise<void>;
  /** Names of all blobs, a part at a time. */
  list(): AsyncIterable<readonly string[]>;
}

export interface NewUpload {
  readonly blobId: string;
  readonly bytes: number;
  /** Head version of the hall when it was begun: its age is counted in commits, never by the time of a file. */
  readonly sinceVersion: number;
  /** It is not dropped before this, server milliseconds. */
  readonly staysUntilMs: number;
}

export interface BegunUpload extends NewUpload {
  /** Bytes that are on the disk. */
  readonly offset: number;
}

export interface OwnedUpload extends NewUpload {
  readonly owner: string;
}

export interface ContentCheck {
  readonly algorithm: 'sha256' | 'sha1';
  readonly digest: Uint8Array;
}

/** `whole`: the content came to its end. `broken`: the line broke; what came before is kept. The others kept nothing. */
export interface Appended {
  readonly kind: 'whole' | 'broken' | 'corrupt' | 'too-long';
  readonly offset: number;
}

export type ReadBlob = { readonly kind: 'bytes'; readonly bytes: Uint8Array } | { readonly kind: 'missing' } | { readonly kind: 'damaged' };
