import { fromHex } from '#kernel/bytes.ts';
import { FINGERPRINT_BYTES, PHOTO_BYTES, TEXT_BYTES } from '../manual.ts';
import { LAYOUTS, TYPE_FLAG_AT, TYPE_FLAGS, type FieldPlace } from '../text-layouts.ts';
import type { CardType } from '../types.ts';

/** A card as it would lie on the reader: fields as stored on the chip (dates YYYYMMDD, codes as digits). */
export interface SimulatedCard {
  readonly type: CardType;
  /** By the names of LAYOUTS[type]; what is missing is blank. */
  readonly fields: Readonly<Record<string, string>>;
  /** 1024 bytes; zeros when missing. */
  readonly photo?: Uint8Array;
  /** 0, 512 or 1024 bytes; 1024 when missing. */
  readonly fingerprint?: Uint8Array;
  /** Newest address added after issue, up to 35 characters. */
  readonly extraAddress?: string;
}

const BLANK = 0x20;

/** The 256 bytes of text that the chip of `card` holds. @throws RangeError when a text does not fit or a field is unknown. */
export function encodeTextBlock(card: Pick<SimulatedCard, 'type' | 'fields'>): Uint8Array {
  const block = blanks(TEXT_BYTES);
  const layout: Readonly<Record<string, FieldPlace>> = LAYOUTS[card.type];
  for (const [field, text] of Object.entries(card.fields)) {
    const place = layout[field];
    if (!place) throw new RangeError(`a ${card.type} card has no field "${field}"`);
    block.set(utf16(text, place.bytes, field), place.at);
  }
  block.set(utf16(TYPE_FLAGS[card.type], 2, 'type'), TYPE_FLAG_AT);
  return block;
}

/** UTF-16LE padded with blanks to `bytes`. */
export function utf16(text: string, bytes: number, what: string): Uint8Array {
  if (text.length * 2 > bytes) throw new RangeError(`${what} "${text}" is longer than ${bytes / 2} characters`);
  const block = blanks(bytes);
  for (let i = 0; i < text.length; i += 1) {
    block[i * 2] = text.charCodeAt(i) & 0xff;
    block[i * 2 + 1] = text.charCodeAt(i) >> 8;
  }
  return block;
}

function blanks(bytes: number): Uint8Array {
  return Uint8Array.from({ length: bytes }, (_, i) => (i % 2 === 0 ? BLANK : 0));
}

export function photoOf(card: SimulatedCard): Uint8Array {
  return card.photo ?? new Uint8Array(PHOTO_BYTES);
}

export function fingerprintOf(card: SimulatedCard): Uint8Array {
  return card.fingerprint ?? new Uint8Array(2 * FINGERPRINT_BYTES).fill(0x43);
}

/** Made-up persons; the numbers are the published samples of their standards. */
export const SAMPLE_CARDS = {
  zhangSan: {
    type: 'resident',
    fields: {
      name: '张三',
      sex: '1',
      ethnicity: '01',
      birthDate: '19491231',
      address: '北京市朝阳区某街道1号',
      idNumber: '11010519491231002X',
      issuer: '北京市公安局朝阳分局',
      validFrom: '20200101',
      validTo: '长期',
    },
    extraAddress: '北京市海淀区某新街道2号',
  },
  /** A name beyond the basic plane (U+20BB7 𠮷) and an ethnic group other than Han. */
  rareName: {
    type: 'resident',
    fields: {
      name: '𠮷雅',
      sex: '2',
      ethnicity: '05',
      birthDate: '19900101',
      address: '新疆维吾尔自治区某市某路3号',
      idNumber: '650102199001010025',
      issuer: '某市公安局',
      validFrom: '20180315',
      validTo: '20380315',
    },
    fingerprint: new Uint8Array(0),
  },
  hongKong: {
    type: 'hk-macao-taiwan',
    fields: {
      name: '陈大文',
      sex: '1',
      birthDate: '19900101',
      address: '广东省深圳市某区某路4号',
      idNumber: '810000199001010019',
      issuer: '深圳市公安局',
      validFrom: '20220901',
      validTo: '20270901',
      passNumber: 'H00000000',
      issueCount: '01',
    },
  },
  foreigner2017: {
    type: 'foreigner-2017',
    fields: {
      englishName: 'SAMPLE, PERSON ONE',
      sex: '2',
      idNumber: 'GBR110085010100',
      nationality: 'GBR',
      name: '样本',
      validFrom: '20170601',
      validTo: '20270531',
      birthDate: '19850101',
      layoutVersion: '01',
      issuer: '1500',
    },
  },
  foreigner2023: {
    type: 'foreigner-2023',
    fields: {
      name: '样本二',
      sex: '1',
      issueCount: '00',
      birthDate: '19850101',
      englishName: 'SAMPLE PERSON WITH A RATHER LONG NA',
      idNumber: '932682198501010017',
      validFrom: '20240101',
      validTo: '20340101',
      englishNameRest: 'ME INDEED',
      nationality: '268',
      oldNumber: '001',
    },
  },
} as const satisfies Readonly<Record<string, SimulatedCard>>;

/** Module number of the simulated reader: 05.01-20120315-1234567-7654321. */
export const SIMULATED_SAM_NUMBER = fromHex('05 00 01 00 FB 02 33 01 87 D6 12 00 B1 CB 74 00');
