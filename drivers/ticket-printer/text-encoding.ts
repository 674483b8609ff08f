import iconv from 'iconv-lite';

/** What two-byte set the printer's ROM holds. `gb2312` is for old heads whose ROM ends at level-2 characters. */
export type Charset = 'gbk' | 'gb2312';

/** Characters outside the printers' range that have an equal inside it; the meaning stays the same. */
const EQUAL: ReadonlyMap<string, string> = new Map([
  ['\u00A5', '￥'],
  ['\u00A0', ' '],
  ['\u2002', ' '],
  ['\u2003', '\u3000'],
  ['\u2009', ' '],
  ['\u202F', ' '],
  ['\u2022', '·'],
  ['\u30FB', '·'],
  ['\u2027', '·'],
  ['\u301C', '～'],
  ['\u2212', '－'],
  ['\u2011', '-'],
  ['\u2E3A', '——'],
]);

/** Characters that draw nothing by themselves; byte-order marks, joiners and direction marks have no place on paper. */
const INVISIBLE = /[\u00AD\u200B-\u200F\u2028-\u202E\u2060-\u2064\u2066-\u206F\uFEFF]/g;
const CONTROL = /\p{Cc}+/gu;

/** Text as it may be laid out: equal characters mapped, control characters blanked so that no text becomes a command. */
export function normaliseText(text: string): string {
  const visible = text.toWellFormed().normalize('NFC').replaceAll(CONTROL, ' ').replaceAll(INVISIBLE, '');
  return Array.from(visible, (char) => EQUAL.get(char) ?? char).join('');
}

/** The printer's bytes for one character, or undefined when its ROM cannot have it and it must be drawn. */
export function encodeCharacter(char: string, charset: Charset = 'gbk'): readonly number[] | undefined {
  const code = char.codePointAt(0)!;
  if (code >= 0x20 && code < 0x7f) return [code];
  if (code < 0x80 || code > 0xffff || (code >= 0xe000 && code <= 0xf8ff)) return undefined;
  const bytes = iconv.encode(char, 'gbk');
  if (bytes.length !== 2 || iconv.decode(bytes, 'gbk') !== char) return undefined;
  const lead = bytes[0]!;
  const trail = bytes[1]!;
  // FE50 and above came with GBK 1.0/GB 18030 (U+4DAE among them); code page 936 and the printers' ROMs end at FE4F.
  if (lead === 0xfe && trail >= 0x50) return undefined;
  if (charset === 'gb2312' && (trail < 0xa1 || lead < 0xa1 || (lead > 0xa9 && lead < 0xb0) || lead > 0xf7)) return undefined;
  return [lead, trail];
}

/** True when every character is in the printer's own fonts. */
export function isInPrinterFonts(text: string, charset: Charset = 'gbk'): boolean {
  return Array.from(text).every((char) => encodeCharacter(char, charset) !== undefined);
}

/** @throws Error for a character outside GBK's two-byte range; callers draw such lines instead. */
export function encodeText(text: string): Uint8Array {
  return Uint8Array.from(
    Array.from(text).flatMap((char) => {
      const bytes = encodeCharacter(char);
      if (!bytes) throw new Error(`U+${char.codePointAt(0)!.toString(16).toUpperCase()} is outside the printer's two-byte range`);
      return [...bytes];
    }),
  );
}

const segments = new Intl.Segmenter('zh', { granularity: 'grapheme' });

/** What a reader counts as one character: a base with its variation selectors and combining marks. */
export function graphemes(text: string): readonly string[] {
  return Array.from(segments.segment(text), (part) => part.segment);
}

/** Half-width cells: 1 for ASCII, 2 for everything a printer prints from its two-byte fonts or we draw. */
export function cellsOf(text: string): number {
  let cells = 0;
  for (const part of graphemes(text)) cells += /^[\x20-\x7e]$/.test(part) ? 1 : 2;
  return cells;
}
