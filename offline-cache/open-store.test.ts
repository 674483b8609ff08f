import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { describe, expect, it, vi } from 'vitest';
import { unwrap } from '#kernel/result.ts';
import { SimulatedClock } from '#kernel/simulated-clock.ts';
import { openDatabase } from './database/open-database.ts';
import { openErrorSentence, type OpenError } from './database/open-error.ts';
import { MIGRATIONS } from './migrations/all.ts';
import { openStoreHere } from './open-store-here.ts';
import { openTerminalStore } from './open-store.ts';
import type { TerminalStore } from './store-api.ts';
import { EXAMPLE_KEY, exampleDraft, temporaryFolder } from './testing/store-fixture.ts';

const key = EXAMPLE_KEY.bytes;

function optionsFor(folder: string): Parameters<typeof openTerminalStore>[0] {
  return { folder, key: EXAMPLE_KEY, clock: new SimulatedClock(), bootId: 'boot-1' };
}

async function open(folder: string): Promise<TerminalStore> {
  return unwrap(await openTerminalStore(optionsFor(folder)));
}

async function refusal(folder: string, change: Partial<Parameters<typeof openTerminalStore>[0]> = {}): Promise<OpenError> {
  const opened = await openTerminalStore({ ...optionsFor(folder), ...change });
  if (opened.ok) throw new Error('opened');
  return opened.error;
}

function filesOf(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
}

function contents(folder: string): Record<string, string> {
  return Object.fromEntries(filesOf(folder).map((file) => [file, readFileSync(file).toString('base64')]));
}

/** A folder with one draft in it, closed. */
async function fill(folder: string): Promise<void> {
  const store = await open(folder);
  await store.draftTicket(exampleDraft('tap-1'));
  await store.close();
}

