import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { realClock } from '#kernel/real-clock.ts';
import type { FeedEntry } from '#contracts/sync/feed.ts';
import { readFeed } from '#hall-server/sync/read-feed.ts';
import { scopesOf } from '#hall-server/sync/viewer.ts';
import { machineClock } from '#offline-cache/machine-clock.ts';
import { LoneEngine } from './kit/lone-engine.ts';
import { LoneHall } from './kit/lone-hall.ts';
import { median, type BenchRow } from './row.ts';

const CHANGES = 100;
const SMALL = 1_000;
const ROUNDS = 25;
/** How much dearer a change may be in the big store. */
const MOST = 1.1;

/** A terminal's store and a hall with as many facts, tickets, feed entries and replica rows behind them. */
interface World {
  readonly hall: LoneHall;
  readonly engine: LoneEngine;
  readonly spent: Record<Step, number[]>;
}

const STEPS = {
  store: 'terminal: 100 facts stored, read for sending, acknowledged',
  apply: 'server: 100 facts applied with event, projection and feed entry',
  feed: 'server: 100 entries of the feed read',
  replica: 'terminal: 100 entries applied to the replica',
} as const;
type Step = keyof typeof STEPS;

/** What 100 changes cost with a long past behind them, step by step, in turns with a short one. */
export async function benchChanges100(large = 1_000_000): Promise<BenchRow[]> {
  const root = mkdtempSync(path.join(tmpdir(), 'yichuang-bench-'));
  const worlds = [open(path.join(root, 'small'), SMALL), open(path.join(root, 'large'), large)] as const;
  try {
    for (const { hall } of worlds) await hall.enrol();
    for (let round = -2; round < ROUNDS; round += 1) {
      for (const world of round % 2 === 0 ? worlds : worlds.toReversed()) {
        // oxlint-disable-next-line no-await-in-loop -- the arms take turns
        await hundred(world, round);
      }
    }
  } finally {
    for (const { hall, engine } of worlds) {
      engine.close();
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await hall.close();
    }
    rmSync(root, { recursive: true, force: true });
  }
  const [few, many] = worlds;
  const both = { push: ['store', 'apply'], pull: ['feed', 'replica'] } as const satisfies Record<string, readonly Step[]>;
  return [
    judged(`push: ${CHANGES} changes with ${large} facts behind them, against ${SMALL}`, both.push, few, many),
    ...both.push.map((step) => compared(`  ${STEPS[step]}`, [step], few, many)),
    judged(`feed: ${CHANGES} changes with ${large} entries behind them, against ${SMALL}`, both.pull, few, many),
    ...both.pull.map((step) => compared(`  ${STEPS[step]}`, [step], few, many)),
  ];
}

function open(folder: string, rows: number): World {
  const hall = new LoneHall(path.join(folder, 'hall'));
  const engine = new LoneEngine(path.join(folder, 'terminal'));
  hall.fill(rows);
  engine.fill(rows);
  return { hall, engine, spent: { store: [], apply: [], feed: [], replica: [] } };
}

async function hundred({ hall, engine, spent }: World, round: number): Promise<void> {
  const note = (step: Step, at: number): void => void (round >= 0 && spent[step].push(machineClock.monotonic() - at));
  if (round === -2) engine.enrol(hall.terminal.id, hall.hallId, (await hall.store.load([])).head.businessDay);

  let at = machineClock.monotonic();
  const operations = engine.storeAndRead(CHANGES);
  note('store', at);

  at = machineClock.monotonic();
  const answer = await hall.push(engine.logId, engine.firstSeq, operations);
  note('apply', at);
  at = machineClock.monotonic();
  engine.acknowledge(answer.applied);
  spent.store.push((spent.store.pop() ?? 0) + machineClock.monotonic() - at);
  if (round < 0) spent.store.length = 0;

  const { head } = await hall.store.load([]);
  at = machineClock.monotonic();
  const feed = await readFeed(hall.store, scopesOf(hall.terminal), { incarnation: head.incarnation, revision: head.revision - CHANGES }, 500);
  note('feed', at);
  const entries: readonly FeedEntry[] = feed.kind === 'entries' ? feed.entries : [];
  if (entries.length !== CHANGES) throw new Error(`${feed.kind}: ${entries.length} entries`);

  at = machineClock.monotonic();
  engine.applyFeed({ incarnation: head.incarnation, revision: head.revision }, entries, realClock.now());
  note('replica', at);
}

function compared(name: string, steps: readonly Step[], few: World, many: World): BenchRow {
  const cost = ({ spent }: World): number => median(spent.store.map((_, round) => steps.reduce((sum, step) => sum + spent[step][round]!, 0)));
  const [baseline, figure] = [cost(few), cost(many)];
  return { name, figure, unit: 'ms', baseline, ratio: figure / baseline };
}

function judged(name: string, steps: readonly Step[], few: World, many: World): BenchRow {
  const row = compared(name, steps, few, many);
  return { ...row, goal: `≤ ${MOST}×`, met: row.ratio! <= MOST };
}
