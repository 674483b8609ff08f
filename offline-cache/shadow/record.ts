import { createCipheriv, createDecipheriv, hash, hkdfSync, timingSafeEqual, type Cipheriv, type Decipheriv } from 'node:crypto';
import { crc32 } from 'node:zlib';

/**
 * The bytes of one shadow file. A header of 32 bytes (magic, random file id, its CRC), then records:
 *
 *   length  u32 LE   bytes of ciphertext and tag
 *   check   u32 LE   CRC-32 over length and the record's place in the file (u32 LE, from 0)
 *   sealed  AES-256-CTR over the records of the file as one stream, from counter 0
 *   tag     the first 16 bytes of HMAC-SHA-256 over length, check, place and ciphertext
 *
 * Both keys are made for this one file from the store's key and the file's id (HKDF-SHA-256), and a file is never opened again for
 * appending, so that no part of the stream is used twice. A record read at another place, in another file, changed or twice does not
 * open. A stream for the whole file and a tag by two plain hashes cost a third of an AEAD cipher made for each record.
 * Sealed text: kind u8, position u48 LE, then JSON.
 */
export const HEADER_BYTES = 32;
const MAGIC = Buffer.from('YCSHADW1', 'latin1');
const FRAME_BYTES = 8;
const TAG_BYTES = 16;
const PREFIX_BYTES = 7;
/** No record of ours is near this; a length above it is damage even if its check fits. */
const MAX_SEALED_BYTES = 256 * 1024 * 1024;

/** What a record says: see entry.ts. */
export const RECORD_KINDS = ['begin', 'rows', 'whole', 'group', 'closed'] as const;
export type RecordKind = (typeof RECORD_KINDS)[number];

export interface ShadowRecord {
  readonly kind: RecordKind;
  /** How many groups the store had committed with it. */
  readonly position: number;
  /** JSON text. */
  readonly json: string;
}

/** @param fileId 16 random bytes, used for one file only */
export function encodeHeader(fileId: Uint8Array): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  MAGIC.copy(header);
  header.set(fileId, MAGIC.length);
  header.writeUInt32LE(crc32(header.subarray(0, HEADER_BYTES - 4)), HEADER_BYTES - 4);
  return header;
}

/** The file id; null when these are not the first bytes of a shadow file. */
export function decodeHeader(bytes: Uint8Array): Buffer | null {
  if (bytes.length < HEADER_BYTES) return null;
  const header = Buffer.from(bytes.subarray(0, HEADER_BYTES));
  const whole = header.subarray(0, MAGIC.length).equals(MAGIC) && header.readUInt32LE(HEADER_BYTES - 4) === crc32(header.subarray(0, HEADER_BYTES - 4));
  return whole ? header.subarray(MAGIC.length, MAGIC.length + 16) : null;
}

class Keys {
  readonly stream: Buffer;
  readonly #inner: Buffer;
  readonly #outer: Buffer;

  constructor(storeKey: Uint8Array, fileId: Uint8Array) {
    const keys = Buffer.from(hkdfSync('sha256', storeKey, fileId, 'yichuang shadow log 1', 64));
    this.stream = keys.subarray(0, 32);
    this.#inner = padded(keys.subarray(32), 0x36);
    this.#outer = padded(keys.subarray(32), 0x5c);
  }

