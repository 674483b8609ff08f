import { assert, boolean, constantFrom, integer, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { breakLines } from './line-break.ts';
import { cellsOf, normaliseText } from './text-encoding.ts';

describe('line breaking', () => {
  it('keeps a number with its unit', () => {
    for (let cells = 10; cells < 40; cells += 1) {
      const lines = breakLines('请到二楼在前面 12 人之后等候约 20～30 分钟', cells);
      expect(lines.some((line) => line.includes('12 人'))).toBe(true);
      expect(lines.some((line) => /30 分钟/.test(line))).toBe(true);
    }
  });

  it('starts no line with Chinese punctuation and ends none with an opening mark', () => {
    for (let cells = 8; cells < 48; cells += 1) {
      for (const line of breakLines('过号不作废：请到导办台，由工作人员（佩戴胸牌）处理；“重新排队”。', cells)) {
        expect(line).not.toMatch(/^[，。、；：？！）》」』”]/);
        expect(line).not.toMatch(/[（《「『“]$/);
      }
    }
  });

  it('does not divide short words', () => {
    for (let cells = 12; cells < 40; cells += 2) expect(breakLines('请带好身份证和户口簿到窗口办理登记', cells).join('|')).not.toMatch(/窗\|口|登\|记/);
  });

  it('makes centred lines even instead of leaving one character over', () => {
    expect(breakLines('国有建设用地使用权转移登记', 24, true).map(cellsOf)).toEqual([12, 14]);
  });

  it('breaks what is wider than the line, and loses nothing', () => {
    expect(breakLines('A'.repeat(25), 10)).toEqual(['A'.repeat(10), 'A'.repeat(10), 'A'.repeat(5)]);
  });

  it('never exceeds the width and never loses a character but blanks', () => {
    const text = string({ unit: constantFrom(...Array.from('请到 12 人A-9号楼，。（）：窗口分钟𠮷￥')), maxLength: 60 });
    assert(
      property(text, integer({ min: 2, max: 48 }), boolean(), (raw, cells, even) => {
        const lines = breakLines(normaliseText(raw), cells, even);
        expect(lines.every((line) => cellsOf(line) <= cells)).toBe(true);
        expect(lines.join('').replaceAll(' ', '')).toBe(raw.replaceAll(' ', ''));
      }),
    );
  });
});
