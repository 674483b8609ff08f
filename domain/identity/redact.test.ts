import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exampleIdNumber } from './example-identities.ts';
import { parseIdNumber } from './id-number.ts';
import { redactText, redactValue } from './redact.ts';

/** Every ID number that can be cut out of a text. */
function survivors(text: string): readonly string[] {
  const folded = text.replaceAll(/[０-９]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfe_e0));
  return Array.from(folded, (_, at) => folded.slice(at, at + 18)).filter((part) => /^\d{17}[\dXx]$/.test(part) && parseIdNumber(part, null).ok);
}

const idNumber = fc
  .tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 28 }), fc.integer({ min: 1880, max: 2099 }), fc.nat(999))
  .map(([month, day, year, sequence]) =>
    exampleIdNumber('110105', `${year}${String(month).padStart(2, '0')}${String(day).padStart(2, '0')}`, sequence),
  );
const around = fc.string({ unit: fc.constantFrom('0', '1', '2', '9', 'X', 'a', '号', ' ', '-', ':', '０'), maxLength: 30 });

describe('text for the log', () => {
  it.each([
    ['card 11010519491231002X lifted', 'card 110***********002X lifted'],
    ['号码１１０１０５１９４９１２３１００２Ｘ', '号码１１０***********００２Ｘ'],
    ['110105-19491231-002x', '110*************002x'],
    ['110105194912310021 (wrong check)', '110***********0021 (wrong check)'],
    ['110105990231002000', '110***********2000'],
    ['old 110105491231002', 'old 110********1002'],
    ['call 13800003210, please', 'call 138****3210, please'],
    ['+86 138-0000-3210', '+86 138******3210'],
    ['电话13800003210', '电话138****3210'],
  ])('%s becomes %s', (text, expected) => {
    expect(redactText(text)).toBe(expected);
  });

  it.each([
    'serial:/dev/ttyUSB0?baud=115200',
    '01900000-0000-7000-8000-c13912345678',
    '1772418000000',
    `hash ${'13800003210a'.repeat(5)}1234`,
    'A008',
    'AA AA AA 96 69',
  ])('%s is left as it is', (text) => {
    expect(redactText(text)).toBe(text);
  });

  it('holds no dump of bytes, only how many there were', () => {
    expect(redactText('got 20 5F 09 4E 20 00 20 00 from card')).toBe('got [8 bytes] from card');
    expect(redactText(`got ${'205F094E'.repeat(20)}`)).toBe('got [80 bytes]');
  });

  it('never lets an ID number through, whatever stands around it and however they overlap', () => {
    const text = fc.tuple(fc.array(fc.tuple(around, idNumber), { maxLength: 3 }), around).map(([parts, end]) => parts.flat().join('') + end);
    fc.assert(
      fc.property(text, (dirty) => {
        expect(survivors(redactText(dirty))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('changes nothing when masked twice', () => {
    fc.assert(
      fc.property(around, idNumber, around, (before, number, after) => {
        const once = redactText(before + number + after);
        expect(redactText(once)).toBe(once);
      }),
    );
  });
});

describe('a value under a key that names a person', () => {
  it.each([
    ['name', '王小明', '王**'],
    ['englishName', 'JOHN SMITH', 'J*** ***'],
    ['mask', '王小明', '王**'],
    ['mask', '138****3210', '138****3210'],
    ['passport', 'E12345678', 'E1*****78'],
    ['idNumber', '11010519491231002X', '110***********002X'],
    ['permit_number', 'USA110000123456', 'US***********56'],
    ['phone', '010-6666', '01****66'],
    ['creditCode', '91350100M000100Y43', '91**************43'],
  ])('%s: %s becomes %s', (key, value, expected) => {
    expect(redactValue(key, value)).toBe(expected);
    expect(redactValue(key, expected)).toBe(expected);
  });

  it('is told from keys that only sound alike', () => {
    expect(redactValue('terminalName', '一号自助机')).toBe('一号自助机');
    expect(redactValue('number', 'A008')).toBe('A008');
  });
});
