import { assert, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toHex } from '#kernel/bytes.ts';
import { cellsOf, encodeCharacter, encodeText, isInPrinterFonts, normaliseText } from './text-encoding.ts';

describe('two-byte text', () => {
  it('sends GBK for Chinese and ASCII as it is', () => {
    expect(toHex(encodeText('A008 请取号'))).toBe('41 30 30 38 20 C7 EB C8 A1 BA C5');
  });

  it('prints the yen sign as its full-width equal, not as two figures', () => {
    expect(normaliseText('\u00A580')).toBe('￥80');
    expect(toHex(encodeText(normaliseText('\u00A5')))).toBe('A3 A4');
  });

  it.each([
    ['U+3402', '\u3402'],
    ['U+36C3 (four bytes in GB 18030)', '\u36C3'],
    ['U+4DAE (two bytes in GB 18030, not in GBK)', '\u4DAE'],
    ['U+20BB7 (Extension B)', '\u{20BB7}'],
    ['a private character', '\uE000'],
    ['the euro sign (one byte in code page 936)', '€'],
    ['an accented letter', 'ñ'],
    ['an emoji', '😀'],
  ])('leaves %s to be drawn', (_, char) => {
    expect(encodeCharacter(char)).toBeUndefined();
    expect(isInPrinterFonts(`王${char}`)).toBe(false);
  });

  it('knows that a GB 2312 head lacks what GBK added', () => {
    expect(isInPrinterFonts('镕')).toBe(true);
    expect(isInPrinterFonts('镕', 'gb2312')).toBe(false);
    expect(isInPrinterFonts('龍', 'gb2312')).toBe(false);
    expect(isInPrinterFonts('请取号', 'gb2312')).toBe(true);
  });

  it('lets no text become a command', () => {
    assert(
      property(string({ unit: 'binary' }), (text) => {
        expect(/\p{Cc}/u.test(normaliseText(text))).toBe(false);
      }),
    );
    expect(normaliseText('甲\u001B\u0040乙\n丙')).toBe('甲 @乙 丙');
  });

  it('sends only bytes that a reader of GBK reads back as the same text', () => {
    assert(
      property(string({ unit: 'binary' }), (text) => {
        const printable = Array.from(normaliseText(text), (char) => (encodeCharacter(char) ? char : '')).join('');
        expect(new TextDecoder('gbk').decode(encodeText(printable))).toBe(printable);
      }),
    );
  });

  it('keeps every character of the two-byte range that it claims to have', () => {
    let count = 0;
    for (let code = 0x80; code <= 0xffff; code += 1) {
      if (code >= 0xd800 && code <= 0xdfff) continue;
      const char = String.fromCodePoint(code);
      const bytes = encodeCharacter(char);
      if (!bytes) continue;
      count += 1;
      expect(new TextDecoder('gbk').decode(Uint8Array.from(bytes))).toBe(char);
    }
    // Code page 936 defines 21 791 two-byte characters.
    expect(count).toBeGreaterThan(21_700);
  });

  it('counts a name with a variation selector as one character', () => {
    expect(cellsOf('葛\u{E0100}')).toBe(2);
    expect(cellsOf('A8号')).toBe(4);
  });
});
