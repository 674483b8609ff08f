import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { AFTER_NEW_LOG_RANGE } from '#domain/ticket/number.ts';
import { died, flip, newestShadow, open, takeOffline } from '../testing/damage.ts';

describe('a damaged database beside a damaged shadow log', () => {
  it('gives what still deciphers, says that not all is there, and never gives a number twice', async () => {
    using left = await died({ closed: true, tickets: 20 });
    flip(path.join(left.folder, 'terminal.db'), -100);
    flip(newestShadow(left.folder), -200);
    await using opened = open(left.folder);
    expect(opened.recovery).toMatchObject({ kind: 'rebuilt', whole: false });
    const found = await Promise.all(left.tickets.map((id) => opened.store.ticket(id)));
    expect(found.filter((ticket) => ticket?.number).length).toBeGreaterThanOrEqual(18);
    const { number } = await takeOffline(opened.store, 'next');
    expect(number).toBeGreaterThanOrEqual(AFTER_NEW_LOG_RANGE.from);
    expect(left.numbers).not.toContain(number);
  });

  it('of which only single pages are left still opens, enrolled or not, and counts nothing as whole', async () => {
    using left = await died({ closed: true, tickets: 20 });
    for (let at = 100; at < 28_000; at += 4096) flip(path.join(left.folder, 'terminal.db'), at);
    for (let at = 40; at < 200; at += 8) flip(newestShadow(left.folder), at);
    await using opened = open(left.folder);
    expect(opened.recovery).toMatchObject({ kind: 'rebuilt', whole: false });
  });
});

describe('a damaged database after the machine itself was off', () => {
  it('does not trust the end of a shadow log that was never closed: a power cut may have taken its last writes', async () => {
    using left = await died();
    flip(path.join(left.folder, 'terminal.db-wal'), 30);
    await using opened = open(left.folder, { bootId: 'boot-2' });
    expect(opened.recovery).toMatchObject({ kind: 'rebuilt', whole: false });
    expect(await opened.store.issuedToday()).toBe(left.tickets.length);
    expect((await takeOffline(opened.store, 'next')).number).toBeGreaterThanOrEqual(AFTER_NEW_LOG_RANGE.from);
  });
});
