import type { Result } from '#kernel/result.ts';
import type { FilesDetached, ManifestFile } from '#contracts/blobs/manifest.ts';

/** What the terminal's store knows of files. Their bytes lie in a BlobFolder and are on the disk before any of this is told. */
export interface FileStore {
  /** A page lies in the folder for a draft (its owner): nothing is uploaded yet, and nothing takes it away. */
  draftFile(owner: string, file: KeptFile): Promise<void>;
  /** The draft came to nothing: its pages may go. */
  dropDraftFiles(owner: string): Promise<void>;
  /** Appends `files.attached`; from then on the pages are uploaded once the server has applied it. A repeated manifest changes nothing. */
  attachFiles(attach: AttachFiles): Promise<Result<void, AttachError>>;
  /** Appends `files.detached`. */
  detachFiles(detach: DetachFiles): Promise<void>;

  /** The next page that may be uploaded: its manifest is applied. */
  nextUpload(): Promise<UploadWaiting | null>;
  deferUpload(blobId: string): Promise<void>;
  noteUploaded(blobId: string): Promise<void>;
  requeueUpload(blobId: string): Promise<void>;
  requeueForIncarnation(incarnation: string): Promise<void>;
  /** Appends `file.lost` for every case that wants the page. */
  noteLostFile(blobId: string, reason: 'damaged' | 'missing'): Promise<void>;
  /** From counters, never by counting rows. */
  filesWaiting(): Promise<FilesWaiting>;

  filesToCollect(limit: number): Promise<readonly FileToCollect[]>;
  forgetFile(blobId: string): Promise<boolean>;
  knownFiles(after: string, limit: number): Promise<readonly string[]>;
}

export interface KeptFile {
  /** SHA-256 of the plain bytes, 64 hex digits. */
  readonly blobId: string;
  readonly bytes: number;
}

export type UploadWaiting = KeptFile;

export interface AttachFiles {
  /** `case:<uuid>`. */
  readonly aggregate: string;
  readonly manifestId: string;
  readonly files: readonly ManifestFile[];
  /** The draft that held the pages; it is dropped in the same transaction. */
  readonly draft?: string;
}

export interface DetachFiles {
  readonly aggregate: string;
  readonly manifestId: string;
  readonly files: readonly Pick<ManifestFile, 'blobId' | 'page'>[];
  readonly reason: FilesDetached['reason'];
}

/** Nothing was written: this page was never kept here, or was lost. Scan it again. */
export type AttachError = { readonly kind: 'not-kept'; readonly blobId: string; readonly page: number };

/** Progress for the screens. */
export interface FilesWaiting {
  /** Pages stored here whose bytes the server does not have yet. */
  readonly pages: number;
  readonly bytes: number;
  /** Pages whose bytes this terminal cannot bring any more; staff must look. */
  readonly lost: number;
}

export interface FileToCollect extends KeptFile {
  readonly why: 'unwanted' | 'sent';
}
