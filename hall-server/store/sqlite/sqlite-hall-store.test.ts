import { mkdtempSync, openSync, closeSync, readFileSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, describe, expect, it } from 'vitest';
import { unwrap } from '#kernel/result.ts';
import { storeContract } from '../contract-suite.ts';
import { readDatabaseKey } from './database-key.ts';
import { PLAIN_ORIGINAL } from './encipher-plain.ts';
import { connect, DATABASE_FILE, IDENTITY_FILE, openDatabase } from './open-database.ts';
import { MIGRATIONS, NEWEST_SCHEMA } from './migrations.ts';
import { SqliteHallStore } from './sqlite-hall-store.ts';

const folders: string[] = [];

function newFolder(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'hall-store-'));
  folders.push(folder);
  return folder;
}

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function flip(file: string, at: number): void {
  const handle = openSync(file, 'r+');
  const byte = readFileSync(file)[at]!;
  writeSync(handle, Buffer.of(byte ^ 1), 0, 1, at);
  closeSync(handle);
}

describe('the SQLite store', () => {
  storeContract(() => {
    const folder = newFolder();
    const store = new SqliteHallStore(unwrap(openDatabase(folder)));
    store.begin({ hallId: 'h', incarnation: '01900000-0000-7000-8000-000000000001', businessDay: '2026-03-02' });
    return Promise.resolve({ store, restart: () => Promise.resolve(new SqliteHallStore(unwrap(openDatabase(folder)))) });
  });
});

describe('closing the store', () => {
  it('leaves no statistics behind that would change the plans of the next start', async () => {
    const folder = newFolder();
    const store = new SqliteHallStore(unwrap(openDatabase(folder)));
    store.begin({ hallId: 'h', incarnation: '01900000-0000-7000-8000-000000000001', businessDay: '2026-03-02' });
    await store.close();
    const database = unwrap(openDatabase(folder));
    expect(database.prepare("SELECT name FROM sqlite_schema WHERE name LIKE 'sqlite_stat%'").all()).toEqual([]);
    database.close();
  });
});

