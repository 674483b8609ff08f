import type { BenchRow } from '../row.ts';

const HEAD = ['', 'figure', 'p50', 'p99', 'unit', 'baseline', 'ratio', 'goal', ''] as const;
/** Columns of figures, whose right ends stand below each other. */
const FIGURES: ReadonlySet<number> = new Set([1, 2, 3, 5, 6]);

/** Rows as an aligned table; a missed goal says so. */
export function formatTable(rows: readonly BenchRow[]): string {
  const lines = [HEAD, ...rows.map(cellsOf)];
  const widths = HEAD.map((_, column) => Math.max(...lines.map((cells) => width(cells[column]!))));
  return lines.map((cells) => cells.map((cell, column) => pad(cell, widths[column]!, FIGURES.has(column))).join('  ').trimEnd()).join('\n');
}

function cellsOf(row: BenchRow): readonly string[] {
  const asPercentiles = row.p50 !== undefined || row.p99 !== undefined;
  return [
    row.name,
    asPercentiles ? '' : number(row.figure),
    number(row.p50),
    number(row.p99),
    row.unit,
    number(row.baseline),
    row.ratio === undefined ? '' : `${number(row.ratio)}×`,
    row.goal ?? '',
    row.met === undefined ? '' : row.met ? 'met' : 'missed',
  ];
}

/** Counts whole, measured figures with three digits that count: 0, 0.131, 12.4, 238, 69400. */
export function number(value: number | undefined): string {
  if (value === undefined) return '';
  if (Number.isInteger(value)) return String(value);
  const size = Math.abs(value);
  if (size >= 100) return String(Math.round(value));
  return value.toFixed(size >= 10 ? 1 : size >= 1 ? 2 : 3);
}

function pad(text: string, to: number, right: boolean): string {
  const blanks = ' '.repeat(to - width(text));
  return right ? blanks + text : text + blanks;
}

/** Columns on a terminal: Chinese characters and their punctuation take two. */
function width(text: string): number {
  let columns = 0;
  for (const char of text) columns += /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE4F\uFF00-\uFF60\uFFE0-\uFFE6\u{20000}-\u{3FFFD}]/u.test(char) ? 2 : 1;
  return columns;
}
