import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unwrap } from '#kernel/result.ts';
import { decodeEnrolmentCode, encodeEnrolmentCode, enrolmentSecretText } from './enrolment-code.ts';

const secret = Uint8Array.from([0, 1, 2, 3, 4, 250, 251, 252, 253, 254]);
const keyHash = Uint8Array.from({ length: 32 }, (_, i) => i * 7);
const code = encodeEnrolmentCode(secret, keyHash);

describe('an enrolment code', () => {
  it('is YC1 and groups of four with a check character at the end', () => {
    expect(code).toMatch(/^YC1(-[0-9A-HJKMNP-TV-Z]{4}){8}-[0-9A-HJKMNP-TV-Z]$/);
  });

  it('carries RFC 4648 bit order: ten zero bytes are sixteen zeros, ten 0xFF bytes sixteen Z', () => {
    expect(enrolmentSecretText(new Uint8Array(10))).toBe('0'.repeat(16));
    expect(enrolmentSecretText(new Uint8Array(10).fill(255))).toBe('Z'.repeat(16));
    expect(enrolmentSecretText(Uint8Array.from([0x08, 0, 0, 0, 0, 0, 0, 0, 0, 1]))).toBe('1000000000000001');
  });

  it('gives back the secret and the beginning of the key fingerprint', () => {
    expect(unwrap(decodeEnrolmentCode(code))).toEqual({ secret: enrolmentSecretText(secret), keyPrefix: '00070e151c232a31383f' });
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 10, maxLength: 10 }), fc.uint8Array({ minLength: 32, maxLength: 32 }), (bytes, hash) => {
        expect(unwrap(decodeEnrolmentCode(encodeEnrolmentCode(bytes, hash)))).toEqual({
          secret: enrolmentSecretText(bytes),
          keyPrefix: Buffer.from(hash.subarray(0, 10)).toString('hex'),
        });
      }),
    );
  });

  it('is read as people type it: lower case, full width, blanks for dashes, O and I for 0 and 1', () => {
    const meant = decodeEnrolmentCode(code);
    expect(decodeEnrolmentCode(` ${code.toLowerCase().replaceAll('-', ' ')} `)).toEqual(meant);
    expect(decodeEnrolmentCode(code.replaceAll('0', 'O').replace('YC1', 'ＹＣ１'))).toEqual(meant);
    expect(decodeEnrolmentCode(`YC1${code.slice(3).replaceAll('1', 'l')}`)).toEqual(meant);
  });

  it('notices every single wrong character', () => {
    for (let at = 4; at < code.length; at += 1) {
      if (code[at] === '-') continue;
      for (const letter of '0123456789ABCDEFGHJKMNPQRSTVWXYZ') {
        if (letter === code[at]) continue;
        expect(decodeEnrolmentCode(code.slice(0, at) + letter + code.slice(at + 1))).toEqual({ ok: false, error: { kind: 'mistyped' } });
      }
    }
  });

  it('notices two neighbours swapped', () => {
    const letters = Array.from(code.slice(4).replaceAll('-', ''));
    for (let at = 0; at + 1 < letters.length; at += 1) {
      if (letters[at] === letters[at + 1]) continue;
      const swapped = letters.with(at, letters[at + 1]!).with(at + 1, letters[at]!);
      expect(decodeEnrolmentCode(`YC1${swapped.join('')}`).ok).toBe(false);
    }
  });

  it('says where a character cannot be, how many are missing, and when it is no code at all', () => {
    expect(decodeEnrolmentCode('A008')).toEqual({ ok: false, error: { kind: 'not-a-code' } });
    expect(decodeEnrolmentCode(`YC1-0U${code.slice(6)}`)).toEqual({ ok: false, error: { kind: 'character', at: 2, found: 'U' } });
    expect(decodeEnrolmentCode(code.slice(0, -2))).toEqual({ ok: false, error: { kind: 'length', found: 32, wanted: 33 } });
  });
});
