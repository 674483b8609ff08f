import { percentile, type BenchRow } from '../row.ts';

export interface Judged {
  /** p99 in milliseconds of what the machine itself needs for the same. */
  readonly baseline?: number;
  /** Milliseconds. */
  readonly p50AtMost?: number;
  readonly p99AtMost?: number;
}

/** Durations in milliseconds as a row: p99 is the figure that counts. */
export function durations(name: string, samples: readonly number[], { baseline, p50AtMost, p99AtMost }: Judged = {}): BenchRow {
  const p50 = percentile(samples, 50);
  const p99 = percentile(samples, 99);
  const goals = [
    ...(p50AtMost === undefined ? [] : [{ text: `p50 ≤ ${round(p50AtMost)}`, met: p50 <= p50AtMost }]),
    ...(p99AtMost === undefined ? [] : [{ text: `p99 ≤ ${round(p99AtMost)}`, met: p99 <= p99AtMost }]),
  ];
  return {
    name,
    figure: p99,
    unit: 'ms',
    p50,
    p99,
    ...(baseline === undefined ? {} : { baseline, ratio: p99 / baseline }),
    ...(goals.length === 0 ? {} : { goal: goals.map(({ text }) => text).join(', '), met: goals.every(({ met }) => met) }),
  };
}

function round(ms: number): number {
  return Math.round(ms * 10) / 10;
}
