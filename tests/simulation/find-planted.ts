import type { PlantedFault } from './kit/planted.ts';
import { runSeed } from './run-seed.ts';

/** Small worlds find faults as well as large ones, and quicker. */
export const TERMINALS = 4;

/** The first thing that does not hold in a world with this fault, or null when the seed does not show it. */
export async function findPlanted(planted: PlantedFault, seed: number): Promise<string | null> {
  const { broken } = await runSeed({ seed, terminals: TERMINALS, planted });
  return broken[0] ?? null;
}
