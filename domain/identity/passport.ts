import { err, ok, type Result } from '#kernel/result.ts';
import type { InputFault } from './input-fault.ts';
import { plainTyped, typedLength } from './typed-text.ts';

export type PassportFault = Extract<InputFault, 'empty' | 'wrong-length' | 'wrong-character' | 'wrong-format'>;

/** Most states print 5 to 9 characters (ICAO 9303 gives the field nine places); some travel documents have up to 15. */
const SHORTEST = 5;
const LONGEST = 15;

/** A passport number, upper-case, without blanks and hyphens. It must hold a digit: a word is no passport number. */
export function parsePassport(text: string): Result<string, PassportFault> {
  const number = plainTyped(text).replaceAll(/[-‐‑–—]/g, '');
  if (number === '') return err('empty');
  if (/[^0-9A-Z]/.test(number)) return err('wrong-character');
  const length = typedLength(number);
  if (length < SHORTEST || length > LONGEST) return err('wrong-length');
  return /\d/.test(number) ? ok(number) : err('wrong-format');
}
