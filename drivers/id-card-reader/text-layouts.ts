import type { CardType } from './types.ts';

/** Place of one field in the 256-byte text block, in bytes; two bytes to a UTF-16 unit. */
export interface FieldPlace {
  readonly at: number;
  readonly bytes: number;
}

/** GA/T 490 and the layouts of the later cards. Names are those of the stored fields, not of the decoded card. */
export const LAYOUTS = {
  resident: {
    name: { at: 0, bytes: 30 },
    sex: { at: 30, bytes: 2 },
    ethnicity: { at: 32, bytes: 4 },
    birthDate: { at: 36, bytes: 16 },
    address: { at: 52, bytes: 70 },
    idNumber: { at: 122, bytes: 36 },
    issuer: { at: 158, bytes: 30 },
    validFrom: { at: 188, bytes: 16 },
    validTo: { at: 204, bytes: 16 },
  },
  'hk-macao-taiwan': {
    name: { at: 0, bytes: 30 },
    sex: { at: 30, bytes: 2 },
    birthDate: { at: 36, bytes: 16 },
    address: { at: 52, bytes: 70 },
    idNumber: { at: 122, bytes: 36 },
    issuer: { at: 158, bytes: 30 },
    validFrom: { at: 188, bytes: 16 },
    validTo: { at: 204, bytes: 16 },
    passNumber: { at: 220, bytes: 18 },
    issueCount: { at: 238, bytes: 4 },
  },
  'foreigner-2017': {
    englishName: { at: 0, bytes: 120 },
    sex: { at: 120, bytes: 2 },
    idNumber: { at: 122, bytes: 30 },
    nationality: { at: 152, bytes: 6 },
    name: { at: 158, bytes: 30 },
    validFrom: { at: 188, bytes: 16 },
    validTo: { at: 204, bytes: 16 },
    birthDate: { at: 220, bytes: 16 },
    layoutVersion: { at: 236, bytes: 4 },
    /** Four characters such as 1500. */
    issuer: { at: 240, bytes: 8 },
  },
  'foreigner-2023': {
    name: { at: 0, bytes: 30 },
    sex: { at: 30, bytes: 2 },
    issueCount: { at: 32, bytes: 4 },
    birthDate: { at: 36, bytes: 16 },
    /** Characters 1 … 35 of the English name. */
    englishName: { at: 52, bytes: 70 },
    idNumber: { at: 122, bytes: 36 },
    validFrom: { at: 188, bytes: 16 },
    validTo: { at: 204, bytes: 16 },
    /** Characters 36 … 46. */
    englishNameRest: { at: 220, bytes: 22 },
    nationality: { at: 242, bytes: 6 },
    oldNumber: { at: 250, bytes: 6 },
  },
} as const satisfies Readonly<Record<CardType, Readonly<Record<string, FieldPlace>>>>;

/** The UTF-16 character at this byte tells the layout. */
export const TYPE_FLAG_AT = 248;
export const TYPE_FLAGS: Readonly<Record<CardType, string>> = {
  resident: ' ',
  'hk-macao-taiwan': 'J',
  'foreigner-2017': 'I',
  'foreigner-2023': 'Y',
};

/** Stored in place of a date on cards of persons over 46 years. */
export const FOREVER = '长期';
/** Printed on every 2023 foreigner's card and therefore not stored. */
export const FOREIGNER_2023_ISSUER = '国家移民管理局';
