import { cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { AFTER_NEW_LOG_RANGE } from '#domain/ticket/number.ts';
import { unwrap } from '#kernel/result.ts';
import { died, factsOf, flip, newestShadow, open, takeOffline, type Died } from '../testing/damage.ts';

const SUNDAY = '2026-03-01';
const MONDAY = '2026-03-02';

const database = (left: Died): string => path.join(left.folder, 'terminal.db');
const backupOf = (left: Died, day: string): string => path.join(left.folder, 'backup', `terminal-${day}.db`);

interface Lived extends Died {
  /** Taken after the newest backup: nothing but database and shadow log has them. */
  readonly later: readonly { readonly id: string; readonly number: number }[];
}

/** Five tickets in Sunday's backup, three more in Monday's, four behind it. */
async function lived(): Promise<Lived> {
  const left = await died({ closed: true });
  const opened = open(left.folder);
  mkdirSync(path.join(left.folder, 'backup'));
  unwrap(await opened.store.backup(backupOf(left, SUNDAY)));
  const tickets = [...left.tickets];
  for (let tap = 0; tap < 3; tap += 1) tickets.push((await takeOffline(opened.store, `monday-${tap}`)).id);
  unwrap(await opened.store.backup(backupOf(left, MONDAY)));
  const later = [];
  for (let tap = 0; tap < 4; tap += 1) later.push(await takeOffline(opened.store, `later-${tap}`));
  await opened.store.close();
  return { ...left, tickets, later };
}

function removeAll(left: Died): void {
  rmSync(database(left), { force: true });
  rmSync(`${database(left)}-wal`, { force: true });
  rmSync(path.join(left.folder, 'shadow'), { recursive: true });
}

/** @returns the next number */
async function nextAfter(day: string, left: Lived, held: readonly string[]): Promise<number> {
  await using opened = open(left.folder);
  expect(opened.recovery).toMatchObject({ kind: 'restored', whole: false });
  expect(opened.recovery!.found).toContain(`${day} 的自动备份`);
  for (const id of held) expect(await opened.store.ticket(id)).toMatchObject({ state: 'waiting' });
  const { number } = await takeOffline(opened.store, 'next');
  expect(await opened.store.takeLogNews()).toMatchObject({ cause: 'restored', numbers: 'distrusted' });
  const told = (await factsOf(opened.store)).filter(({ kind }) => kind === 'store.recovered');
  expect(told).toMatchObject([{ payload: { kind: 'restored', whole: false } }]);
  expect(told[0]!.payload['found']).toContain(day);
  return number;
}

describe('a store whose database and shadow log are both beyond use', () => {
  it('(both gone) comes up from the newest daily backup, not empty, and says of which day', async () => {
    using left = await lived();
    removeAll(left);
    expect(await nextAfter(MONDAY, left, left.tickets)).toBeGreaterThanOrEqual(AFTER_NEW_LOG_RANGE.from);
    await using again = open(left.folder);
    expect(again.recovery).toBeNull();
  });

  it('(both gone, also the description) needs nothing but the key and the backup', async () => {
    using left = await lived();
    removeAll(left);
    for (const name of ['terminal.cipher.json', 'terminal.cipher.copy.json']) rmSync(path.join(left.folder, name));
    expect(await nextAfter(MONDAY, left, left.tickets)).toBeGreaterThanOrEqual(AFTER_NEW_LOG_RANGE.from);
  });

  it('(the database is garbage, the shadow log gone) comes up from the newest daily backup', async () => {
    using left = await lived();
    rmSync(path.join(left.folder, 'shadow'), { recursive: true });
    writeFileSync(database(left), Buffer.alloc(60_000, 0x5a));
    expect(await nextAfter(MONDAY, left, left.tickets)).toBeGreaterThanOrEqual(AFTER_NEW_LOG_RANGE.from);
  });

  it('(the newest backup is damaged too) comes up from the one before it', async () => {
    using left = await lived();
    removeAll(left);
    flip(backupOf(left, MONDAY), -100);
    expect(await nextAfter(SUNDAY, left, left.tickets.slice(0, 5))).toBeGreaterThanOrEqual(AFTER_NEW_LOG_RANGE.from);
  });

  it('(no backup) begins empty as on the first day; a backup that cannot be read is no backup and is left alone', async () => {
    using left = await lived();
    removeAll(left);
    rmSync(backupOf(left, SUNDAY));
    writeFileSync(backupOf(left, MONDAY), 'hello');
    await using opened = open(left.folder);
    expect(opened.recovery).toBeNull();
    expect(await opened.store.enrolment()).toBeNull();
  });
});

describe('on top of a daily backup', () => {
  it('comes what still deciphers of the damaged database', async () => {
    using left = await lived();
    rmSync(path.join(left.folder, 'shadow'), { recursive: true });
    flip(database(left), 30_000);
    await using opened = open(left.folder);
    expect(opened.recovery).toMatchObject({ kind: 'restored', whole: false });
    for (const id of left.tickets) expect(await opened.store.ticket(id)).toMatchObject({ state: 'waiting' });
    const found = await Promise.all(left.later.map(({ id }) => opened.store.ticket(id)));
    expect(found.filter((ticket) => ticket?.number).length).toBeGreaterThanOrEqual(3);
    const facts = (await factsOf(opened.store)).filter(({ kind }) => kind === 'ticket.issued').map(({ payload }) => payload['ticketId']);
    expect(new Set(facts).size).toBe(facts.length);
    expect(facts.length).toBeGreaterThanOrEqual(left.tickets.length + 3);
    expect(await opened.store.issuedToday()).toBeGreaterThanOrEqual(left.tickets.length + 3);
  });

  it('comes it too when a rebuild has begun another log since', async () => {
    using left = await lived();
    flip(database(left), 30_000);
    const rebuilt = open(left.folder);
    expect(rebuilt.recovery).toMatchObject({ kind: 'rebuilt', whole: true });
    const { id } = await takeOffline(rebuilt.store, 'in the new log');
    await rebuilt.store.close();
    rmSync(path.join(left.folder, 'shadow'), { recursive: true });
    flip(database(left), 30_000);
    await using opened = open(left.folder);
    expect(opened.recovery).toMatchObject({ kind: 'restored', whole: false });
    expect(opened.recovery!.salvaged).toBeGreaterThanOrEqual(3);
    const facts = (await factsOf(opened.store)).filter(({ kind }) => kind === 'ticket.issued').map(({ payload }) => payload['ticketId']);
    expect(new Set(facts).size).toBe(facts.length);
    for (const held of [...left.tickets, id]) expect(facts).toContain(held);
  });

  it('come the groups of a shadow log that is damaged only in its checkpoint', async () => {
    using left = await lived();
    const file = newestShadow(left.folder);
    for (const at of [60, 200]) flip(file, at);
    removeOthers(file);
    rmSync(database(left));
    await using opened = open(left.folder);
    expect(opened.recovery).toMatchObject({ kind: 'restored', whole: false });
    for (const { id } of left.later) expect(await opened.store.ticket(id)).toMatchObject({ state: 'waiting' });
    expect(left.later.map(({ number }) => number)).not.toContain((await takeOffline(opened.store, 'next')).number);
  });

  it('a whole shadow log leads further and is used alone', async () => {
    using left = await lived();
    rmSync(database(left));
    await using opened = open(left.folder);
    expect(opened.recovery).toMatchObject({ kind: 'rebuilt', whole: true });
    expect((await takeOffline(opened.store, 'next')).number).toBe(left.later.at(-1)!.number + 1);
  });
});

describe('a database that stands before its own daily backup', () => {
  it('without a shadow log is known to have lost commits: the backup serves', async () => {
    using left = await died({ closed: true });
    const old = path.join(left.folder, 'old.db');
    cpSync(database(left), old);
    const opened = open(left.folder);
    const { id, number } = await takeOffline(opened.store, 'newer');
    mkdirSync(path.join(left.folder, 'backup'));
    unwrap(await opened.store.backup(backupOf(left, MONDAY)));
    await opened.store.close();
    cpSync(old, database(left));
    rmSync(path.join(left.folder, 'shadow'), { recursive: true });
    await using again = open(left.folder);
    expect(again.recovery).toMatchObject({ kind: 'restored', whole: false });
    expect(await again.store.ticket(id)).toMatchObject({ state: 'waiting' });
    expect((await takeOffline(again.store, 'next')).number).not.toBe(number);
  });
});

/** The newest shadow file alone stays. */
function removeOthers(file: string): void {
  const folder = path.dirname(file);
  for (const name of readdirSync(folder)) if (name !== path.basename(file)) rmSync(path.join(folder, name));
}
