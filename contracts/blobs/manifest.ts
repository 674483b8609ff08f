import { z } from 'zod';
import { hash, uuid } from '../schemas.ts';

/**
 * 文件清单: scanned pages and signed documents. The fact that names them goes first; their bytes follow by /files. A blob is
 * named by the SHA-256 of its plain bytes, so that what arrives can be proven to be what was meant, whoever brings it.
 */

/** 64 MiB: a page of the largest scanner (A3, 600 dpi, colour, uncompressed is never stored) with room to spare. */
export const MAX_BLOB_BYTES = 64 * 1024 * 1024;
/** Files of one manifest, so that the fact stays below the 64 KB of an operation; more pages are more manifests. */
export const MAX_MANIFEST_FILES = 100;

/** SHA-256 of the plain bytes, 64 lower-case hex digits. */
export const blobId = hash;

/** A file's place in its manifest, from 1. */
const page = z.number().int().min(1).max(9999);

export const manifestFile = z.strictObject({
  blobId,
  bytes: z.number().int().min(1).max(MAX_BLOB_BYTES),
  /** `image/jpeg`, `application/pdf`, … */
  mediaType: z.string().regex(/^[a-z]+\/[a-z0-9.+-]{1,60}$/),
  /** What staff call it: 「身份证正面」. Never a path. */
  name: z.string().min(1).max(80),
  page,
});

export type ManifestFile = z.infer<typeof manifestFile>;

export const filesAttached = z
  .strictObject({ manifestId: uuid, files: z.array(manifestFile).min(1).max(MAX_MANIFEST_FILES) })
  .refine(({ files }) => new Set(files.map(({ page }) => page)).size === files.length, 'two files have the same page number');

/** Pages taken out again: scanned anew, or withdrawn. The blobs are said too, so that applying it needs no other fact. */
export const filesDetached = z.strictObject({
  manifestId: uuid,
  files: z.array(z.strictObject({ blobId, page })).min(1).max(MAX_MANIFEST_FILES),
  reason: z.enum(['replaced', 'withdrawn']),
});

/** The terminal cannot bring a page it promised: its copy is gone, or does not pass its own check any more. */
export const fileLost = z.strictObject({ blobId, reason: z.enum(['damaged', 'missing']) });

export type FilesAttached = z.infer<typeof filesAttached>;
export type FilesDetached = z.infer<typeof filesDetached>;
export type FileLost = z.infer<typeof fileLost>;
