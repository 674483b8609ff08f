import type { ProofResult } from './proof.ts';

export interface Outcome extends ProofResult {
  readonly name: string;
  readonly title: string;
  readonly seconds: number;
}

/** One block per proof: what was claimed, whether it held, its figures in two columns. */
export function formatOutcomes(outcomes: readonly Outcome[]): string {
  const widest = Math.max(0, ...outcomes.flatMap(({ figures }) => figures.map(({ name }) => name.length)));
  const blocks = outcomes.map(({ name, title, ok, seconds, figures, failures }) => {
    const head = `${ok ? 'held  ' : 'BROKEN'}  ${name}: ${title} (${duration(seconds)})`;
    const lines = figures.map((figure) => `          ${figure.name.padEnd(widest)}  ${figure.value}`);
    const broken = failures.length > 0 ? [`          ${failures.length} failure${failures.length === 1 ? '' : 's'}, told above`] : [];
    return [head, ...lines, ...broken].join('\n');
  });
  const held = outcomes.filter(({ ok }) => ok).length;
  return [...blocks, '', `${held} of ${outcomes.length} proofs held`].join('\n');
}

function duration(seconds: number): string {
  if (seconds < 100) return `${seconds.toFixed(1)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}
