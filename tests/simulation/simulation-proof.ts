import type { ProofFigure, ProofOptions, ProofResult } from '#tests/prove/proof.ts';
import { timeline } from './kit/timeline.ts';
import { runMany } from './run-many.ts';
import { runSeed } from './run-seed.ts';
import type { SeedSummary } from './seed-summary.ts';

const NAME = 'simulation';
const SEEDS = 1_000;
const TERMINALS = 10;
/** Seeds of the long form that are run again to compare their records. */
const AGAIN_EVERY = 50;

/** The command that replays one seed and shows what happened, line by line. */
export function replaySeed(seed: number): string {
  return `npm run prove -- ${NAME} --seed ${seed} --count 1 --trace`;
}

/** Ten terminals and the hall server in one process, seed after seed: nothing lost, nothing twice, nobody stuck. */
export async function proveSimulation({ count = SEEDS, seed: first = 1, trace = false, say }: ProofOptions): Promise<ProofResult> {
  const seeds = Array.from({ length: count }, (_, index) => first + index);
  if (trace) for (const line of timeline((await runSeed({ seed: first, terminals: TERMINALS })).history)) say(line);
  const begun = performance.now();
  const summaries: SeedSummary[] = [];
  const requests = (some: readonly number[]) => some.map((seed) => ({ seed, terminals: TERMINALS }));
  await runMany(requests(seeds), (summary) => {
    summaries.push(summary);
    if (summary.broken.length > 0) say(`seed ${summary.seed}: ${summary.broken[0]}`);
    if (summaries.length % 100 === 0) say(`${summaries.length} of ${count} seeds`);
  });
  const seconds = (performance.now() - begun) / 1_000;
  const digests = new Map(summaries.map(({ seed, digest }) => [seed, digest]));
  const failures = summaries.filter(({ broken }) => broken.length > 0).map(failure);
  const again = seeds.filter((_seed, index) => index % AGAIN_EVERY === 0);
  await runMany(requests(again), ({ seed, digest }) => {
    if (digest !== digests.get(seed)) failures.push(`seed ${seed} gave another history the second time\n${replaySeed(seed)}`);
  });
  return { ok: failures.length === 0, figures: figures(summaries, seconds, again.length), failures };
}

function failure({ seed, broken }: SeedSummary): string {
  const more = broken.length > 1 ? ` (and ${broken.length - 1} more)` : '';
  return `seed ${seed}: ${broken[0]}${more}\n${replaySeed(seed)}`;
}

function figures(summaries: readonly SeedSummary[], seconds: number, again: number): readonly ProofFigure[] {
  const sum = (of: (summary: SeedSummary) => number): number => summaries.reduce((total, summary) => total + of(summary), 0);
  const converged = summaries.flatMap(({ convergedAfterMs }) => convergedAfterMs ?? []).toSorted((a, b) => a - b);
  const simulatedMs = sum((summary) => summary.simulatedMs);
  return [
    { name: 'seeds', value: `${summaries.length} with ${TERMINALS} terminals` },
    { name: 'stuck', value: String(summaries.filter(({ stuck }) => stuck).length) },
    { name: 'converged', value: `${((100 * converged.length) / summaries.length).toFixed(1)} %` },
    { name: 'in step after healing', value: `median ${seconds1(converged[converged.length >> 1])}, slowest ${seconds1(converged.at(-1))} (limit of one longest backoff, one heartbeat, one call)` },
    { name: 'facts promised', value: String(sum(({ facts }) => facts)) },
    { name: 'simulated operations per second', value: String(Math.round(sum(({ operations }) => operations) / seconds)) },
    { name: 'simulated time / real time', value: `${Math.round(simulatedMs / 1_000 / seconds)} ×` },
    { name: 'run twice with the same history', value: `${again} seeds` },
  ];
}

function seconds1(ms: number | undefined): string {
  return ms === undefined ? '–' : `${(ms / 1_000).toFixed(1)} s`;
}
