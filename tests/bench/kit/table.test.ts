import { describe, expect, it } from 'vitest';
import { formatTable, number } from './table.ts';

describe("the bench's table", () => {
  it('aligns figures at their right end and words at their left', () => {
    const table = formatTable([
      { name: 'tap to print', figure: 41.26, unit: 'ms', p50: 9.871, p99: 41.26, baseline: 4.5, ratio: 9.17, goal: 'p99 ≤ 60', met: true },
      { name: '  a part', figure: 0.5, unit: 'ms', p50: 0.1314, p99: 0.5 },
      { name: 'enqueue', figure: 61234.4, unit: '/s', baseline: 70000, ratio: 0.875, goal: '≥ 0.9×', met: false },
    ]);
    expect(table.split('\n')).toEqual([
      '              figure    p50    p99  unit  baseline   ratio  goal',
      'tap to print           9.87   41.3  ms        4.50   9.17×  p99 ≤ 60  met',
      '  a part              0.131  0.500  ms',
      'enqueue        61234                /s       70000  0.875×  ≥ 0.9×    missed',
    ]);
  });

  it('counts Chinese characters as two columns', () => {
    const [, chinese, latin] = formatTable([
      { name: '取号', figure: 1, unit: 'ms' },
      { name: 'abcd', figure: 1, unit: 'ms' },
    ]).split('\n');
    expect(chinese).toBe(latin!.replace('abcd', '取号'));
  });

  it('shows three digits that count, and nothing for what was not measured', () => {
    expect([0.1314, 1.005, 12.44, 238.4, 69_400.2, 0, undefined].map(number)).toEqual(['0.131', '1.00', '12.4', '238', '69400', '0', '']);
  });
});
