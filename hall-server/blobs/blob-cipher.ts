import { createCipheriv, createHmac, hkdfSync, type Cipheriv } from 'node:crypto';

const BLOCK_BYTES = 16;

/** The key of the hall's blobs, from the hall's own key material. 32 bytes. */
export function blobKeyFrom(hallKey: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', hallKey, '', 'yichuang hall blobs 1', 32));
}

/**
 * Enciphers or deciphers a blob from any offset on (AES-256-CTR, the same both ways). Every content has a key of its own,
 * made of the hall's key and the content's name: one key stream never meets two contents, and an upload can go on anywhere.
 * That nothing was changed is proven by the SHA-256 of the plain bytes, which is the name.
 */
export function blobCipher(key: Uint8Array, blobId: string, offset: number): Cipheriv {
  const counter = Buffer.alloc(BLOCK_BYTES);
  counter.writeBigUInt64BE(BigInt(Math.floor(offset / BLOCK_BYTES)), BLOCK_BYTES - 8);
  const cipher = createCipheriv('aes-256-ctr', createHmac('sha256', key).update(blobId).digest(), counter);
  cipher.update(Buffer.alloc(offset % BLOCK_BYTES));
  return cipher;
}
