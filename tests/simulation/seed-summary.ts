import type { RunOutcome } from './run-seed.ts';

export interface SeedRequest {
  readonly seed: number;
  readonly terminals: number;
}

/** What a run comes to, without its record. */
export interface SeedSummary {
  readonly seed: number;
  readonly broken: readonly string[];
  readonly operations: number;
  readonly facts: number;
  readonly simulatedMs: number;
  readonly convergedAfterMs: number | null;
  readonly stuck: boolean;
  readonly digest: string;
}

export function summaryOf({ history, ...outcome }: RunOutcome): SeedSummary {
  return {
    ...outcome,
    facts: history.of('issued').length + history.of('paper-recorded').length + history.of('help-recorded').length,
    stuck: history.of('stuck').length > 0,
    digest: history.digest(),
  };
}
