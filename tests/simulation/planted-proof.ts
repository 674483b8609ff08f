import type { ProofOptions, ProofResult } from '#tests/prove/proof.ts';
import { findPlanted } from './find-planted.ts';
import type { PlantedFault } from './kit/planted.ts';
import { PLANTED_FAULTS } from './planted/all.ts';

const NAME = 'planted-faults';
/** For all faults together. */
const BUDGET_MS = 5 * 60_000;
const WANTED = 0.95;

/** Faults planted around the product's parts are found by the simulation's checker. */
export async function provePlanted({ count = Number.MAX_SAFE_INTEGER, seed: first = 1, say }: ProofOptions): Promise<ProofResult> {
  const found = new Map<string, { readonly seeds: number; readonly why: string }>();
  const begun = performance.now();
  let left: readonly PlantedFault[] = PLANTED_FAULTS;
  const inTime = (): boolean => performance.now() - begun < BUDGET_MS;
  // Seed by seed over all that are not found yet, so that a rare one does not use up the time of the others.
  for (let seeds = 1; seeds <= count && left.length > 0 && inTime(); seeds += 1) {
    for (const fault of left) {
      if (!inTime()) break;
      const why = await findPlanted(fault, first + seeds - 1);
      if (why === null) continue;
      found.set(fault.name, { seeds, why });
      say(`${fault.name}: found by seed ${first + seeds - 1}: ${why.slice(0, 140)}`);
    }
    left = left.filter(({ name }) => !found.has(name));
  }
  const share = found.size / PLANTED_FAULTS.length;
  const figures = [
    { name: 'found', value: `${found.size} of ${PLANTED_FAULTS.length} (${(100 * share).toFixed(0)} %) in ${((performance.now() - begun) / 1_000).toFixed(0)} s of seeds` },
    ...PLANTED_FAULTS.map(({ name }) => ({ name, value: found.has(name) ? `${found.get(name)!.seeds} seed${found.get(name)!.seeds === 1 ? '' : 's'}` : 'not found' })),
  ];
  const missed = left.map(({ name, what }) => `not found: ${name}: ${what}\nnpm run prove -- ${NAME} --seed ${first}`);
  return { ok: share >= WANTED, figures, failures: share >= WANTED ? [] : missed };
}
