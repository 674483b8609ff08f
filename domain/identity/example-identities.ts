import { creditCheckCharacter } from './credit-code.ts';
import { idCheckCharacter } from './id-number.ts';

/** Synthetic numbers for tests and the demonstration; the parts are taken as they are, right or wrong. */
export function exampleIdNumber(area: string, birth: string, sequence: number): string {
  const digits = `${area}${birth}${String(sequence).padStart(3, '0')}`;
  return digits + idCheckCharacter(digits);
}

/** @param subject nine characters of the credit-code alphabet */
export function exampleCreditCode(region: string, subject: string): string {
  const characters = `91${region}${subject}`;
  return characters + creditCheckCharacter(characters);
}