  /** HMAC (RFC 2104) by one-shot hashes: an Hmac object costs more than what it hashes here. */
  tag(frame: Uint8Array, place: number, sealed: Uint8Array): Buffer {
    const message = Buffer.allocUnsafe(BLOCK_BYTES + FRAME_BYTES + 4 + sealed.length);
    this.#inner.copy(message);
    message.set(frame, BLOCK_BYTES);
    message.writeUInt32LE(place, BLOCK_BYTES + FRAME_BYTES);
    message.set(sealed, BLOCK_BYTES + FRAME_BYTES + 4);
    return hash('sha256', Buffer.concat([this.#outer, hash('sha256', message, 'buffer')]), 'buffer').subarray(0, TAG_BYTES);
  }
}

const BLOCK_BYTES = 64;
const START = Buffer.alloc(16);

function padded(key: Buffer, pad: number): Buffer {
  const block = Buffer.alloc(BLOCK_BYTES, pad);
  for (const [at, byte] of key.entries()) block[at] = byte ^ pad;
  return block;
}

/** Seals the records of one file in their order. What it gives must be written as it is, or the file be left. */
export class Sealer {
  readonly #keys: Keys;
  readonly #cipher: Cipheriv;
  #place = 0;

  /** @param storeKey 32 bytes @param fileId 16 random bytes, used for one file only */
  constructor(storeKey: Uint8Array, fileId: Uint8Array) {
    this.#keys = new Keys(storeKey, fileId);
    this.#cipher = createCipheriv('aes-256-ctr', this.#keys.stream, START);
  }

  seal({ kind, position, json }: ShadowRecord): Buffer {
    const plain = Buffer.allocUnsafe(PREFIX_BYTES + Buffer.byteLength(json));
    plain.writeUInt8(RECORD_KINDS.indexOf(kind), 0);
    plain.writeUIntLE(position, 1, 6);
    plain.write(json, PREFIX_BYTES, 'utf8');
    const frame = frameFor(plain.length + TAG_BYTES, this.#place);
    const sealed = this.#cipher.update(plain);
    const record = Buffer.concat([frame, sealed, this.#keys.tag(frame, this.#place, sealed)]);
    this.#place += 1;
    return record;
  }
}

export type Unsealed =
  | { readonly kind: 'record'; readonly record: RecordKind; readonly position: number; readonly payload: Buffer; readonly next: number }
  /** Nothing follows. */
  | { readonly kind: 'end' }
  /** The file ends within this record, or only zeros follow: a write that was cut. */
  | { readonly kind: 'torn' }
  /** `next`: where the following record begins, null when that is not known either. */
  | { readonly kind: 'damaged'; readonly what: string; readonly next: number | null };

/** Reads the records of one file in their order. */
export class Opener {
  readonly #keys: Keys;
  readonly #decipher: Decipheriv;
  #place = 0;

  constructor(storeKey: Uint8Array, fileId: Uint8Array) {
    this.#keys = new Keys(storeKey, fileId);
    this.#decipher = createDecipheriv('aes-256-ctr', this.#keys.stream, START);
  }

  /** The next record, which begins at byte `at`. */
  open(bytes: Buffer, at: number): Unsealed {
    const left = bytes.length - at;
    if (left === 0) return { kind: 'end' };
    if (left < FRAME_BYTES) return { kind: 'torn' };
    const place = this.#place;
    const frame = bytes.subarray(at, at + FRAME_BYTES);
    if (isEmptyTail(bytes, at)) return { kind: 'torn' };
    const length = frame.readUInt32LE(0);
    if (length > MAX_SEALED_BYTES || length < PREFIX_BYTES + TAG_BYTES || !frame.equals(frameFor(length, place))) {
      return { kind: 'damaged', what: `record ${place}: length`, next: null };
    }
    const next = at + FRAME_BYTES + length;
    if (next > bytes.length) return { kind: 'torn' };
    this.#place += 1;
    const sealed = bytes.subarray(at + FRAME_BYTES, next - TAG_BYTES);
    const proven = timingSafeEqual(bytes.subarray(next - TAG_BYTES, next), this.#keys.tag(frame, place, sealed));
    // The stream moves on over a damaged record too.
    const plain = this.#decipher.update(sealed);
    const kind = proven ? RECORD_KINDS[plain.readUInt8(0)] : undefined;
    if (!kind) return { kind: 'damaged', what: `record ${place}: seal`, next };
    return { kind: 'record', record: kind, position: plain.readUIntLE(1, 6), payload: plain.subarray(PREFIX_BYTES), next };
  }
}

/** After a power cut a file system may have kept a file's new length without the bytes: no record begins with a length of 0. */
function isEmptyTail(bytes: Buffer, at: number): boolean {
  return bytes.readUInt32LE(at) === 0 && bytes.subarray(at).every((byte) => byte === 0);
}

function frameFor(length: number, place: number): Buffer {
  const frame = Buffer.alloc(FRAME_BYTES);
  frame.writeUInt32LE(length, 0);
  frame.writeUInt32LE(place, 4);
  frame.writeUInt32LE(crc32(frame), 4);
  return frame;
}
