import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unwrap } from '#kernel/result.ts';
import { parseCreditCode } from './credit-code.ts';
import { exampleCreditCode } from './example-identities.ts';

const ALPHABET = Array.from('0123456789ABCDEFGHJKLMNPQRTUWXY');
const validCode = fc
  .tuple(fc.constantFrom('100000', '110105', '350100', '650000'), fc.array(fc.constantFrom(...ALPHABET), { minLength: 9, maxLength: 9 }))
  .map(([region, subject]) => exampleCreditCode(region, subject.join('')));

describe('a unified social credit code', () => {
  // Values: M = 21, A = 10, X = 29. Weights 1 3 9 27 19 26 16 17 20 29 25 13 8 24 10 30 28.
  it.each([
    ['91350100M000100Y43', '350100'], // sample printed in GB 32100-2015
    ['12441500196720244T', '441500'], // published inside an 实施编码
    // 9·1 + 1·3 + 1·9 + 1·27 + 1·26 + 5·17 + 21·20 + 10·29 = 869; + 1·28 = 897 = 28·31 + 29 → 31 − 29 = 2
    ['91110105MA00000012', '110105'],
    // 869 = 28·31 + 1 → 31 − 1 = 30 = Y
    ['91110105MA0000000Y', '110105'],
    // 869 + 21·28 = 1457 = 47·31 + 0 → (31 − 0) mod 31 = 0
    ['91110105MA000000M0', '110105'],
    // 5·1 + 2·3 + 1·9 + 5·20 + 29·30 + 1·28 = 1018 = 32·31 + 26 → 5; 100000 is a national authority
    ['521000005000000X15', '100000'],
  ])('%s is right', (code, region) => {
    expect(unwrap(parseCreditCode(code))).toEqual({ code, region });
  });

  it('is understood in small letters, full width and with blanks', () => {
    expect(unwrap(parseCreditCode('９１350100 m000100 y43')).code).toBe('91350100M000100Y43');
  });

  it.each([
    ['', 'empty'],
    ['91350100M000100Y4', 'wrong-length'],
    ['91350100M000100Y433', 'wrong-length'],
    ['91350100M0O0100Y43', 'wrong-character'],
    ['9135010AM000100Y43', 'wrong-character'],
    ['91350100M000100Y4-', 'wrong-character'],
    ['91990100M000100Y43', 'unknown-region'],
    ['91100001M000100Y43', 'unknown-region'],
    ['91350100M000100Y44', 'wrong-check-digit'],
  ])('%s is refused as %s', (code, fault) => {
    expect(parseCreditCode(code)).toEqual({ ok: false, error: fault });
  });

  it.each(['I', 'O', 'S', 'V', 'Z'])('never contains %s, which is too easily misread', (letter) => {
    expect(parseCreditCode(`91350100M000100${letter}43`)).toEqual({ ok: false, error: 'wrong-character' });
  });

  it('never passes with one character changed', () => {
    fc.assert(
      fc.property(validCode, fc.nat(17), fc.constantFrom(...ALPHABET), (code, at, character) => {
        fc.pre(code[at] !== character);
        expect(parseCreditCode(code.slice(0, at) + character + code.slice(at + 1)).ok).toBe(false);
      }),
    );
  });

  it('never passes with two neighbours swapped', () => {
    fc.assert(
      fc.property(validCode, fc.nat(16), (code, at) => {
        fc.pre(code[at] !== code[at + 1]);
        expect(parseCreditCode(code.slice(0, at) + code[at + 1]! + code[at]! + code.slice(at + 2)).ok).toBe(false);
      }),
    );
  });
});
