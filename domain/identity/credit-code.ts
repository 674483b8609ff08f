import { err, ok, type Result } from '#kernel/result.ts';
import type { IdNumberFault } from './input-fault.ts';
import { isRegion } from './regions.ts';
import { plainTyped, typedLength } from './typed-text.ts';

/** 统一社会信用代码 without a date inside: every fault of an ID number but `wrong-date`. */
export type CreditCodeFault = Exclude<IdNumberFault, 'wrong-date'>;

export interface CreditCodeFacts {
  /** 18 characters, upper-case. */
  readonly code: string;
  /** Six digits of GB/T 2260 where it was registered; 100000 for the national authorities. */
  readonly region: string;
}

/** 31 characters: digits and letters without I, O, S, V, Z (GB 32100-2015 table 2); the place is the value. */
const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const LENGTH = 18;
/** 3^(i−1) mod 31. */
const WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28] as const;
const NATIONAL = '100000';

/**
 * Reads a unified social credit code (GB 32100-2015): authority (1), kind (1), region (6 digits), subject (9), check (1).
 * Confusable letters are not corrected silently: a person must see what is stored.
 */
export function parseCreditCode(text: string): Result<CreditCodeFacts, CreditCodeFault> {
  const code = plainTyped(text);
  if (code === '') return err('empty');
  if (!/^[0-9A-HJ-NP-RTUWXY]+$/.test(code)) return err('wrong-character');
  if (typedLength(code) !== LENGTH) return err('wrong-length');
  const region = code.slice(2, 8);
  if (!/^\d{6}$/.test(region)) return err('wrong-character');
  if (region !== NATIONAL && !isRegion(region.slice(0, 2))) return err('unknown-region');
  if (creditCheckCharacter(code) !== code[17]) return err('wrong-check-digit');
  return ok({ code, region });
}

/** The check character of the first 17 characters, all of which must be of the alphabet. */
export function creditCheckCharacter(characters: string): string {
  const sum = WEIGHTS.reduce((total, weight, i) => total + weight * ALPHABET.indexOf(characters[i]!), 0);
  return ALPHABET[(31 - (sum % 31)) % 31]!;
}
