import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readAccount } from '../testing/account.ts';
import { died, factsOf, flip, open, sizeOf, takeOffline } from '../testing/damage.ts';

const PAGE = 4096;

describe('a journal with a damaged frame', () => {
  it.each([
    ['in its last frame', -100],
    ['in the middle', -40_000],
    ['in the head of a frame', 32 + 24 + PAGE + 9],
  ])('(%s) loses commits silently: they are put back in place and the log stays the same', async (_where, at) => {
    using left = await died();
    flip(path.join(left.folder, 'terminal.db-wal'), at);
    await using opened = open(left.folder);
    // So early a damage takes the whole first life along: then the database is made anew.
    expect(['replayed', 'rebuilt']).toContain(opened.recovery?.kind);
    for (const id of left.tickets) expect(await opened.store.ticket(id)).toMatchObject({ state: 'waiting' });
    expect((await takeOffline(opened.store, 'next')).number).toBe(left.numbers.at(-1)! + 1);
  });

  it('is said to staff in the same commit that puts back', async () => {
    using left = await died();
    flip(path.join(left.folder, 'terminal.db-wal'), -100);
    const first = open(left.folder);
    expect(first.recovery).toMatchObject({ kind: 'replayed', whole: true });
    expect(sizeOf(path.join(first.recovery!.quarantine!, 'terminal.db-wal.found'))).toBeGreaterThan(0);
    await first.store.close();
    await using second = open(left.folder);
    expect(second.recovery).toBeNull();
    expect((await factsOf(second.store)).at(-1)).toMatchObject({ kind: 'store.recovered', payload: { kind: 'replayed' } });
  });

  it('whose pages were half copied into the database is found out by comparing everything, and the database is made anew', async () => {
    using left = await died({ tickets: 40, closed: true });
    const file = path.join(left.folder, 'terminal.db');
    const before = readFileSync(file);
    // A later state of the same store.
    const later = open(left.folder);
    const more = [];
    for (let tap = 0; tap < 30; tap += 1) more.push((await takeOffline(later.store, `more-${tap}`)).id);
    const journal = readFileSync(`${file}-wal`);
    const account = await readAccount(later.store, [...left.tickets, ...more]);
    await later.store.close();
    const after = readFileSync(file);
    // The kill came while pages were being copied: every page that tells where the database stands is new, some others are old.
    const mixed = Buffer.from(after);
    const pages = Math.min(before.length, after.length) / PAGE;
    let old = 0;
    for (let page = pages - 1; page > 1 && old < 1; page -= 1) {
      const [from, to] = [page * PAGE, (page + 1) * PAGE];
      if (before.subarray(from, to).equals(after.subarray(from, to))) continue;
      before.copy(mixed, from, from, to);
      old += 1;
    }
    expect(old).toBe(1);
    writeFileSync(file, mixed);
    journal[20]! ^= 1;
    writeFileSync(`${file}-wal`, journal);
    await using opened = open(left.folder);
    expect(opened.recovery).toMatchObject({ kind: 'rebuilt', whole: true });
    const now = await readAccount(opened.store, [...left.tickets, ...more]);
    expect(now.state).toEqual(account.state);
  });
});
