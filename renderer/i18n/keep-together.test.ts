import { describe, expect, it } from 'vitest';
import { keepTogether } from './keep-together.ts';

describe('keepTogether', () => {
  it.each([
    ['等候 5 人', '等候 5\u00A0人'],
    ['等候5人', '等候5\u00A0人'],
    ['约 10–18 分钟', '约 10\u2060–\u206018\u00A0分\u2060钟'],
    ['8 秒后返回首页', '8\u00A0秒后返回首页'],
    ['about 10–18 min', 'about 10\u2060–\u206018\u00A0min'],
    ['Back to start in 8 s', 'Back to start in 8\u00A0s'],
  ])('never breaks %s', (plain, kept) => {
    expect(keepTogether(plain)).toBe(kept);
  });

  it('leaves a number without a unit and a word that starts like a unit alone', () => {
    expect(keepTogether('请到 3 楼梯')).toBe('请到 3\u00A0楼梯');
    expect(keepTogether('3 services')).toBe('3 services');
    expect(keepTogether('B008')).toBe('B008');
  });

  it('changes nothing the second time', () => {
    const once = keepTogether('约 10–18 分钟，前面 5 人');
    expect(keepTogether(once)).toBe(once);
  });
});
