import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto';
import { crc32 } from 'node:zlib';

/**
 * The bytes of one shadow file. A header of 32 bytes (magic, random file id, its CRC), then records:
 *
 *   length  u32 LE   bytes of ciphertext and tag
 *   check   u32 LE   CRC-32 over length and the record's place in the file
 *   sealed  AES-256-GCM; nonce = the record's place, associated data = length and check; tag of 16 bytes at the end
 *
 * The key is made for this one file from the store's key and the file's id (HKDF-SHA-256), and a file is never opened again for
 * appending, so that no nonce comes twice. A record read at another place, in another file, changed or twice does not open.
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

/** @param storeKey 32 bytes */
export function fileKey(storeKey: Uint8Array, fileId: Uint8Array): Buffer {
  return Buffer.from(hkdfSync('sha256', storeKey, fileId, 'yichuang shadow log 1', 32));
}

/** @param place 0 for the first record of the file */
export function sealRecord(key: Buffer, place: number, { kind, position, json }: ShadowRecord): Buffer {
  const body = Buffer.byteLength(json);
  const plain = Buffer.allocUnsafe(PREFIX_BYTES + body);
  plain.writeUInt8(RECORD_KINDS.indexOf(kind), 0);
  plain.writeUIntLE(position, 1, 6);
  plain.write(json, PREFIX_BYTES, 'utf8');
  const frame = frameFor(plain.length + TAG_BYTES, place);
  const cipher = createCipheriv('aes-256-gcm', key, nonceFor(place), { authTagLength: TAG_BYTES }).setAAD(frame);
  const sealed = cipher.update(plain);
  cipher.final();
  return Buffer.concat([frame, sealed, cipher.getAuthTag()]);
}

export type Unsealed =
  | { readonly kind: 'record'; readonly record: RecordKind; readonly position: number; readonly payload: Buffer; readonly next: number }
  /** Nothing follows. */
  | { readonly kind: 'end' }
  /** The file ends within this record: a write that was cut. */
  | { readonly kind: 'torn' }
  /** `next`: where the following record begins, null when that is not known either. */
  | { readonly kind: 'damaged'; readonly what: string; readonly next: number | null };

/** Reads the record at byte `at`, the `place`-th of the file. */
export function unsealRecord(key: Buffer, bytes: Buffer, at: number, place: number): Unsealed {
  const left = bytes.length - at;
  if (left === 0) return { kind: 'end' };
  if (left < FRAME_BYTES) return { kind: 'torn' };
  const frame = bytes.subarray(at, at + FRAME_BYTES);
  const length = frame.readUInt32LE(0);
  if (length > MAX_SEALED_BYTES || length < PREFIX_BYTES + TAG_BYTES || !frame.equals(frameFor(length, place))) {
    return { kind: 'damaged', what: `record ${place}: length`, next: null };
  }
  const next = at + FRAME_BYTES + length;
  if (next > bytes.length) return { kind: 'torn' };
  const plain = open(key, place, frame, bytes.subarray(at + FRAME_BYTES, next));
  const kind = plain && RECORD_KINDS[plain.readUInt8(0)];
  if (!plain || !kind) return { kind: 'damaged', what: `record ${place}: seal`, next };
  return { kind: 'record', record: kind, position: plain.readUIntLE(1, 6), payload: plain.subarray(PREFIX_BYTES), next };
}

function open(key: Buffer, place: number, frame: Buffer, sealed: Buffer): Buffer | null {
  const decipher = createDecipheriv('aes-256-gcm', key, nonceFor(place), { authTagLength: TAG_BYTES });
  decipher.setAAD(frame).setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(0, sealed.length - TAG_BYTES)), decipher.final()]);
  } catch {
    return null;
  }
}

function frameFor(length: number, place: number): Buffer {
  const frame = Buffer.alloc(FRAME_BYTES);
  frame.writeUInt32LE(length, 0);
  frame.writeUInt32LE(place, 4);
  frame.writeUInt32LE(crc32(frame), 4);
  return frame;
}

function nonceFor(place: number): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeUInt32LE(place, 0);
  return nonce;
}
