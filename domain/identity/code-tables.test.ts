import { describe, expect, it } from 'vitest';
import { ETHNIC_GROUPS, ethnicGroupLabel, ethnicGroupOf } from './ethnic-groups.ts';
import { isRegion, REGIONS } from './regions.ts';
import { sexOf } from './sexes.ts';

describe('the ethnic groups', () => {
  it('are 56 and the two others, without a gap', () => {
    const codes = Array.from({ length: 56 }, (_, i) => String(i + 1).padStart(2, '0'));
    expect(Array.from(ETHNIC_GROUPS.keys())).toEqual([...codes, '97', '98']);
  });

  it.each([
    ['01', '汉族'],
    ['5', '维吾尔族'],
    ['43', '乌孜别克族'],
    ['56', '基诺族'],
    ['97', '其他'],
    ['98', '外国血统中国籍人士'],
  ])('%s is %s', (code, label) => {
    expect(ethnicGroupLabel(ethnicGroupOf(code)!)).toBe(label);
  });

  it('do not know 57, which old card data carries by mistake', () => {
    expect(ethnicGroupOf('57')).toBeNull();
  });
});

describe('the sexes', () => {
  it('keep unknown and not stated apart', () => {
    expect(['0', '1', '2', '9', '3'].map(sexOf)).toEqual(['unknown', 'male', 'female', 'unstated', null]);
  });
});

describe('the regions', () => {
  it('are the 34 of GB/T 2260 and the 83 of residence permits', () => {
    expect(REGIONS.size).toBe(35);
    expect(['11', '71', '81', '82', '83'].every(isRegion)).toBe(true);
    expect(['00', '10', '19', '84', '91'].some(isRegion)).toBe(false);
  });
});
