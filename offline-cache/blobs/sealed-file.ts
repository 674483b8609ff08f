import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto';

/**
 * How a blob lies on the terminal's disk: magic and salt, then its bytes in chunks, each sealed by itself (AES-256-GCM),
 * then a sealed trailer that says which content this is and how long. The key is the file's own (HKDF of the store key and
 * the salt), the nonce is the chunk's number: a chunk cannot be changed, moved, repeated or dropped unseen, a file cannot
 * take another's place, and any part can be read without the rest.
 */
export const CHUNK_BYTES = 65_520;
const TAG_BYTES = 16;
/** 64 KiB: what is read or written at once. */
export const SEALED_CHUNK_BYTES = CHUNK_BYTES + TAG_BYTES;

const MAGIC = Buffer.from('YCB1', 'latin1');
export const SALT_BYTES = 16;
export const HEADER_BYTES = MAGIC.length + SALT_BYTES;
const TRAILER_PLAIN_BYTES = 32 + 8;
export const TRAILER_BYTES = TRAILER_PLAIN_BYTES + TAG_BYTES;

const ALGORITHM = 'aes-256-gcm';
const CHUNK_KIND = 0;
const TRAILER_KIND = 1;

/** What was read is not what was written. */
export class DamagedBlob extends Error {
  constructor(what: string) {
    super(what);
    this.name = 'DamagedBlob';
  }
}

/** The key of all blobs, from the store's key: neither tells the other. */
export function blobsKeyOf(storeKey: Uint8Array): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', storeKey, '', 'yichuang blobs 1', 32));
}

/** Seals and opens the parts of one file. */
export class FileSeal {
  readonly #key: Uint8Array;
  readonly header: Uint8Array;

  /** @param salt 16 random bytes, never used for another file */
  constructor(blobsKey: Uint8Array, salt: Uint8Array) {
    this.#key = new Uint8Array(hkdfSync('sha256', blobsKey, salt, 'file', 32));
    this.header = Buffer.concat([MAGIC, salt]);
  }

  /** @throws DamagedBlob when it does not begin as one of our files */
  static ofHeader(blobsKey: Uint8Array, header: Uint8Array): FileSeal {
    if (header.length !== HEADER_BYTES || !MAGIC.equals(header.subarray(0, MAGIC.length))) throw new DamagedBlob('the header cannot be read');
    return new FileSeal(blobsKey, header.subarray(MAGIC.length));
  }

  sealChunk(index: number, plain: Uint8Array): Uint8Array {
    return this.#seal(CHUNK_KIND, index, plain);
  }

  /** @throws DamagedBlob */
  openChunk(index: number, sealed: Uint8Array): Uint8Array {
    return this.#open(CHUNK_KIND, index, sealed);
  }

  sealTrailer(blobId: string, bytes: number): Uint8Array {
    const plain = Buffer.alloc(TRAILER_PLAIN_BYTES);
    plain.write(blobId, 0, 'hex');
    plain.writeBigUInt64BE(BigInt(bytes), 32);
    return this.#seal(TRAILER_KIND, 0, plain);
  }

  /** @throws DamagedBlob */
  openTrailer(sealed: Uint8Array): { readonly blobId: string; readonly bytes: number } {
    const plain = Buffer.from(this.#open(TRAILER_KIND, 0, sealed));
    return { blobId: plain.toString('hex', 0, 32), bytes: Number(plain.readBigUInt64BE(32)) };
  }

  #seal(kind: number, index: number, plain: Uint8Array): Uint8Array {
    const cipher = createCipheriv(ALGORITHM, this.#key, nonce(kind, index));
    return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  }

  #open(kind: number, index: number, sealed: Uint8Array): Uint8Array {
    if (sealed.length <= TAG_BYTES) throw new DamagedBlob(`part ${index} is cut off`);
    const end = sealed.length - TAG_BYTES;
    const decipher = createDecipheriv(ALGORITHM, this.#key, nonce(kind, index), { authTagLength: TAG_BYTES });
    decipher.setAuthTag(sealed.subarray(end));
    try {
      return Buffer.concat([decipher.update(sealed.subarray(0, end)), decipher.final()]);
    } catch {
      throw new DamagedBlob(`part ${index} does not pass its check`);
    }
  }
}

/** How long the file of a blob is. */
export function sealedLength(bytes: number): number {
  return HEADER_BYTES + bytes + Math.ceil(bytes / CHUNK_BYTES) * TAG_BYTES + TRAILER_BYTES;
}

function nonce(kind: number, index: number): Buffer {
  const bytes = Buffer.alloc(12);
  bytes.writeUInt32BE(kind, 0);
  bytes.writeUInt32BE(index, 8);
  return bytes;
}
