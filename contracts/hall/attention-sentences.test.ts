import { describe, expect, it } from 'vitest';
import { ATTENTION_CATALOGUES, explainAttention } from './attention-sentences.ts';

const facts = { terminal: '取号机1', label: 'X001', business: '社会保险', businessEn: 'Social insurance', from: 3, to: 7 };

describe('what needs attention', () => {
  it('is explained in the same kinds in both languages', () => {
    expect(Object.keys(ATTENTION_CATALOGUES.en)).toEqual(Object.keys(ATTENTION_CATALOGUES['zh-CN']));
  });

  it('never frightens: nothing is called lost, no word of developers', () => {
    for (const [kind, sentences] of Object.entries(ATTENTION_CATALOGUES['zh-CN'])) {
      const { title, happened, means, next } = sentences({ terminal: '「取号机1」', label: 'X001', business: '社会保险', range: '第 3–7 笔', kind: 'x' });
      expect([title, happened, means, next].join(''), kind).not.toMatch(/丢了|已丢失|数据丢失|error|sync|undefined|null|异常|非法/i);
      for (const sentence of [happened, means, next]) expect([...sentence].length, `${kind}: ${sentence}`).toBeLessThanOrEqual(44);
    }
  });

  it('says what, for whom and what next with the names at hand', () => {
    expect(explainAttention({ source: 'conflict', kind: 'gap', facts }, 'zh-CN').happened).toBe('「取号机1」的记录缺第 3–7 笔，服务器还没有收到。');
    expect(explainAttention({ source: 'conflict', kind: 'duplicate-number', facts }, 'en').title).toBe('Number given twice X001');
  });

  it('does without what is not known, and shows a kind it does not know as such', () => {
    const nothing = { terminal: null, label: null, business: null, businessEn: null, from: null, to: null };
    expect(explainAttention({ source: 'conflict', kind: 'gap', facts: nothing }, 'zh-CN').happened).toBe('一台终端的记录缺一段，服务器还没有收到。');
    expect(explainAttention({ source: 'conflict', kind: 'from-the-future', facts: nothing }, 'zh-CN').happened).toContain('from-the-future');
  });
});
