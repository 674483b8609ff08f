/** A claim that a machine can try again and again: its short form runs in `npm test`, its long form under `npm run prove`. */
export interface Proof {
  /** What is typed on the command line: lower case and hyphens. */
  readonly name: string;
  /** What is claimed, in words. */
  readonly title: string;
  readonly run: (options: ProofOptions) => Promise<ProofResult>;
}

export interface ProofOptions {
  /** How many cycles, seeds or flips; the proof's own long form when missing. */
  readonly count?: number;
  /** Seed of the first cycle; each proof says what it derives from it. The same seed chooses the same faults. */
  readonly seed?: number;
  /** Say what happened in the first cycle step by step, where the proof can. */
  readonly trace?: boolean;
  /** A line about progress, for the person who waits. */
  readonly say: (line: string) => void;
}

export interface ProofResult {
  readonly ok: boolean;
  readonly figures: readonly ProofFigure[];
  /** One sentence each; the last line of every one is the command that replays it. */
  readonly failures: readonly string[];
}

export interface ProofFigure {
  readonly name: string;
  readonly value: string;
}

/** The command that replays one failed cycle of a proof. @param count of cycles that belong together */
export function replayCommand(name: string, seed: number, count = 1): string {
  return `npm run prove -- ${name} --seed ${seed} --count ${count}`;
}
