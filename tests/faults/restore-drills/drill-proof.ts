import { replayCommand, type ProofOptions, type ProofResult } from '../../prove/proof.ts';
import { chanceOf, type Chance } from './chance.ts';
import { bothFromYesterday, serverFromYesterday } from './server-drills.ts';
import { bothGone, clonedKiosk, imagePutBack, terminalFromYesterday } from './terminal-drills.ts';

const LONG = 25;

/** What is wrong at the end of a drill; it must not read or keep anything outside its own folders. */
type Drill = (seed: number, chance: Chance) => Promise<readonly string[]>;

const DRILLS: Readonly<Record<string, Drill>> = {
  "a terminal from yesterday's backup": terminalFromYesterday,
  "the server from yesterday's backup": serverFromYesterday,
  "server and terminal from yesterday's backups": bothFromYesterday,
  'a cloned kiosk': clonedKiosk,
  'a disk image put back': imagePutBack,
  'database and shadow log gone beside a daily backup': bothGone,
};

/** Every drill once per seed; seeds S, S+1, … vary how many tickets there are, when the backup was made, and what was sent. */
export async function proveRestoreDrills({ count = LONG, seed = 1, say }: ProofOptions): Promise<ProofResult> {
  const failures: string[] = [];
  const run = new Map<string, number>();
  for (let turn = 0; turn < count; turn += 1) {
    for (const [at, [title, drill]] of Object.entries(DRILLS).entries()) {
      const found = await problemsOf(drill, seed + turn, chanceOf((seed + turn) * 100 + at));
      run.set(title, (run.get(title) ?? 0) + 1);
      if (found.length > 0) failures.push(`seed ${seed + turn}, ${title}: ${found.join('; ')}\n${replayCommand('restore-drills', seed + turn)}`);
    }
    if ((turn + 1) % 5 === 0) say(`${turn + 1} of ${count} seeds, ${failures.length} drills failed`);
  }
  return {
    ok: failures.length === 0,
    figures: [
      { name: 'seeds', value: String(count) },
      ...[...run].map(([name, times]) => ({ name, value: String(times) })),
      { name: 'failed', value: String(failures.length) },
    ],
    failures,
  };
}

async function problemsOf(drill: Drill, seed: number, chance: Chance): Promise<readonly string[]> {
  try {
    return await drill(seed, chance);
  } catch (cause) {
    return [cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)];
  }
}
