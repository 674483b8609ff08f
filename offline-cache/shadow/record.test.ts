import { describe, expect, it } from 'vitest';
import { decodeHeader, encodeHeader, fileKey, HEADER_BYTES, sealRecord, unsealRecord, type ShadowRecord } from './record.ts';

const KEY = new Uint8Array(32).fill(7);
const FILE_ID = Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex');
const FILE_KEY = fileKey(KEY, FILE_ID);
const GROUP: ShadowRecord = { kind: 'group', position: 2 ** 40 + 1, json: '{"write":[[0,"取号"]]}' };

function file(...records: readonly ShadowRecord[]): Buffer {
  return Buffer.concat([encodeHeader(FILE_ID), ...records.map((record, place) => sealRecord(FILE_KEY, place, record))]);
}

describe('the bytes of a shadow file', () => {
  // Made once with Python's cryptography (AESGCM), hmac and zlib from the layout in record.ts.
  it('are those of the layout', () => {
    expect(FILE_KEY.toString('hex')).toBe('3a24e46f5bf30b17e521c4c0293cbb714f35b5a511f6becd2ccc33018aa6ce1b');
    expect(encodeHeader(FILE_ID).toString('hex')).toBe('5943534841445731000102030405060708090a0b0c0d0e0f0000000016a4c282');
    expect(sealRecord(FILE_KEY, 3, GROUP).toString('hex')).toBe('2f0000007d00c157999caf2be290de8066b86a1ec7704a0fd6d546feab30711eb0f59d9fd88c150c3b2b333303f1980ea842b59bdc6654');
  });

  it('are read back', () => {
    const bytes = file(GROUP);
    expect(decodeHeader(bytes)?.equals(FILE_ID)).toBe(true);
    const read = unsealRecord(FILE_KEY, bytes, HEADER_BYTES, 0);
    expect(read).toMatchObject({ kind: 'record', record: 'group', position: GROUP.position, next: bytes.length });
    expect(read.kind === 'record' && read.payload.toString('utf8')).toBe(GROUP.json);
    expect(unsealRecord(FILE_KEY, bytes, bytes.length, 1)).toEqual({ kind: 'end' });
  });

  it('tell a cut at every byte of the last record from damage', () => {
    const whole = file(GROUP, GROUP);
    const second = HEADER_BYTES + (whole.length - HEADER_BYTES) / 2;
    for (let end = second + 1; end < whole.length; end += 1) {
      expect(unsealRecord(FILE_KEY, whole.subarray(0, end), second, 1), String(end)).toEqual({ kind: 'torn' });
    }
  });

  it('show every flipped bit, wherever it is', () => {
    const whole = file(GROUP, GROUP);
    for (let bit = 0; bit < whole.length * 8; bit += 1) {
      const bytes = Buffer.from(whole);
      bytes[bit >> 3]! ^= 1 << (bit & 7);
      const first = decodeHeader(bytes) && unsealRecord(FILE_KEY, bytes, HEADER_BYTES, 0);
      const second = first?.kind === 'record' ? unsealRecord(FILE_KEY, bytes, first.next, 1) : null;
      expect(second?.kind === 'record', `bit ${bit}`).toBe(false);
      expect(first?.kind === 'torn' || second?.kind === 'torn', `bit ${bit} reads as a cut`).toBe(false);
    }
  });

  it('open at no other place, in no other file and not twice', () => {
    const [first, second] = [sealRecord(FILE_KEY, 0, GROUP), sealRecord(FILE_KEY, 1, GROUP)];
    expect(unsealRecord(FILE_KEY, Buffer.concat([second, first]), 0, 0).kind).toBe('damaged');
    expect(unsealRecord(FILE_KEY, Buffer.concat([first, first]), first.length, 1).kind).toBe('damaged');
    expect(unsealRecord(fileKey(KEY, Buffer.alloc(16, 1)), first, 0, 0)).toMatchObject({ kind: 'damaged', what: 'record 0: seal', next: first.length });
  });
});
