import type { IdCard } from './types.ts';

export interface Shown {
  readonly photo?: boolean;
  readonly fingerprint?: boolean;
  readonly extraAddress?: boolean;
}

/** The card as a JSON object: fields that this kind of card does not have are left out, blank ones are null. */
export function cardToJson(card: IdCard, shown: Shown = {}): Record<string, unknown> {
  const { photo, fingerprint, extraAddress, notes, ...fields } = card;
  const always = new Set(['type', 'name', 'sex', 'sexCode', 'ethnicity', 'ethnicityCode', 'birthDate', 'address', 'idNumber', 'issuer', 'validFrom', 'validTo']);
  return {
    ...Object.fromEntries(Object.entries(fields).filter(([field, value]) => always.has(field) || value !== null)),
    ...(shown.extraAddress ? { extraAddress } : {}),
    photoBytes: photo.length,
    ...(shown.photo ? { photoWlt: Buffer.from(photo).toString('base64') } : {}),
    ...(shown.fingerprint ? { fingerprintBytes: fingerprint?.length ?? 0, fingerprint: Buffer.from(fingerprint ?? []).toString('base64') } : {}),
    ...(notes.length > 0 ? { notes } : {}),
  };
}

type TextField = { [K in keyof IdCard]: IdCard[K] extends string | null ? K : never }[keyof IdCard];

const LABELS: readonly (readonly [string, TextField])[] = [
  ['姓名', 'name'],
  ['英文姓名', 'englishName'],
  ['性别', 'sex'],
  ['民族', 'ethnicity'],
  ['国籍', 'nationality'],
  ['出生', 'birthDate'],
  ['住址', 'address'],
  ['追加住址', 'extraAddress'],
  ['号码', 'idNumber'],
  ['通行证号码', 'passNumber'],
  ['签发次数', 'issueCount'],
  ['签发机关', 'issuer'],
  ['有效期起', 'validFrom'],
  ['有效期止', 'validTo'],
];

/** One line per field that the card has, as printed on it. */
export function cardToText(card: IdCard): string {
  const lines = LABELS.map(([label, field]) => [label, card[field]] as const)
    .filter(([, text]) => text !== null && text !== '')
    .map(([label, text]) => `${label}：${text}`);
  return [...lines, ...card.notes.map((note) => `注意：${note.field} 的内容「${note.stored}」无法识别（${note.problem}）`)].join('\n');
}
