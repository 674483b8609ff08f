import { err, ok, type Result } from '#kernel/result.ts';
import { calendarDate } from './calendar-date.ts';
import type { IdNumberFault } from './input-fault.ts';
import { isRegion } from './regions.ts';
import { plainTyped, typedLength } from './typed-text.ts';

/** What an 18-digit 公民身份号码 says by itself. */
export interface IdNumberFacts {
  /** 17 digits and a digit or `X`. */
  readonly number: string;
  /** YYYY-MM-DD. */
  readonly birthDate: string;
  readonly sex: 'male' | 'female';
  /** Two-digit province code of GB/T 2260; for foreigners the province that issued the permit. */
  readonly region: string;
  readonly kind: 'resident' | 'hk-macao-taiwan' | 'foreigner';
}

/** Nobody alive was born before; also the lower bound that catches a slipped digit in the century. */
const EARLIEST_BIRTH = '1880-01-01';

const LENGTH = 18;
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2] as const;
const CHECKS = '10X98765432';

/**
 * Reads a citizen identity number (GB 11643-1999, ISO 7064 MOD 11-2), a residence permit number for residents of Hong
 * Kong, Macao and Taiwan (81, 82, 83 + 0000) or a foreigner's permanent residence number (form of 2023: 9, province,
 * country). Old 15-digit numbers are refused as `wrong-length`: they ended in 2013.
 *
 * @param today YYYY-MM-DD, the last possible birth date; null when the day is not known for sure (clock untrusted):
 *   then a date in the future is let pass rather than a person refused.
 */
export function parseIdNumber(text: string, today: string | null): Result<IdNumberFacts, IdNumberFault> {
  const number = plainTyped(text);
  if (number === '') return err('empty');
  if (/[^0-9X]/.test(number)) return err('wrong-character');
  if (typedLength(number) !== LENGTH) return err('wrong-length');
  if (!/^\d{17}[0-9X]$/.test(number)) return err('wrong-character');

  const place = placeOf(number);
  if (!place) return err('unknown-region');
  const birthDate = calendarDate(number.slice(6, 14));
  if (birthDate === null || birthDate < EARLIEST_BIRTH || (today !== null && birthDate > today)) return err('wrong-date');
  if (idCheckCharacter(number) !== number[17]) return err('wrong-check-digit');
  return ok({ number, birthDate, sex: Number(number[16]) % 2 === 1 ? 'male' : 'female', ...place });
}

/** The check character of the first 17 digits. */
export function idCheckCharacter(digits: string): string {
  const sum = WEIGHTS.reduce((total, weight, i) => total + weight * Number(digits[i]), 0);
  return CHECKS[sum % 11]!;
}

function placeOf(number: string): Pick<IdNumberFacts, 'region' | 'kind'> | null {
  const kind = kindOf(number);
  const region = kind === 'foreigner' ? number.slice(1, 3) : number.slice(0, 2);
  if (!isRegion(region)) return null;
  if (kind === 'hk-macao-taiwan' && number.slice(2, 6) !== '0000') return null;
  return { region, kind };
}

function kindOf(number: string): IdNumberFacts['kind'] {
  if (number.startsWith('9')) return 'foreigner';
  return number.startsWith('8') ? 'hk-macao-taiwan' : 'resident';
}
