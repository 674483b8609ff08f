import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';
import { SimulatedClock } from '#kernel/simulated-clock.ts';
import { seededRandom } from '#kernel/random.ts';
import { unwrap } from '#kernel/result.ts';
import { storedOperation } from '#contracts/sync/operation.ts';
import { ticket } from '#contracts/schemas.ts';
import { openHall, type OpenedHall } from '#hall-server/open-hall.ts';
import { openStoreHere } from '#offline-cache/open-store-here.ts';
import type { TerminalStore } from '#offline-cache/store-api.ts';
import { EXAMPLE_KEY } from '#offline-cache/testing/store-fixture.ts';

const FIXTURES = path.join(import.meta.dirname, 'fixtures');

/** One folder of files per release that changed a schema, oldest first. */
export const RELEASES = readdirSync(FIXTURES).toSorted();

const facts = z.object({
  terminal: z.object({
    enrolment: z.looseObject({ terminalId: z.string(), token: z.string(), ownSeries: z.string() }),
    outbox: z.looseObject({ logId: z.string(), seq: z.number(), headHash: z.string(), applied: z.number(), safe: z.number(), parked: z.number() }),
    operations: z.array(storedOperation),
    unsent: z.array(storedOperation),
    tickets: z.array(ticket),
    numbersLeft: z.record(z.string(), z.number()),
    issuedToday: z.number(),
    replica: z.looseObject({ businessDay: z.string() }),
    backoff: z.looseObject({ attempt: z.number() }),
  }),
  hall: z.object({
    head: z.looseObject({ incarnation: z.string(), revision: z.number(), businessDay: z.string(), auditSeq: z.number(), auditHash: z.string() }),
    totals: z.looseObject({ byState: z.record(z.string(), z.number()), conflicts: z.number(), parked: z.number() }),
    cursor: z.object({ logId: z.string(), seq: z.number(), headHash: z.string() }),
    parked: z.array(z.object({ opId: z.string(), seq: z.number(), reason: z.string() })),
  }),
});

/** What the release that wrote the files said was in them. */
export type ReleasedFacts = z.infer<typeof facts>;

export interface ReleasedStore extends Disposable {
  readonly terminalFolder: string;
  readonly hallFolder: string;
  readonly facts: ReleasedFacts;
  readonly clock: SimulatedClock;
  openTerminal(folder?: string): TerminalStore;
  openHall(folder?: string): OpenedHall;
}

/** A release's files unpacked into a folder of the test's own. */
export function releasedStore(release: string): ReleasedStore {
  const root = mkdtempSync(path.join(tmpdir(), 'yichuang-release-'));
  const folders = { terminal: path.join(root, 'terminal'), hall: path.join(root, 'hall') };
  const clock = new SimulatedClock();
  const random = seededRandom(3);
  for (const folder of Object.values(folders)) mkdirSync(folder, { mode: 0o700 });
  for (const name of readdirSync(path.join(FIXTURES, release))) {
    if (!name.endsWith('.gz')) continue;
    const folder = name.startsWith('hall') ? folders.hall : folders.terminal;
    writeFileSync(path.join(folder, name.slice(0, -'.gz'.length)), gunzipSync(readFileSync(path.join(FIXTURES, release, name))), { mode: 0o600 });
  }
  return {
    terminalFolder: folders.terminal,
    hallFolder: folders.hall,
    facts: facts.parse(JSON.parse(readFileSync(path.join(FIXTURES, release, 'expected.json'), 'utf8'))),
    clock,
    openTerminal: (folder = folders.terminal) => unwrap(openStoreHere({ folder, key: EXAMPLE_KEY, clock, bootId: 'boot-2', random })),
    openHall: (folder = folders.hall) => unwrap(openHall({ dataFolder: folder, clock, random, config: null })),
    [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }),
  };
}
