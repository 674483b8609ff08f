import type { HallClient } from '#offline-cache/sync/hall-port.ts';
import type { TerminalStore } from '#offline-cache/store-api.ts';
import type { Random } from '#kernel/random.ts';
import type { HallStore } from '#hall-server/store/hall-store.ts';
import type { HallServices } from '#hall-server/hall-services.ts';
import type { Chance } from './chance.ts';
import type { VirtualTime } from './virtual-time.ts';

/** Where a planted fault of a terminal sits. */
export interface AtTerminal {
  readonly node: string;
  readonly time: VirtualTime;
  readonly chance: Chance;
  readonly wallMs: () => number;
  /** Kept over restarts of the machine, for faults that remember. */
  readonly memory: Map<string, unknown>;
}

export interface AtServer {
  readonly time: VirtualTime;
  readonly chance: Chance;
  readonly memory: Map<string, unknown>;
  /** The instances of the hall server that run now. */
  readonly instances: () => readonly HallServices[];
  /** Whether the process still runs after an interruption that may kill it. */
  readonly interrupt: () => Promise<void>;
}

/**
 * A fault of the protocol, put around the parts that the product is made of: the product itself has no switch for it.
 * Each is what a plausible program would do wrong.
 */
export interface PlantedFault {
  readonly name: string;
  /** What is wrong, in one sentence. */
  readonly what: string;
  readonly store?: (inner: TerminalStore, at: AtTerminal) => TerminalStore;
  readonly port?: (inner: HallClient, at: AtTerminal) => HallClient;
  readonly random?: (inner: Random, at: AtTerminal) => Random;
  /** Changes the folder that a crash left, as a store with the fault would have left it. */
  readonly afterCrash?: (folder: string, at: AtTerminal, key: Uint8Array) => void;
  readonly hallStore?: (inner: HallStore, at: AtServer) => HallStore;
}
