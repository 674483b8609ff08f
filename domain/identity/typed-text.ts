/**
 * Text as people type it: full-width forms (U+FF01–FF5E) become their ASCII twins, letters upper-case, and every blank
 * and control character goes, wherever it stands. Nothing else is guessed at: a wrong letter stays wrong.
 */
export function plainTyped(text: string): string {
  return text
    .replaceAll(/[\uFF01-\uFF5E]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfe_e0))
    .replaceAll(/[\p{White_Space}\p{Cc}\p{Cf}]/gu, '')
    .toUpperCase();
}

/** Length as people count it: one for each code point, so that a character beyond the BMP is one. */
export function typedLength(text: string): number {
  return Array.from(text).length;
}
