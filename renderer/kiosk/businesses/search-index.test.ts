import { describe, expect, it } from 'vitest';
import { exampleBusinesses } from '../../fixtures/example-hall.ts';
import { SearchIndex } from './search-index.ts';

const index = new SearchIndex(exampleBusinesses);
const first = (query: string): string | undefined => index.find(query)[0]?.business.name;

describe('the search for a business', () => {
  it.each([
    ['社保', '社会保险'],
    ['sb', '社会保险'],
    ['SHEBAO', '社会保险'],
    ['yb', '医疗保险'],
    ['yibao', '医疗保险'],
    ['yyzz', '企业登记'],
    ['护照', '出入境证件'],
    ['gjj', '住房公积金'],
    ['过户', '不动产登记'],
    ['jiehun', '婚姻登记'],
    ['passport', '出入境证件'],
  ])('finds by %s: %s', (query, name) => {
    expect(first(query)).toBe(name);
  });

  it('puts a business of that very name before one that has it as a keyword', () => {
    expect(first('居民身份证')).toBe('居民身份证');
  });

  it('reads a character of several sounds as its word is spoken', () => {
    const bank = { business: { ...exampleBusinesses[0]!.business, name: '银行开户', keywords: [] } };
    const banks = new SearchIndex([bank]);
    expect(banks.find('yinhang')).toEqual([bank]);
    expect(banks.find('yhkh')).toEqual([bank]);
    expect(banks.find('yinxing')).toEqual([]);
  });

  it('finds nothing for nothing and for nonsense', () => {
    expect(index.find('')).toEqual([]);
    expect(index.find('  ')).toEqual([]);
    expect(index.find('qqqq')).toEqual([]);
  });
});
