/** One line of what `npm run bench` prints. */
export interface BenchRow {
  readonly name: string;
  readonly figure: number;
  readonly unit: string;
  /** Of durations; `figure` is then the p99. */
  readonly p50?: number;
  readonly p99?: number;
  /** What the figure is held against, measured in the same run, in the same unit. */
  readonly baseline?: number;
  /** figure ÷ baseline. */
  readonly ratio?: number;
  /** In words, e.g. `≥ 0.9×`. */
  readonly goal?: string;
  readonly met?: boolean;
}

/** The middle value; of an even count the mean of the two. @throws RangeError when there is none */
export function median(values: readonly number[]): number {
  return percentile(values, 50);
}

/** Linear between neighbours. `percent` 0…100. @throws RangeError when there is no value */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const at = ((sorted.length - 1) * percent) / 100;
  const low = sorted[Math.floor(at)];
  const high = sorted[Math.ceil(at)];
  if (low === undefined || high === undefined) throw new RangeError('no values');
  return low + (high - low) * (at - Math.floor(at));
}
