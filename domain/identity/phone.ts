import { err, ok, type Result } from '#kernel/result.ts';
import type { InputFault } from './input-fault.ts';
import { plainTyped, typedLength } from './typed-text.ts';

export type PhoneFault = Extract<InputFault, 'empty' | 'wrong-length' | 'wrong-character' | 'wrong-format'>;

/** A mainland mobile number as 11 digits: 1, then 3–9, then nine more. Hyphens and a country code (+86, 0086) are taken off. */
export function parsePhone(text: string): Result<string, PhoneFault> {
  const typed = plainTyped(text).replaceAll(/[-‐‑–—]/g, '');
  const number = typed.replace(/^(?:\+|00)86/, '');
  if (number === '') return err('empty');
  if (/[^0-9]/.test(number)) return err('wrong-character');
  if (typedLength(number) !== 11) return err('wrong-length');
  return /^1[3-9]/.test(number) ? ok(number) : err('wrong-format');
}
