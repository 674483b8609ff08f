import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHex } from '#kernel/bytes.ts';
import { unwrap } from '#kernel/result.ts';
import { ETHNICITY_BY_CODE, SEX_BY_CODE } from './code-tables.ts';
import { decodeTextBlock, isoDate, type CardText } from './text-block.ts';
import { encodeTextBlock, SAMPLE_CARDS, type SimulatedCard } from './simulator/simulated-card.ts';
import { WORKED_TEXT_HEX } from './fixtures/vectors/worked-card.ts';

function decode(card: Pick<SimulatedCard, 'type' | 'fields'>): CardText {
  return unwrap(decodeTextBlock(encodeTextBlock(card)));
}

/** The worked card with some bytes replaced, so that layouts are tested without our own encoder. */
function worked(at: number, hex: string): CardText {
  const text = fromHex(WORKED_TEXT_HEX);
  text.set(fromHex(hex), at);
  return unwrap(decodeTextBlock(text));
}

describe('text of a resident card', () => {
  it('keeps a name beyond the basic plane', () => {
    // U+20BB7 𠮷 is the pair D842 DFB7.
    expect(worked(0, '42 D8 B7 DF C5 96').name).toBe('𠮷雅');
  });

  it('keeps private-use characters of GB codes and notes nothing', () => {
    expect(worked(0, '15 E8 09 4E')).toMatchObject({ name: '\uE815三', notes: [] });
  });

  it('notes half a surrogate pair instead of failing', () => {
    expect(worked(0, '42 D8 09 4E')).toMatchObject({ name: '\uFFFD三', notes: [{ field: 'name', problem: 'bad-text' }] });
  });

  it('gives null and a note for a date that does not exist', () => {
    expect(worked(36, '31 00 39 00 34 00 39 00 31 00 33 00 33 00 31 00')).toMatchObject({
      birthDate: null, notes: [{ field: 'birthDate', problem: 'not-a-date', stored: '19491331' }],
    });
  });

  it('gives null without a note for blank fields, also such as are padded with zeros', () => {
    expect(worked(36, '20 00 '.repeat(8))).toMatchObject({ birthDate: null, notes: [] });
    expect(worked(0, '00 00 '.repeat(15))).toMatchObject({ name: '', notes: [] });
    expect(worked(52, '20 00 '.repeat(35))).toMatchObject({ address: null, notes: [] });
  });

  it('gives null and a note for codes outside their tables', () => {
    expect(worked(30, '37 00 35 00 37 00')).toMatchObject({
      sex: null, sexCode: '7', ethnicity: null, ethnicityCode: '57', notes: [{ field: 'sex', problem: 'unknown-code' }, { field: 'ethnicity', problem: 'unknown-code' }],
    });
  });

  it('is a resident card whatever unknown character stands for the type', () => {
    expect(worked(248, '5A 00').type).toBe('resident');
  });

  it('fails only when it is too short', () => {
    expect(decodeTextBlock(new Uint8Array(255))).toEqual({ ok: false, error: 'the text block has 255 bytes instead of 256' });
  });

  it('never breaks, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 256, maxLength: 256 }), (text) => {
        expect(decodeTextBlock(text)).toMatchObject({ ok: true });
      }),
    );
  });
});

describe('other cards', () => {
  it('of HK, Macao and Taiwan residents carry pass number and issue count, and no ethnic group', () => {
    expect(decode(SAMPLE_CARDS.hongKong)).toMatchObject({
      type: 'hk-macao-taiwan', name: '陈大文', idNumber: '810000199001010019', passNumber: 'H00000000', issueCount: '01', ethnicity: null, ethnicityCode: null, validTo: '2027-09-01',
    });
    // From the layout table: pass number at 220, issue count at 238, type J at 248.
    expect(worked(220, `48 00 ${'31 00 '.repeat(8)} 30 00 32 00 20 00 20 00 20 00 4A 00`)).toMatchObject({ type: 'hk-macao-taiwan', passNumber: 'H11111111', issueCount: '02' });
  });

  it('of foreigners of 2017 carry two names, nationality and authority', () => {
    expect(decode(SAMPLE_CARDS.foreigner2017)).toMatchObject({
      type: 'foreigner-2017', name: '样本', englishName: 'SAMPLE, PERSON ONE', sex: '女', nationality: 'GBR', idNumber: 'GBR110085010100',
      birthDate: '1985-01-01', issuer: '1500', layoutVersion: '01', address: null,
    });
  });

  it('of foreigners of 2023 join the two parts of the English name and name the fixed issuer', () => {
    expect(decode(SAMPLE_CARDS.foreigner2023)).toMatchObject({
      type: 'foreigner-2023', name: '样本二', englishName: 'SAMPLE PERSON WITH A RATHER LONG NAME INDEED', idNumber: '932682198501010017',
      issuer: '国家移民管理局', nationality: '268', oldNumber: '001', issueCount: '00', validFrom: '2024-01-01',
    });
  });

  it('come back as they were encoded', () => {
    const char = fc.oneof(fc.constantFrom('张', '三', '𠮷', '\uE815', 'A', '·'), fc.integer({ min: 0x4e00, max: 0x9fff }).map((code) => String.fromCodePoint(code)));
    const text = (units: number) => fc.array(char, { maxLength: Math.floor(units / 2) }).map((chars) => chars.join(''));
    fc.assert(
      fc.property(text(15), text(35), (name, address) => {
        const card = decode({ type: 'resident', fields: { name, address } });
        expect([card.name, card.address ?? '']).toEqual([name, address]);
      }),
    );
  });
});

describe('code tables and dates', () => {
  it('know 56 ethnic groups, 97 and 98, and four sexes', () => {
    expect(Object.keys(ETHNICITY_BY_CODE)).toHaveLength(58);
    expect(ETHNICITY_BY_CODE).toMatchObject({ '01': '汉', '05': '维吾尔', '10': '朝鲜', '15': '土家', '20': '傈僳', '30': '土', '40': '普米', '44': '俄罗斯', '56': '基诺', '97': '其他' });
    expect(SEX_BY_CODE).toEqual({ '0': '未知', '1': '男', '2': '女', '9': '未说明' });
  });

  it.each([
    ['20240229', '2024-02-29'], ['20230229', null], ['19000229', null], ['20000229', '2000-02-29'], ['20241301', null], ['20240431', null],
    ['20240400', null], ['长期', null], ['2024042', null], ['00000101', null],
  ])('%s is %s', (stored, date) => {
    expect(isoDate(stored)).toBe(date);
  });
});
