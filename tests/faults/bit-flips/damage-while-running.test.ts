import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { unwrap } from '#kernel/result.ts';
import { SimulatedClock } from '#kernel/simulated-clock.ts';
import { openTerminalStore } from '#offline-cache/open-store.ts';
import { died, open, takeOffline } from '#offline-cache/testing/damage.ts';
import { exampleEntry, INCARNATION } from '#offline-cache/testing/feed-fixture.ts';
import { EXAMPLE_KEY } from '#offline-cache/testing/store-fixture.ts';

const PAGE = 4096;
/** Of 500 entries of one page each: together more than SQLite's cache of 16 MB. */
const PARTS = 10;

it('damage met while the store is in use ends it, and opening it anew heals it', async () => {
  // More than SQLite keeps in memory, so that reading comes back to the disk.
  using left = await died({
    closed: true,
    more: async ({ store }) => {
      for (let part = 1; part <= PARTS; part += 1) {
        const entries = Array.from({ length: 500 }, (_, index) => exampleEntry(part, 'business', `${part}-${index}`, { pad: 'x'.repeat(3_500) }));
        // oxlint-disable-next-line no-await-in-loop -- in the order of their revisions
        await store.applyFeed({ incarnation: INCARNATION, revision: part }, entries, null);
      }
    },
  });
  const lost: string[] = [];
  const options = { folder: left.folder, key: EXAMPLE_KEY, clock: new SimulatedClock(), bootId: 'boot-1' };
  const running = unwrap(await openTerminalStore({ ...options, onLost: ({ kind }) => void lost.push(kind) }));
  const file = path.join(left.folder, 'terminal.db');
  const bytes = readFileSync(file);
  for (let at = PAGE * 20 + 100; at < bytes.length; at += PAGE) bytes[at]! ^= 1;
  writeFileSync(file, bytes);
  await expect(running.replica()).rejects.toMatchObject({ kind: 'damaged' });
  expect(lost).toEqual(['damaged']);
  await running.close();

  await using opened = open(left.folder);
  expect(opened.recovery).toMatchObject({ kind: 'rebuilt', whole: true });
  expect((await opened.store.replica()).cursor).toEqual({ incarnation: INCARNATION, revision: PARTS });
  for (const id of left.tickets) expect(await opened.store.ticket(id)).toMatchObject({ state: 'waiting' });
  expect((await takeOffline(opened.store, 'next')).number).toBe(left.numbers.at(-1)! + 1);
});