describe('opening the database', () => {
  it('sets what durability hangs on', () => {
    const database = unwrap(openDatabase(newFolder()));
    const pragma = (name: string): unknown => database.pragma(name, { simple: true });
    expect([pragma('journal_mode'), pragma('synchronous'), pragma('mmap_size'), pragma('locking_mode')]).toEqual(['wal', 2, 0, 'exclusive']);
    database.close();
  });

  it('tells a second process that the folder is in use', () => {
    const folder = newFolder();
    const database = unwrap(openDatabase(folder));
    expect(openDatabase(folder)).toEqual({ ok: false, error: { kind: 'in-use', where: path.join(folder, DATABASE_FILE) } });
    database.close();
  });

  it('refuses a file that is no database and leaves it as it is', () => {
    const folder = newFolder();
    unwrap(openDatabase(folder)).close();
    writeFileSync(path.join(folder, DATABASE_FILE), 'x'.repeat(5000));
    expect(openDatabase(folder)).toMatchObject({ ok: false, error: { kind: 'not-a-database' } });
    expect(readFileSync(path.join(folder, DATABASE_FILE), 'utf8')).toBe('x'.repeat(5000));
  });

  it('refuses a schema newer than it knows', () => {
    const folder = newFolder();
    unwrap(openDatabase(folder)).close();
    const database = connect(path.join(folder, DATABASE_FILE), readDatabaseKey(folder)!);
    database.prepare("INSERT INTO schema_version (version, name) VALUES (99, 'the future')").run();
    database.close();
    expect(openDatabase(folder)).toMatchObject({ ok: false, error: { kind: 'newer-schema', found: 99, known: NEWEST_SCHEMA } });
  });

  it('enciphers the file with a key of its own, 0600', () => {
    const folder = newFolder();
    unwrap(openDatabase(folder)).close();
    expect(readFileSync(path.join(folder, DATABASE_FILE)).subarray(0, 15).toString('latin1')).not.toBe('SQLite format 3');
    expect(statSync(path.join(folder, 'hall.key')).mode & 0o777).toBe(0o600);
  });

  it('notices every flipped bit at start, in whatever page', () => {
    const folder = newFolder();
    const file = path.join(folder, DATABASE_FILE);
    const store = new SqliteHallStore(unwrap(openDatabase(folder)));
    store.begin({ hallId: 'h', incarnation: '01900000-0000-7000-8000-000000000001', businessDay: '2026-03-02' });
    void store.close();
    const size = statSync(file).size;
    for (let at = 16; at < size; at += 4099) {
      flip(file, at);
      expect(openDatabase(folder), String(at)).toMatchObject({ ok: false, error: { kind: expect.stringMatching(/^(damaged|not-a-database)$/) } });
      flip(file, at);
    }
    unwrap(openDatabase(folder)).close();
  });

  it('takes over the plain database of an older release and keeps the original', () => {
    const folder = newFolder();
    const file = path.join(folder, DATABASE_FILE);
    const plain = new Database(file);
    plain.pragma('journal_mode = WAL');
    plain.exec('CREATE TABLE schema_version (version INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL)');
    plain.exec(MIGRATIONS[0]!.sql);
    plain.exec("INSERT INTO schema_version VALUES (1, 'the hall')");
    plain.exec("INSERT INTO hall_head VALUES ('head', 'h', 'i', 5, 4, 0, '2026-03-02', 0, '0')");
    plain.close();
    const database = unwrap(openDatabase(folder));
    expect(database.prepare('SELECT version, recovering FROM hall_head').get()).toEqual({ version: 5, recovering: 0 });
    expect(database.prepare('SELECT MAX(version) FROM schema_version').pluck().get()).toBe(NEWEST_SCHEMA);
    database.close();
    expect(readFileSync(file).subarray(0, 15).toString('latin1')).not.toBe('SQLite format 3');
    expect(readFileSync(path.join(folder, PLAIN_ORIGINAL)).subarray(0, 15).toString('latin1')).toBe('SQLite format 3');
  });

  it('begins nothing anew where a hall was in use, and names the key that is missing', () => {
    const folder = newFolder();
    unwrap(openDatabase(folder)).close();
    writeFileSync(path.join(folder, IDENTITY_FILE), '{}');
    const key = readFileSync(path.join(folder, 'hall.key'));
    rmSync(path.join(folder, 'hall.key'));
    expect(openDatabase(folder)).toMatchObject({ ok: false, error: { kind: 'key-missing' } });
    writeFileSync(path.join(folder, 'hall.key'), 'short');
    expect(openDatabase(folder)).toMatchObject({ ok: false, error: { kind: 'key-unfit' } });
    writeFileSync(path.join(folder, 'hall.key'), key);
    rmSync(path.join(folder, DATABASE_FILE));
    expect(openDatabase(folder)).toMatchObject({ ok: false, error: { kind: 'database-missing' } });
  });

  it('refuses a folder that is a file', () => {
    const file = path.join(newFolder(), 'file');
    writeFileSync(file, '');
    expect(openDatabase(path.join(file, 'data'))).toMatchObject({ ok: false, error: { kind: 'folder-unusable' } });
  });

  it('looks everything up that a sync needs by an index', () => {
    const database = unwrap(openDatabase(newFolder()));
    const plan = (sql: string): string => JSON.stringify(database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all());
    for (const sql of [
      "SELECT * FROM event WHERE op_id = 'x'",
      "SELECT * FROM event WHERE log_id = 'x' AND seq BETWEEN 1 AND 2",
      "SELECT * FROM safe_mark WHERE terminal_id = 'x' AND log_id = 'y' AND slice <= 3 ORDER BY slice",
      "SELECT * FROM parked_operation WHERE aggregate = 'x' ORDER BY parked_at, seq",
      "SELECT * FROM parked_operation WHERE log_id = 'x' AND seq BETWEEN 1 AND 2",
      "SELECT * FROM number_ledger WHERE ticket_id = 'x'",
      "SELECT * FROM ticket WHERE person_digest = 'x' AND business_id = 'y' AND state IN ('waiting')",
      "SELECT * FROM ticket WHERE business_id = 'y' AND state = 'waiting' ORDER BY waiting_since_ms LIMIT 5",
      "SELECT * FROM ticket WHERE window_id = 'x' AND state IN ('called', 'serving')",
      'SELECT * FROM feed WHERE revision > 5 ORDER BY revision LIMIT 5',
      "SELECT * FROM terminal WHERE token_hash = 'x'",
    ]) {
      expect(plan(sql), sql).not.toMatch(/SCAN|TEMP B-TREE/);
    }
    database.close();
  });
});
