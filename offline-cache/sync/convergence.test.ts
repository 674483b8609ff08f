import { describe, expect, it } from 'vitest';
import { seededRandom } from '#kernel/random.ts';
import { uuidV7 } from '#kernel/uuid-v7.ts';
import { syncFixture, type SyncFixture } from '../testing/sync-fixture.ts';

const STEPS = 40;
const window = (id: string, label: string): object => ({ id, label, place: { floor: '1', zone: 'A' }, direction: '', businessIds: [], state: 'open' });

/** What may happen to a hall in a bad hour, by chance. */
async function somethingHappens(fixture: SyncFixture, random: ReturnType<typeof seededRandom>): Promise<void> {
  const { hall, store, client, clock } = fixture;
  const pick = Math.floor(random.next() * 16);
  if (pick < 4) {
    await store.requestHelp('home');
    if (random.next() < 0.5) client.poke();
  } else if (pick < 8) {
    const id = `w${Math.floor(random.next() * 5)}`;
    hall.loseHints = random.next() < 0.4;
    hall.publish('window', id, random.next() < 0.25 ? null : window(id, String(Math.floor(random.next() * 99))));
  } else if (pick < 10) hall.network = (['refuse', 'silent', 'lose-answer'] as const)[Math.floor(random.next() * 3)]!;
  else if (pick < 13) hall.network = 'up';
  else if (pick === 13) hall.closeWatches();
  else if (pick === 14) await fixture.restart();
  else clock.setWall(random.next() < 0.5 ? Date.UTC(2015, 0, 1) : Date.UTC(2036, 0, 1));
  await clock.advance(Math.floor(random.next() * 4_000));
}

/** A backup of the server is put back: the last facts of the log and everything since in the feed are gone. */
async function restoreServer({ hall, store }: SyncFixture, random: ReturnType<typeof seededRandom>): Promise<void> {
  const { logId } = await store.outbox();
  const at = hall.cursors.get(logId);
  if (!at || at.seq === 0 || hall.applied.length !== at.seq) return;
  const seq = Math.max(at.safeSeq, at.seq - 2);
  const next = (await store.operationsAfter(seq, 1))[0];
  if (!next || seq === at.seq) return;
  const { prevHash } = JSON.parse(next.body) as { prevHash: string };
  hall.restore(uuidV7({ now: () => 0 }, random), seq, prevHash);
}

describe('after an hour in which anything went wrong', () => {
  it.each(Array.from({ length: 30 }, (_, seed) => seed + 1))('the server has every fact once and the terminal the whole hall (seed %i)', async (seed) => {
    const random = seededRandom(seed);
    await using fixture = await syncFixture({
      seed,
      prepare: (hall) => void (hall.safeLag = 3),
      ...(seed % 2 === 0 ? { probe: (hall) => Promise.resolve(hall.network === 'up') } : {}),
    });
    const { hall, store } = fixture;
    for (let step = 0; step < STEPS; step += 1) await somethingHappens(fixture, random);
    if (seed % 3 === 0) await restoreServer(fixture, random);
    const made = (await store.outbox()).seq;

    hall.network = 'up';
    hall.loseHints = false;
    // Nobody pokes: what was missed must be made up for by the loop itself, within the longest backoff and a heartbeat.
    await fixture.passUntil(
      () => fixture.client.link === 'online' && hall.factIds.length >= made && fixture.client.replica.cursor?.revision === hall.revision,
      60_000,
    );
    expect(new Set(hall.factIds).size).toBe(hall.factIds.length);
    expect(hall.factIds).toHaveLength(made);
    await fixture.until(() => fixture.client.status.pending === 0);
    expect(fixture.client.replica.windows).toEqual(hall.current('window'));
    expect((await store.replica()).windows).toEqual(hall.current('window'));
  });
});
