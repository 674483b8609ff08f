import { describe, expect, it } from 'vitest';
import { decodeHeader, encodeHeader, HEADER_BYTES, Opener, Sealer, type ShadowRecord, type Unsealed } from './record.ts';

const KEY = new Uint8Array(32).fill(7);
const FILE_ID = Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex');
const GROUP: ShadowRecord = { kind: 'group', position: 2 ** 40 + 1, json: '{"write":[[0,"取号"]]}' };

function file(...records: readonly ShadowRecord[]): Buffer {
  const sealer = new Sealer(KEY, FILE_ID);
  return Buffer.concat([encodeHeader(FILE_ID), ...records.map((record) => sealer.seal(record))]);
}

/** All that can be read of a file, to the first thing that is no record. */
function read(bytes: Buffer, fileId: Uint8Array = FILE_ID): Unsealed[] {
  const opener = new Opener(KEY, fileId);
  const found: Unsealed[] = [];
  for (let at: number | null = HEADER_BYTES; at !== null; ) {
    const one = opener.open(bytes, at);
    found.push(one);
    at = 'next' in one ? one.next : null;
  }
  return found;
}

describe('the bytes of a shadow file', () => {
  // Made once from the layout in record.ts by a program in another language, with its own HKDF, HMAC and AES.
  it('are those of the layout', () => {
    expect(encodeHeader(FILE_ID).toString('hex')).toBe('5943534841445731000102030405060708090a0b0c0d0e0f0000000016a4c282');
    const sealer = new Sealer(KEY, FILE_ID);
    expect([0, 1].map(() => sealer.seal(GROUP).toString('hex'))).toEqual(['2f00000093af7445ba2557f26298f15b31cbf6da2daf5f1d55d6d1916080796f83b6df36b39164fa59b1d0d5a3601ca0eccb092ebe8021', '2f000000f6c8c8fdf63ec4680b51c02b87614b6c95aeafdf767a405e604cbe37e6f5143ea28a0a3b4d568b91bdac102570f22f4dd94ceb']);
  });

  it('end where only zeros follow, as a power cut leaves a file whose length alone was kept', () => {
    const bytes = file(GROUP);
    for (const zeros of [8, 4096]) expect(read(Buffer.concat([bytes, Buffer.alloc(zeros)])).at(-1)).toEqual({ kind: 'torn' });
    const followed = Buffer.concat([bytes, Buffer.alloc(64), Buffer.from([1])]);
    expect(read(followed).at(-1)).toMatchObject({ kind: 'damaged' });
  });

  it('are read back', () => {
    const bytes = file(GROUP, GROUP);
    expect(decodeHeader(bytes)?.equals(FILE_ID)).toBe(true);
    const found = read(bytes);
    expect(found).toMatchObject([
      { kind: 'record', record: 'group', position: GROUP.position },
      { kind: 'record', record: 'group', position: GROUP.position, next: bytes.length },
      { kind: 'end' },
    ]);
    expect(found.slice(0, 2).map((one) => (one.kind === 'record' ? one.payload.toString('utf8') : one.kind))).toEqual([GROUP.json, GROUP.json]);
  });

  it('tell a cut at every byte of the last record from damage', () => {
    const whole = file(GROUP, GROUP);
    const second = HEADER_BYTES + (whole.length - HEADER_BYTES) / 2;
    for (let end = second + 1; end < whole.length; end += 1) {
      expect(read(whole.subarray(0, end)).map(({ kind }) => kind), String(end)).toEqual(['record', 'torn']);
    }
  });

  it('show every flipped bit, wherever it is, and still give the records behind it', () => {
    const whole = file(GROUP, GROUP, GROUP);
    const length = (whole.length - HEADER_BYTES) / 3;
    for (let bit = 0; bit < whole.length * 8; bit += 1) {
      const bytes = Buffer.from(whole);
      bytes[bit >> 3]! ^= 1 << (bit & 7);
      if (!decodeHeader(bytes)) continue;
      const kinds = read(bytes).map(({ kind }) => kind);
      const [place, within] = [Math.floor(((bit >> 3) - HEADER_BYTES) / length), ((bit >> 3) - HEADER_BYTES) % length];
      const expected = within < 8 ? [...Array.from({ length: place }, () => 'record'), 'damaged'] : [0, 1, 2].map((one) => (one === place ? 'damaged' : 'record'));
      expect(kinds, `bit ${bit}`).toEqual(within < 8 ? expected : [...expected, 'end']);
    }
  });

  it('open at no other place, in no other file and not twice', () => {
    const whole = file(GROUP, GROUP);
    const length = (whole.length - HEADER_BYTES) / 2;
    const [header, first, second] = [whole.subarray(0, HEADER_BYTES), whole.subarray(HEADER_BYTES, HEADER_BYTES + length), whole.subarray(HEADER_BYTES + length)];
    expect(read(Buffer.concat([header, second, first]))).toMatchObject([{ kind: 'damaged', next: null }]);
    expect(read(Buffer.concat([header, first, first]))).toMatchObject([{ kind: 'record' }, { kind: 'damaged', next: null }]);
    expect(read(whole, Buffer.alloc(16, 1))).toMatchObject([{ kind: 'damaged', what: 'record 0: seal' }, { kind: 'damaged' }, { kind: 'end' }]);
  });
});
