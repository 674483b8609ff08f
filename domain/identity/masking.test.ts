import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maskCreditCode, maskIdNumber, maskName, maskPassport, maskPhone } from './masking.ts';

describe('the mask of a name', () => {
  it.each([
    ['王小明', '王**'],
    ['张三', '张*'],
    ['欧阳锋', '欧阳*'],
    ['司马相如', '司马**'],
    ['欧阳', '欧*'],
    ['李王小明', '李***'],
    ['买买提·吐尔逊', '买**·***'],
    ['阿卜杜热合曼•买买提', '阿***·***'],
    ['古丽 ', '古*'],
    ['𠮷田', '𠮷*'],
    ['王𬭚', '王*'],
    ['葛󠄀小明', '葛󠄀**'],
    ['王', '*'],
    ['JOHN SMITH', 'J*** ***'],
    ['MARIA DEL CARMEN GARCIA LOPEZ', 'M*** *** *** ***'],
    ['·', '*'],
    ['', ''],
    ['　', ''],
  ])('%s becomes %s', (name, mask) => {
    expect(maskName(name)).toBe(mask);
  });

  it('never is the name, shows at most two of its characters and stays within 40', () => {
    const name = fc.string({ unit: fc.constantFrom(...Array.from('王欧阳司马小明𠮷·• AbJ')), minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(name, (text) => {
        const mask = maskName(text);
        expect(mask.length).toBeLessThanOrEqual(40);
        expect(mask === '' || mask !== text.trim()).toBe(true);
        expect(Array.from(mask.replaceAll(/[*· ]/g, '')).length).toBeLessThanOrEqual(2);
      }),
    );
  });
});

describe('the mask of a number', () => {
  it('shows the ends of what people know by heart', () => {
    expect(maskIdNumber('11010519491231002X')).toBe('110***********002X');
    expect(maskPhone('13800003210')).toBe('138****3210');
    expect(maskPassport('E12345678')).toBe('E1*****78');
    expect(maskPassport('A1234')).toBe('A***4');
    expect(maskCreditCode('91350100M000100Y43')).toBe('9135**********0Y43');
  });

  it('hides everything when little would stay hidden', () => {
    expect(maskIdNumber('110105')).toBe('******');
    expect(maskPhone('138003210')).toBe('*********');
    expect(maskPassport('AB1')).toBe('***');
  });
});
