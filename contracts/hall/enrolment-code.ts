import { err, ok, type Result } from '#kernel/result.ts';

/**
 * 登记码: what staff read from the hall server's page and type into a new terminal, once. It carries a secret for the
 * server and the beginning of the server key's fingerprint for the terminal, so that the very first contact is already
 * proven and no certificate authority is needed.
 *
 * `YC1-XXXX-XXXX-…-X`: Crockford base 32 of 10 secret bytes and the first 10 bytes of SHA-256 over the server key's
 * SubjectPublicKeyInfo, and a check character. Only the secret is sent.
 */
export interface EnrolmentCode {
  /** 16 characters: the `code` of `terminals.enrol`; the server stores it hashed. */
  readonly secret: string;
  /** First 10 bytes of SHA-256(SPKI), 20 lower-case hex digits; zeros when the server speaks plain HTTP on loopback. */
  readonly keyPrefix: string;
}

export type EnrolmentCodeFault =
  /** Does not begin with YC1: something else was typed or scanned. */
  | { readonly kind: 'not-a-code' }
  /** `at` counts from 1 over the characters after YC1, dashes and blanks left out. */
  | { readonly kind: 'character'; readonly at: number; readonly found: string }
  | { readonly kind: 'length'; readonly found: number; readonly wanted: number }
  /** All characters are possible, but the check character says that one is wrong or two are swapped. */
  | { readonly kind: 'mistyped' };

export const ENROLMENT_SECRET_BYTES = 10;
export const ENROLMENT_KEY_BYTES = 10;

const PREFIX = 'YC1';
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** 20 bytes are exactly 32 characters; the check character makes 33. */
const LENGTH = ((ENROLMENT_SECRET_BYTES + ENROLMENT_KEY_BYTES) * 8) / 5 + 1;
const SECRET_LENGTH = (ENROLMENT_SECRET_BYTES * 8) / 5;
const GROUP = 4;

/** @param keyHash SHA-256 of the server key's SPKI (32 bytes; the first 10 are used). @throws RangeError on too few bytes. */
export function encodeEnrolmentCode(secret: Uint8Array, keyHash: Uint8Array): string {
  if (secret.length !== ENROLMENT_SECRET_BYTES) throw new RangeError(`the secret has ${ENROLMENT_SECRET_BYTES} bytes, not ${secret.length}`);
  if (keyHash.length < ENROLMENT_KEY_BYTES) throw new RangeError(`the key hash has at least ${ENROLMENT_KEY_BYTES} bytes, not ${keyHash.length}`);
  const symbols = toSymbols([...secret, ...keyHash.subarray(0, ENROLMENT_KEY_BYTES)]);
  const text = [...symbols, checkSymbol(symbols)].map((symbol) => ALPHABET[symbol]).join('');
  return [PREFIX, ...(text.match(new RegExp(`.{1,${GROUP}}`, 'g')) ?? [])].join('-');
}

/** Accepts what people type: lower case, full-width letters, blanks, no dashes, O for 0, I and L for 1. */
export function decodeEnrolmentCode(text: string): Result<EnrolmentCode, EnrolmentCodeFault> {
  const plain = text.normalize('NFKC').toUpperCase().replaceAll(/[\s\-–—_]+/g, '');
  if (!plain.startsWith(PREFIX)) return err({ kind: 'not-a-code' });
  const letters = Array.from(plain.slice(PREFIX.length));
  const symbols: number[] = [];
  for (const [index, letter] of letters.entries()) {
    const symbol = ALPHABET.indexOf(readAs(letter));
    if (symbol < 0) return err({ kind: 'character', at: index + 1, found: letter });
    symbols.push(symbol);
  }
  if (symbols.length !== LENGTH) return err({ kind: 'length', found: symbols.length, wanted: LENGTH });
  const data = symbols.slice(0, -1);
  if (checkSymbol(data) !== symbols.at(-1)) return err({ kind: 'mistyped' });
  return ok({
    secret: data.slice(0, SECRET_LENGTH).map((symbol) => ALPHABET[symbol]).join(''),
    keyPrefix: toBytes(data.slice(SECRET_LENGTH)).map((byte) => byte.toString(16).padStart(2, '0')).join(''),
  });
}

/** The secret alone in the form in which it is sent and compared, for a server that made the bytes. */
export function enrolmentSecretText(secret: Uint8Array): string {
  return toSymbols([...secret]).map((symbol) => ALPHABET[symbol]).join('');
}

function readAs(letter: string): string {
  if (letter === 'O') return '0';
  return letter === 'I' || letter === 'L' ? '1' : letter;
}

/** Five bits at a time; the lengths used here divide evenly. */
function toSymbols(bytes: readonly number[]): number[] {
  const symbols: number[] = [];
  let held = 0;
  let bits = 0;
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xfff;
    for (bits += 8; bits >= 5; bits -= 5) symbols.push((held >> (bits - 5)) & 31);
  }
  return symbols;
}

function toBytes(symbols: readonly number[]): number[] {
  const bytes: number[] = [];
  let held = 0;
  let bits = 0;
  for (const symbol of symbols) {
    held = ((held << 5) | symbol) & 0xfff;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((held >> bits) & 255);
    }
  }
  return bytes;
}

/**
 * Value of the characters as a polynomial at the generator of GF(32) (x⁵ + x² + 1): every single wrong character and
 * every swap of neighbours changes it.
 */
function checkSymbol(symbols: readonly number[]): number {
  let sum = 0;
  for (const symbol of symbols) sum = timesGenerator(sum) ^ symbol;
  return timesGenerator(sum);
}

function timesGenerator(value: number): number {
  const doubled = value << 1;
  return doubled & 32 ? doubled ^ 0b100101 : doubled;
}
