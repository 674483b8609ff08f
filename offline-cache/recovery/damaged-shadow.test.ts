import { appendFileSync, existsSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { died, flip, newestShadow, open, sizeOf, takeOffline } from '../testing/damage.ts';

describe('a damaged shadow log beside a whole database', () => {
  it.each([
    ['its header', 3],
    ['the length of its first record', 33],
    ['its checkpoint', 200],
    ['its last record', -3],
  ])('(%s) is put aside and begun anew; nothing else changes', async (_what, at) => {
    using left = await died({ closed: true });
    const damaged = newestShadow(left.folder);
    flip(damaged, at);
    const opened = open(left.folder);
    expect(opened.recovery).toMatchObject({ kind: 'shadow-renewed', whole: true });
    expect((await takeOffline(opened.store, 'next')).number).toBe(left.numbers.at(-1)! + 1);
    await opened.store.close();
    expect(existsSync(damaged)).toBe(false);
    expect(readdirSync(path.join(left.folder, 'quarantine'), { recursive: true })).toEqual(expect.arrayContaining([expect.stringContaining(path.basename(damaged))]));
    await using again = open(left.folder);
    expect(again.recovery).toBeNull();
  });

  it('that is gone is begun anew, and carries the next rebuild', async () => {
    using left = await died({ closed: true });
    rmSync(path.join(left.folder, 'shadow'), { recursive: true });
    const opened = open(left.folder);
    expect(opened.recovery).toBeNull();
    const { number } = await takeOffline(opened.store, 'next');
    await opened.store.close();
    flip(path.join(left.folder, 'terminal.db'), 30_000);
    await using rebuilt = open(left.folder);
    expect(rebuilt.recovery).toMatchObject({ kind: 'rebuilt', whole: true });
    expect((await takeOffline(rebuilt.store, 'after')).number).toBe(number + 1);
  });
});

describe('a shadow log whose last write was cut', () => {
  it.each([1, 5, 20])('(%i bytes short) is no damage: the database has that group, and the shadow catches up', async (missing) => {
    using left = await died();
    const file = newestShadow(left.folder);
    truncateSync(file, sizeOf(file) - missing);
    await using opened = open(left.folder);
    expect(opened.recovery).toBeNull();
    expect(await opened.store.issuedToday()).toBe(left.tickets.length);
  });

  it('and behind which something else stands is damage', async () => {
    using left = await died();
    const file = newestShadow(left.folder);
    truncateSync(file, sizeOf(file) - 5);
    appendFileSync(file, Buffer.alloc(64));
    await using opened = open(left.folder);
    expect(opened.recovery).toMatchObject({ kind: 'shadow-renewed' });
  });

  it('and half of which reached the disk when the machine lost its power is nothing to tell anybody', async () => {
    using left = await died();
    flip(newestShadow(left.folder), -3);
    await using opened = open(left.folder, { bootId: 'boot-2' });
    expect(opened.recovery).toBeNull();
    expect(await opened.store.issuedToday()).toBe(left.tickets.length);
    expect(existsSync(path.join(left.folder, 'quarantine'))).toBe(false);
  });

  it('right at its making is passed over', async () => {
    using left = await died({ closed: true });
    writeFileSync(path.join(left.folder, 'shadow', '000900.log'), Buffer.alloc(10));
    await using opened = open(left.folder);
    expect(opened.recovery).toBeNull();
    expect(await opened.store.issuedToday()).toBe(left.tickets.length);
  });
});

it('a damaged shadow log never speaks against a database whose journal is only long', async () => {
  using left = await died({
    more: async ({ store }) => {
      for (let act = 0; act < 400; act += 1) await store.requestHelp('home');
    },
  });
  const before = sizeOf(path.join(left.folder, 'terminal.db-wal'));
  expect(before).toBeGreaterThan(4096 * 1000);
  flip(newestShadow(left.folder), -20_000);
  await using opened = open(left.folder);
  expect(opened.recovery).toMatchObject({ kind: 'shadow-renewed', whole: true });
  expect(await opened.store.issuedToday()).toBe(left.tickets.length);
});
