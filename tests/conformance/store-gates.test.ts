import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { unwrap, type Result } from '#kernel/result.ts';
import { DATABASE_FILE, openDatabase as openHallDatabase } from '#hall-server/store/sqlite/open-database.ts';
import { DATABASE_NAME, openDatabase, type Connection } from '#offline-cache/database/open-database.ts';
import { EXAMPLE_KEY } from '#offline-cache/testing/store-fixture.ts';
import { withDoctoredSqlite } from './kit/doctored-sqlite.ts';

/** What no build may ship without: each gate is shown to bite. */
const STORES = [
  { store: 'terminal', file: DATABASE_NAME, unsafe: 'unsafe', open: (folder: string): Result<Connection, { readonly kind: string }> => openDatabase({ folder, key: EXAMPLE_KEY.bytes }) },
  { store: 'hall', file: DATABASE_FILE, unsafe: 'unsafe-sqlite', open: (folder: string): Result<Connection, { readonly kind: string }> => openHallDatabase(folder) },
] as const;

const PLAIN_HEADER = 'SQLite format 3\0';
const SECOND_WRITER = path.join(import.meta.dirname, 'kit/second-writer.ts');

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'yichuang-gates-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe.each(STORES)("the $store's store", ({ store, file, unsafe, open }) => {
  const refusal = (): string => {
    const opened = open(folder);
    if (!opened.ok) return opened.error.kind;
    opened.value.close();
    return 'opened';
  };

  it('runs on a SQLite that does not lose pages when the log is reset, at FULL, without memory mapping, locked for itself', () => {
    const connection = unwrap(open(folder));
    const pragma = (name: string): unknown => connection.pragma(name, { simple: true });
    const [major, minor, patch] = String(connection.prepare('SELECT sqlite_version()').pluck().get()).split('.').map(Number) as [number, number, number];
    expect(major * 1_000_000 + minor * 1_000 + patch).toBeGreaterThanOrEqual(3_051_003);
    expect(['journal_mode', 'synchronous', 'mmap_size', 'locking_mode', 'foreign_keys', 'cipher'].map(pragma)).toEqual(['wal', 2, 0, 'exclusive', 1, 'aegis']);
    connection.close();
  });

  it.each(['3.51.2', '3.50.7', '2.99.99'])('is refused by SQLite %s, new or existing', (version) => {
    withDoctoredSqlite({ version }, () => {
      expect(refusal()).toBe(unsafe);
      expect(refusal()).toBe(unsafe);
    });
  });

  it.each([
    ['synchronous', 'NORMAL'],
    ['synchronous', 'OFF'],
    ['mmap_size', '1048576'],
    ['journal_mode', 'DELETE'],
    ['locking_mode', 'NORMAL'],
    ['foreign_keys', 'OFF'],
  ])('is refused when %s came out as %s', (setting, value) => {
    unwrap(open(folder)).close();
    withDoctoredSqlite({ setting, value }, () => expect(refusal()).toBe(unsafe));
    expect(refusal()).toBe('opened');
  });

  it('takes one writer: a second process and a second thread are refused, and welcome when it has ended', async () => {
    const connection = unwrap(open(folder));
    const anotherProcess = () => spawnSync(process.execPath, [SECOND_WRITER, store, folder], { encoding: 'utf8' });
    expect(anotherProcess()).toMatchObject({ stdout: 'in-use', stderr: '' });
    const thread = new Worker(SECOND_WRITER, { workerData: [store, folder], execArgv: [] });
    const ended = once(thread, 'exit');
    expect(await once(thread, 'message')).toEqual(['in-use']);
    await ended;
    expect(connection.prepare('SELECT 1').pluck().get()).toBe(1);
    connection.close();
    expect(anotherProcess().stdout).toBe('opened');
  });

  it('begins with ciphertext', () => {
    const connection = unwrap(open(folder));
    connection.exec("CREATE TABLE canary (text TEXT); INSERT INTO canary VALUES ('11010519491231002X')");
    connection.close();
    const bytes = readFileSync(path.join(folder, file));
    expect(bytes.subarray(0, 16).toString('latin1')).not.toBe(PLAIN_HEADER);
    expect(bytes.includes('11010519491231002X')).toBe(false);
  });
});

describe('a store in plain', () => {
  it('is refused by the terminal, byte for byte as it was', () => {
    unwrap(openDatabase({ folder, key: EXAMPLE_KEY.bytes })).close();
    const file = path.join(folder, DATABASE_NAME);
    writeFileSync(file, '');
    new Database(file).exec('CREATE TABLE t (a)').close();
    const before = readFileSync(file);
    expect(openDatabase({ folder, key: EXAMPLE_KEY.bytes })).toMatchObject({ ok: false, error: { kind: 'not-encrypted' } });
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  it('of a hall from before its encryption is ciphertext once it is open', () => {
    const file = path.join(folder, DATABASE_FILE);
    new Database(file).exec('CREATE TABLE schema_version (version INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL)').close();
    const opened = openHallDatabase(folder);
    expect(readFileSync(file).subarray(0, 16).toString('latin1')).not.toBe(PLAIN_HEADER);
    if (opened.ok) opened.value.close();
  });
});
