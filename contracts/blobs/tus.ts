/**
 * The upload protocol of /files: tus 1.0.0 (tus.io/protocols/resumable-upload) with creation, checksum, expiration and
 * termination. The address of an upload is the SHA-256 of what will be there: `/files/<blobId>`; a terminal that lost
 * everything it knew about an upload finds it again by the content alone.
 */
export const FILES_PATH = '/files';

export const TUS_VERSION = '1.0.0';
export const TUS_EXTENSIONS = 'creation,checksum,expiration,termination';
/** Names of tus, mapped to those of node:crypto; they are the same. SHA-1 is what the protocol demands of every server. */
export const TUS_CHECKSUMS = ['sha256', 'sha1'] as const;
export type TusChecksum = (typeof TUS_CHECKSUMS)[number];

export const PATCH_MEDIA_TYPE = 'application/offset+octet-stream';

/** Of the tus checksum extension. */
export const CHECKSUM_MISMATCH = 460;

/** Key of the SHA-256 in `Upload-Metadata`. */
export const BLOB_ID_KEY = 'blobId';

/** `key base64,key base64`: null when it cannot be read. */
export function parseUploadMetadata(header: string): ReadonlyMap<string, string> | null {
  const found = new Map<string, string>();
  for (const pair of header.split(',')) {
    const [key, value = '', ...more] = pair.trim().split(' ');
    if (!key || more.length > 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(value) || found.has(key)) return null;
    found.set(key, value);
  }
  return found;
}
