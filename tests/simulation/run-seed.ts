import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Chance } from './kit/chance.ts';
import { History } from './kit/history.ts';
import type { PlantedFault } from './kit/planted.ts';
import { VirtualTime } from './kit/virtual-time.ts';
import { checkHistory } from './check/check-history.ts';
import { BUSINESSES } from './world/catalogue.ts';
import { converge, heal, terminalState } from './world/heal.ts';
import type { Parts } from './world/parts.ts';
import { letPeopleCome } from './world/people.ts';
import { planFor } from './world/plan.ts';
import { readBooks } from './world/read-books.ts';
import { setTroubles } from './world/troubles.ts';
import { buildWorld, type World } from './world/world.ts';

export interface RunOptions {
  readonly seed: number;
  readonly terminals: number;
  readonly planted?: PlantedFault;
}

export interface RunOutcome {
  readonly seed: number;
  readonly history: History;
  /** What does not hold, one sentence each; empty when everything does. */
  readonly broken: readonly string[];
  /** Calls of stores plus calls served. */
  readonly operations: number;
  readonly simulatedMs: number;
  readonly convergedAfterMs: number | null;
}

/** Memory where the system has it: a real fsync of ten terminals would cost most of the time. */
const FAST_DISK = '/dev/shm';

/** One world from one seed: built, troubled, healed, brought to rest, and checked. */
export async function runSeed({ seed, terminals, planted }: RunOptions): Promise<RunOutcome> {
  const time = new VirtualTime();
  const chance = new Chance(`seed ${seed}`);
  const plan = planFor(chance.of('plan'), terminals);
  const root = mkdtempSync(path.join(process.platform === 'linux' ? FAST_DISK : os.tmpdir(), 'yichuang-simulation-'));
  const history = new History(() => Math.round(time.now * 1000) / 1000);
  const parts: Parts = { time, chance, history, root, startMs: plan.startMs, planted: planted ?? null, counts: { storeCalls: 0, served: 0 } };
  try {
    const world = await time.wait(buildWorld(parts, plan));
    setTroubles(world);
    letPeopleCome(world);
    await time.run(plan.activeMs);
    await time.wait(heal(world));
    await converge(world);
    await finish(world);
    const { storeCalls, served } = parts.counts;
    return {
      seed,
      history,
      broken: checkHistory(history, plan.startMs),
      operations: storeCalls + served,
      simulatedMs: time.now,
      convergedAfterMs: history.of('converged')[0]?.afterMs ?? null,
    };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** One more person at every kiosk shows that nothing is wedged; then all books are read. */
async function finish(world: World): Promise<void> {
  const { time, history } = world.parts;
  for (const [index, kiosk] of world.kiosks.entries()) {
    void kiosk.tap({ tapId: `tap-${index + 1}-last`, business: BUSINESSES[0]!, person: null, twice: false });
  }
  await time.run(time.now + 3_000);
  await converge(world);
  for (const [index, { name }] of world.nodes.entries()) {
    const state = await terminalState(world, index);
    if (state) history.note({ kind: 'final-terminal', node: name, state });
  }
  for (const node of world.nodes) node.kill('end');
  await world.hall.close();
  await time.run(time.now + 1);
  history.note({ kind: 'final-server', state: readBooks(world.hall.folder) });
}