describe('opening the store', () => {
  it('writes nothing in plain text and nothing others may read', async () => {
    using place = temporaryFolder();
    const folder = path.join(place.folder, 'data');
    const store = await open(folder);
    await store.draftTicket(exampleDraft('canary-tap', { businessId: 'canary-business' }));
    for (const file of filesOf(folder)) {
      const bytes = readFileSync(file);
      expect(bytes.includes('canary')).toBe(false);
      expect(bytes.includes('SQLite format')).toBe(false);
      expect(statSync(file).mode & 0o077).toBe(0);
    }
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    await store.close();
  });

  it('keeps what was stored when it is opened again', async () => {
    using place = temporaryFolder();
    await fill(place.folder);
    const store = await open(place.folder);
    expect((await store.interrupted()).drafts).toHaveLength(1);
    await store.close();
  });

  it('holds FULL, WAL, one writer, no memory map and foreign keys', () => {
    using place = temporaryFolder();
    const connection = unwrap(openDatabase({ folder: place.folder, key }));
    const read = (name: string): unknown => connection.pragma(name, { simple: true });
    expect(['synchronous', 'journal_mode', 'locking_mode', 'mmap_size', 'foreign_keys', 'cipher'].map(read)).toEqual([2, 'wal', 'exclusive', 0, 1, 'aegis']);
    connection.close();
  });

  it('refuses a wrong key in one sentence and leaves every byte', async () => {
    using place = temporaryFolder();
    await fill(place.folder);
    const before = contents(place.folder);
    const error = await refusal(place.folder, { key: { ...EXAMPLE_KEY, bytes: new Uint8Array(32).fill(8) } });
    expect(error.kind).toBe('wrong-key');
    expect(openErrorSentence(error)).toContain(path.join(place.folder, 'terminal.db'));
    expect(contents(place.folder)).toEqual(before);
  });

  it('refuses a plain database, and one whose cipher description is gone', async () => {
    using plain = temporaryFolder();
    await fill(plain.folder);
    const file = path.join(plain.folder, 'terminal.db');
    writeFileSync(file, '');
    new Database(file).exec('CREATE TABLE t (a)').close();
    const before = readFileSync(file);
    expect((await refusal(plain.folder)).kind).toBe('not-encrypted');
    expect(readFileSync(file).equals(before)).toBe(true);

    using bare = temporaryFolder();
    new Database(path.join(bare.folder, 'terminal.db')).exec('CREATE TABLE t (a)').close();
    expect((await refusal(bare.folder)).kind).toBe('unproven-key');
    expect(readdirSync(bare.folder)).toEqual(['terminal.db']);
  });

  it('refuses a newer schema and does not reset it', async () => {
    using place = temporaryFolder();
    const future = { version: 99, name: 'from the future', sql: 'CREATE TABLE later (a)' };
    unwrap(openDatabase({ folder: place.folder, key, migrations: [...MIGRATIONS, future] })).close();
    const error = await refusal(place.folder);
    expect(error).toMatchObject({ kind: 'newer-schema', found: 99, known: MIGRATIONS.at(-1)!.version });
    expect(openErrorSentence(error)).toContain('请升级程序');
    const connection = unwrap(openDatabase({ folder: place.folder, key, migrations: [...MIGRATIONS, future] }));
    expect(connection.prepare("SELECT count(*) FROM sqlite_schema WHERE name = 'later'").pluck().get()).toBe(1);
    connection.close();
  });

  it('leaves the schema as it was when a step of it fails', () => {
    using place = temporaryFolder();
    unwrap(openDatabase({ folder: place.folder, key })).close();
    const newest = MIGRATIONS.at(-1)!.version;
    const broken = { version: newest + 1, name: 'broken', sql: 'CREATE TABLE half (a); CREATE TABLE half (a)' };
    expect(() => openDatabase({ folder: place.folder, key, migrations: [...MIGRATIONS, broken] })).toThrow('half');
    const connection = unwrap(openDatabase({ folder: place.folder, key }));
    expect(connection.pragma('user_version', { simple: true })).toBe(newest);
    connection.close();
  });

  it('tells a second opener in this process that the store is in use', async () => {
    using place = temporaryFolder();
    const store = await open(place.folder);
    const error = await refusal(place.folder);
    expect(error.kind).toBe('in-use');
    expect(openErrorSentence(error)).toContain('正被另一个终端程序使用');
    await store.close();
  });

  it('tells a second opener in another process so too, and the first goes on', async () => {
    using place = temporaryFolder();
    const store = unwrap(openStoreHere(optionsFor(place.folder)));
    const other = spawn(process.execPath, [new URL('./testing/second-opener.ts', import.meta.url).pathname, place.folder], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = (await once(other.stdout, 'data')) as [Buffer];
    expect(JSON.parse(line.toString())).toMatchObject({ kind: 'in-use' });
    await store.draftTicket(exampleDraft('tap-1'));
    await store.close();
    const again = unwrap(openStoreHere(optionsFor(place.folder)));
    expect((await again.interrupted()).drafts).toHaveLength(1);
    await again.close();
  });

  it('says which folder cannot be made', async () => {
    using place = temporaryFolder();
    const file = path.join(place.folder, 'a-file');
    writeFileSync(file, '');
    const error = await refusal(path.join(file, 'data'));
    expect(error.kind).toBe('folder');
    expect(openErrorSentence(error)).toContain('a-file');
  });

  it('goes on after a start that was killed before the file was filled', async () => {
    using place = temporaryFolder();
    await fill(place.folder);
    using fresh = temporaryFolder();
    mkdirSync(fresh.folder, { recursive: true });
    writeFileSync(path.join(fresh.folder, 'terminal.cipher.json'), readFileSync(path.join(place.folder, 'terminal.cipher.json')));
    writeFileSync(path.join(fresh.folder, 'terminal.db'), '');
    const store = await open(fresh.folder);
    expect((await store.outbox()).seq).toBe(0);
    await store.close();
  });

  it('answers what was asked before it closed, and refuses everything after', async () => {
    using place = temporaryFolder();
    const store = await open(place.folder);
    const draft = store.draftTicket(exampleDraft('tap-1'));
    const closed = store.close();
    expect((await draft).kind).toBe('drafted');
    await closed;
    await store.close();
    await expect(store.outbox()).rejects.toMatchObject({ kind: 'closed' });
  });
});

describe('a store that is lost while it is open', () => {
  it('refuses what was asked and everything after, and says so once', async () => {
    using place = temporaryFolder();
    const lost: string[] = [];
    const store = unwrap(await openTerminalStore({ ...optionsFor(place.folder), onLost: ({ message }) => lost.push(message) }));
    const post = vi.spyOn(Worker.prototype, 'postMessage');
    // What no program sends: the thread fails at it and dies.
    post.mockImplementationOnce(function (this: Worker) {
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
      this.postMessage({ calls: [null] });
    });
    await expect(store.outbox()).rejects.toMatchObject({ kind: 'unexpected' });
    await expect(store.stamp()).rejects.toMatchObject({ kind: 'unexpected' });
    expect(lost).toEqual([expect.stringContaining("the store's thread died")]);
    post.mockRestore();
    await store.close();
    expect(lost).toHaveLength(1);
  });

  it('says nothing when it is closed as usual', async () => {
    using place = temporaryFolder();
    const lost: string[] = [];
    const store = unwrap(await openTerminalStore({ ...optionsFor(place.folder), onLost: ({ message }) => lost.push(message) }));
    await store.close();
    expect(lost).toEqual([]);
  });
});
