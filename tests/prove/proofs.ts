import type { Proof } from './proof.ts';

/**
 * In the order in which they run, each in a process of its own. What a proof needs is imported when it runs, so that a
 * proof that cannot be loaded takes no other with it.
 */
export const PROOFS: readonly Proof[] = [
  {
    name: 'kills',
    title: 'terminal and hall server killed with SIGKILL at random points: nothing acknowledged is lost, doubled or reordered',
    run: async (options) => (await import('#tests/faults/processes/death-proof.ts')).proveDeaths('kills', 'kill', options),
  },
  {
    name: 'power-cuts',
    title: 'the power of terminal and hall server cut at random points, what was not synced forgotten, kept in part or torn',
    run: async (options) => (await import('#tests/faults/processes/death-proof.ts')).proveDeaths('power-cuts', 'power-cut', options),
  },
  {
    name: 'broken-lines',
    title: 'HTTPS between terminal and hall server through a line that is cut, reset, halved, stalled and delayed at random bytes',
    run: async (options) => (await import('#tests/faults/link/link-proof.ts')).proveLink(options),
  },
  {
    name: 'failing-disks',
    title: 'disk full at every write, fsync error at every fsync, of terminal and hall server, and a power cut at random later moments',
    run: async (options) => (await import('#tests/faults/disk/disk-proof.ts')).proveDisks(options),
  },
  {
    name: 'bit-flips',
    title: 'one bit flipped in database, journal, shadow log or description: mended or harmless, history equal, the next ticket in 3 s',
    run: async (options) => (await import('#tests/faults/bit-flips/bit-flip-proof.ts')).proveBitFlips(options),
  },
  {
    name: 'restore-drills',
    title: "terminal, server or both from yesterday's backups, a clone, an old disk image, no database and no shadow log: nothing lost, nothing twice, staff see it",
    run: async (options) => (await import('#tests/faults/restore-drills/drill-proof.ts')).proveRestoreDrills(options),
  },
  {
    name: 'simulation',
    title: 'ten terminals and the hall server in one process from one seed: nothing lost, nothing twice, nobody stuck',
    run: async (options) => (await import('#tests/simulation/simulation-proof.ts')).proveSimulation(options),
  },
  {
    name: 'planted-faults',
    title: "faults of the protocol planted around the product's parts: the simulation finds them",
    run: async (options) => (await import('#tests/simulation/planted-proof.ts')).provePlanted(options),
  },
  {
    name: 'blob-cuts',
    title: 'scanned pages through a line cut at random bytes, and past kill -9 of both ends: whole, little sent twice, no orphan',
    run: async (options) => (await import('#tests/faults/blob-cuts/proof.ts')).proveBlobCuts(options),
  },
  {
    name: 'blob-flips',
    title: 'one bit flipped in a stored file at the terminal or the server: found before it is sent or shown',
    run: async (options) => (await import('#tests/faults/blob-cuts/proof.ts')).proveBlobFlips(options),
  },
];
