import { maskName, maskPassport } from './masking.ts';

/**
 * The last gate before a log: whatever text a caller hands over (a fault's detail, a vendor's message), no identity
 * number, mobile number or dump of card bytes passes. Shapes are enough, validity is not asked: a misread number is
 * personal too.
 */

/** An ID number by its shape: region, plausible birth date, sequence; one blank or hyphen between the parts. */
const ID_SHAPE = /(?=(\d{6}[ -]?(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[ -]?\d{3}[\dXx]))/g;
/** 18 digits standing alone, whatever date they hold. */
const ID_ALONE = /(?<![0-9A-Za-z])(\d{17}[\dXx])(?![0-9A-Za-z])/g;
/** The 15-digit form used until 2013. */
const OLD_ID_ALONE = /(?<![0-9A-Za-z])(\d{8}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3})(?![0-9A-Za-z])/g;
const MOBILE = /(?<!\d)(1[3-9]\d[ -]?\d{4}[ -]?\d{4})(?!\d)/g;
/** Identifiers of ours whose hexadecimal digits may look like a mobile number by chance. */
const OWN_IDENTIFIER = /(?<![0-9a-f])(?:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{64})(?![0-9a-f])/gi;
/** Eight bytes and more as printed by a trace: card text is UTF-16 and would tell names. */
const BYTE_DUMP = /(?<![0-9A-Za-z])(?:[0-9A-Fa-f]{2}[ :,-]){7,}[0-9A-Fa-f]{2}(?![0-9A-Za-z])/g;
/** Longer than a SHA-256: bytes written without blanks. */
const LONG_HEX = /[0-9A-Fa-f]{65,}/g;

/** Keys whose value is a name of a person, and keys whose value is a number of a person. */
const NAME_KEY = /^(?:name|(?:person|citizen|holder|applicant|agent|principal|chinese|english|full)[-_]?name)$/i;
const IDENTITY_KEY = /^(?:(?:id|identity|card|passport|permit|pass)[-_]?number|number[-_]?of[-_]?person|passport|credit[-_]?code|phone|mobile)$/i;

/** Carries a mask already, made by masking.ts; a value without a star was never masked. */
const MASK_KEY = /^(?:person[-_]?)?mask$/i;

/** True when a value under this key is masked whatever it looks like. */
export function isIdentityKey(key: string): boolean {
  return NAME_KEY.test(key) || MASK_KEY.test(key) || IDENTITY_KEY.test(key);
}

/** A string value as it may be logged under `key`. Masking twice changes nothing. */
export function redactValue(key: string, value: string): string {
  if (NAME_KEY.test(key) || (MASK_KEY.test(key) && !value.includes('*'))) return redactText(maskName(value));
  if (IDENTITY_KEY.test(key)) return redactIdentity(value);
  return redactText(value);
}

function redactIdentity(value: string): string {
  const redacted = redactText(value);
  return redacted.includes('*') ? redacted : maskPassport(value.trim());
}

/** `text` with numbers of persons starred in the middle and byte dumps replaced by their length. */
export function redactText(text: string): string {
  const withoutBytes = text
    .replaceAll(BYTE_DUMP, (dump) => `[${Math.ceil(dump.length / 3)} bytes]`)
    .replaceAll(LONG_HEX, (hex) => (/\D/.test(hex) ? `[${hex.length >> 1} bytes]` : '*'.repeat(8)));
  // Full-width digits are one UTF-16 unit like their twins, so places found in `plain` are places in the text.
  const plain = withoutBytes.replaceAll(/[\uFF10-\uFF19\uFF38\uFF58]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfe_e0));
  const hidden = new Set<number>();
  for (const shape of [ID_SHAPE, ID_ALONE, OLD_ID_ALONE]) hide(plain, shape, hidden);
  const withoutOwn = plain.replaceAll(OWN_IDENTIFIER, (own) => '.'.repeat(own.length));
  hide(withoutOwn, MOBILE, hidden);
  if (hidden.size === 0) return withoutBytes;
  return Array.from({ length: withoutBytes.length }, (_, at) => (hidden.has(at) ? '*' : withoutBytes[at]!)).join('');
}

/** Marks what lies between the first three and the last four places of every match, overlapping ones too. */
function hide(text: string, shape: RegExp, hidden: Set<number>): void {
  for (const match of text.matchAll(shape)) {
    const length = match[1]!.length;
    for (let i = 3; i < length - 4; i += 1) hidden.add(match.index + i);
  }
}
