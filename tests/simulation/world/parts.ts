import type { Chance } from '../kit/chance.ts';
import type { History } from '../kit/history.ts';
import type { PlantedFault } from '../kit/planted.ts';
import type { VirtualTime } from '../kit/virtual-time.ts';

/** What everything in one simulated world shares. */
export interface Parts {
  readonly time: VirtualTime;
  readonly chance: Chance;
  readonly history: History;
  /** Folder of this run. */
  readonly root: string;
  /** Wall time of the world at instant 0, which no machine knows exactly. */
  readonly startMs: number;
  readonly planted: PlantedFault | null;
  readonly counts: Counts;
}

/** How much was simulated. */
export interface Counts {
  storeCalls: number;
  served: number;
}
