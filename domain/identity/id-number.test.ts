import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unwrap } from '#kernel/result.ts';
import { exampleIdNumber } from './example-identities.ts';
import { parseIdNumber } from './id-number.ts';
import { REGIONS } from './regions.ts';

const TODAY = '2026-03-02';
const fault = (text: string, today: string | null = TODAY): string | undefined => {
  const result = parseIdNumber(text, today);
  return result.ok ? undefined : result.error;
};

/** Any number the rules accept, of residents and foreigners. */
const area = fc.oneof(
  fc
    .tuple(fc.constantFrom(...Array.from(REGIONS.keys()).filter((code) => !code.startsWith('8'))), fc.nat(9999))
    .map(([code, rest]) => code + String(rest).padStart(4, '0')),
  fc.constantFrom('810000', '820000', '830000'),
  fc.tuple(fc.constantFrom(...REGIONS.keys()), fc.nat(999)).map(([code, country]) => `9${code}${String(country).padStart(3, '0')}`),
);
const birth = fc
  .date({ min: new Date('1880-01-01T00:00:00Z'), max: new Date('2026-03-01T00:00:00Z'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10).replaceAll('-', ''));
const validNumber = fc.tuple(area, birth, fc.nat(999)).map(([a, b, sequence]) => exampleIdNumber(a, b, sequence));

describe('an ID number', () => {
  it('tells birth date, sex, region and kind of a resident (sample of GB 11643-1999)', () => {
    // 7·1 + 9·1 + 5·1 + 4·5 + 2·1 + 1·9 + 6·4 + 3·9 + 7·1 + 9·2 + 10·3 + 5·1 + 2·2 = 167 = 15·11 + 2 → `10X98765432`[2] = X
    expect(unwrap(parseIdNumber('11010519491231002X', TODAY))).toEqual({
      number: '11010519491231002X',
      birthDate: '1949-12-31',
      sex: 'female',
      region: '11',
      kind: 'resident',
    });
  });

  it('is read for residents of Hong Kong, Macao and Taiwan', () => {
    // 7·8 + 9·1 + 2·1 + 1·9 + 6·9 + 9·1 + 5·1 + 2·1 = 146 = 13·11 + 3 → `10X98765432`[3] = 9
    expect(unwrap(parseIdNumber('810000199001010019', TODAY))).toMatchObject({
      birthDate: '1990-01-01',
      sex: 'male',
      region: '81',
      kind: 'hk-macao-taiwan',
    });
  });

  // 7·9 + 9·3 + 10·2 + 5·6 + 8·8 + 4·2 + 2·1 + 1·9 + 6·8 + 3·5 + 9·1 + 5·1 + 2·1 = 302 = 27·11 + 5 → 7
  // 7·9 + 9·1 + 10·1 + 5·1 + 8·2 + 4·4 + 2·1 + 1·9 + 6·8 + 3·1 + 9·8 + 5·3 + 2·2 = 272 = 24·11 + 8 → 4
  it.each([
    ['932682198501010017', '1985-01-01', '32', 'male'],
    ['911124198108030024', '1981-08-03', '11', 'female'],
  ])('is read from a foreigner’s card of 2023: %s', (number, birthDate, region, sex) => {
    expect(unwrap(parseIdNumber(number, TODAY))).toEqual({ number, birthDate, region, sex, kind: 'foreigner' });
  });

  it('is understood in full width, with a small x and with blanks', () => {
    expect(unwrap(parseIdNumber('　１１０１０５ 19491231 ００２ｘ\t', TODAY)).number).toBe('11010519491231002X');
  });

  it.each([
    ['', 'empty'],
    [' 　', 'empty'],
    ['110105491231002', 'wrong-length'],
    ['11010519491231002', 'wrong-length'],
    ['11010519491231002XX', 'wrong-length'],
    ['1101051949123100２Y', 'wrong-character'],
    ['1101051949X2310020', 'wrong-character'],
    ['11010519491231002𠮷', 'wrong-character'],
    ['190105194912310027', 'unknown-region'],
    ['810100199001010019', 'unknown-region'],
    ['999682198501010017', 'unknown-region'],
    ['110105194902300020', 'wrong-date'],
    ['110105190002290020', 'wrong-date'],
    ['110105187912310020', 'wrong-date'],
    ['110105194913010020', 'wrong-date'],
    ['110105194900010020', 'wrong-date'],
    ['110105194901000020', 'wrong-date'],
    ['110105202603030020', 'wrong-date'],
    ['110105194912310021', 'wrong-check-digit'],
  ])('%s is refused as %s', (text, expected) => {
    expect(fault(text)).toBe(expected);
  });

  it('may be of somebody born today, and of tomorrow only while the day is not known', () => {
    expect(fault(exampleIdNumber('110105', '20260302', 1))).toBeUndefined();
    expect(fault(exampleIdNumber('110105', '20260303', 1))).toBe('wrong-date');
    expect(fault(exampleIdNumber('110105', '20260303', 1), null)).toBeUndefined();
  });

  it('knows 29 February of leap years', () => {
    expect(fault(exampleIdNumber('110105', '20000229', 1))).toBeUndefined();
    expect(fault(exampleIdNumber('110105', '20240229', 1))).toBeUndefined();
    expect(fault(exampleIdNumber('110105', '20230229', 1))).toBe('wrong-date');
  });

  it('is accepted whenever its parts are right', () => {
    fc.assert(
      fc.property(validNumber, (number) => {
        expect(fault(number)).toBeUndefined();
      }),
    );
  });

  it('never passes with one digit changed', () => {
    const change = fc.tuple(validNumber, fc.nat(17), fc.constantFrom(...Array.from('0123456789X')));
    fc.assert(
      fc.property(change, ([number, at, digit]) => {
        fc.pre(number[at] !== digit);
        expect(fault(number.slice(0, at) + digit + number.slice(at + 1))).toBeDefined();
      }),
    );
  });

  it('never passes with two neighbours swapped', () => {
    fc.assert(
      fc.property(validNumber, fc.nat(16), (number, at) => {
        fc.pre(number[at] !== number[at + 1]);
        expect(fault(number.slice(0, at) + number[at + 1]! + number[at]! + number.slice(at + 2))).toBeDefined();
      }),
    );
  });

  it('never throws, whatever is typed', () => {
    const typed = fc.string({ unit: fc.constantFrom('1', '9', 'x', '０', '𠮷', '\uD800', ' ', '-', '\0'), maxLength: 40 });
    fc.assert(
      fc.property(typed, (text) => {
        expect(() => fault(text)).not.toThrow();
      }),
    );
  });
});
