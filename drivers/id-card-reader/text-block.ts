import { uint16le } from '#kernel/bytes.ts';
import { err, ok, type Result } from '#kernel/result.ts';
import { ETHNICITY_BY_CODE, SEX_BY_CODE } from './code-tables.ts';
import { TEXT_BYTES } from './manual.ts';
import { FOREIGNER_2023_ISSUER, FOREVER, LAYOUTS, TYPE_FLAG_AT, TYPE_FLAGS, type FieldPlace } from './text-layouts.ts';
import type { CardNote, CardType, IdCard } from './types.ts';

/** Everything of an IdCard that comes from its text block. */
export type CardText = Omit<IdCard, 'photo' | 'fingerprint' | 'extraAddress'>;

/** Reads the 256 bytes of text. Fails only when there are fewer; whatever stands in them is a card with notes. */
export function decodeTextBlock(text: Uint8Array): Result<CardText, string> {
  if (text.length < TEXT_BYTES) return err(`the text block has ${text.length} bytes instead of ${TEXT_BYTES}`);
  const type = typeOf(text);
  const fields = new Fields(text, LAYOUTS[type]);
  const sexCode = fields.text('sex');
  const ethnicityCode = fields.text('ethnicity');
  const englishName = joined(fields.raw('englishName'), fields.raw('englishNameRest'));
  return ok({
    type,
    name: fields.text('name') ?? '',
    englishName,
    sex: fields.coded('sex', sexCode, SEX_BY_CODE),
    sexCode,
    ethnicity: fields.coded('ethnicity', ethnicityCode, ETHNICITY_BY_CODE),
    ethnicityCode,
    birthDate: fields.date('birthDate'),
    address: fields.text('address'),
    idNumber: fields.text('idNumber') ?? '',
    issuer: type === 'foreigner-2023' ? FOREIGNER_2023_ISSUER : fields.text('issuer'),
    validFrom: fields.date('validFrom'),
    validTo: fields.text('validTo') === FOREVER ? FOREVER : fields.date('validTo'),
    passNumber: fields.text('passNumber'),
    issueCount: fields.text('issueCount'),
    nationality: fields.text('nationality'),
    oldNumber: fields.text('oldNumber'),
    layoutVersion: fields.text('layoutVersion'),
    notes: fields.notes,
  });
}

/** The newest extra address (70 bytes, UTF-16LE), or null when blank. */
export function decodeExtraAddress(data: Uint8Array): string | null {
  return trimmed(utf16(data));
}

/** Anything that is no known flag is a resident's card, whose flag is blank. */
function typeOf(text: Uint8Array): CardType {
  const flag = String.fromCharCode(uint16le(text, TYPE_FLAG_AT));
  const types = Object.keys(TYPE_FLAGS) as CardType[];
  return types.find((type) => TYPE_FLAGS[type] === flag) ?? 'resident';
}

class Fields {
  readonly notes: CardNote[] = [];
  readonly #bytes: Uint8Array;
  readonly #layout: Readonly<Record<string, FieldPlace>>;

  constructor(bytes: Uint8Array, layout: Readonly<Record<string, FieldPlace>>) {
    this.#bytes = bytes;
    this.#layout = layout;
  }

  /** With its padding; undefined when this layout has no such field. Names keep pairs of surrogates and private-use characters. */
  raw(field: string): string | undefined {
    const place = this.#layout[field];
    if (!place) return undefined;
    const stored = utf16(this.#bytes.subarray(place.at, place.at + place.bytes));
    if (stored.isWellFormed()) return stored;
    this.#note(field, 'bad-text', stored.toWellFormed());
    return stored.toWellFormed();
  }

  text(field: string): string | null {
    return trimmed(this.raw(field) ?? '');
  }

  date(field: string): string | null {
    const stored = this.text(field);
    if (stored === null) return null;
    const date = isoDate(stored);
    if (date === null) this.#note(field, 'not-a-date', stored);
    return date;
  }

  coded<T>(field: string, code: string | null, table: Readonly<Record<string, T>>): T | null {
    if (code === null) return null;
    if (Object.hasOwn(table, code)) return table[code]!;
    this.#note(field, 'unknown-code', code);
    return null;
  }

  #note(field: string, problem: CardNote['problem'], stored: string): void {
    if (!this.notes.some((note) => note.field === field && note.problem === problem)) this.notes.push({ field, problem, stored });
  }
}

/** `YYYYMMDD` of a day that exists, as `YYYY-MM-DD`, else null. */
export function isoDate(stored: string): string | null {
  const match = /^(\d{4})(\d{2})(\d{2})$/.exec(stored);
  if (!match) return null;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
  return year > 0 && day >= 1 && day <= days ? `${match[1]}-${match[2]}-${match[3]}` : null;
}

function utf16(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i + 1 < bytes.length; i += 2) text += String.fromCharCode(uint16le(bytes, i));
  return text;
}

/** Fields are padded with blanks; some writers leave zeros or ideographic blanks. */
function trimmed(stored: string): string | null {
  const text = stored.replace(/^[\0\s]+|[\0\s]+$/g, '');
  return text === '' ? null : text;
}

/** The rest follows without a blank of its own: only what pads the whole is cut. */
function joined(first: string | undefined, rest: string | undefined): string | null {
  if (first === undefined) return null;
  return trimmed(first.replaceAll('\0', ' ') + (rest ?? ''));
}
