import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, describe, expect, it } from 'vitest';
import { unwrap } from '#kernel/result.ts';
import { storeContract } from '../contract-suite.ts';
import { DATABASE_FILE, openDatabase } from './open-database.ts';
import { NEWEST_SCHEMA } from './migrations.ts';
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

describe('the SQLite store', () => {
  storeContract(() => {
    const folder = newFolder();
    const store = new SqliteHallStore(unwrap(openDatabase(folder)));
    store.begin({ hallId: 'h', incarnation: '01900000-0000-7000-8000-000000000001', businessDay: '2026-03-02' });
    return Promise.resolve({ store, restart: () => Promise.resolve(new SqliteHallStore(unwrap(openDatabase(folder)))) });
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
    writeFileSync(path.join(folder, DATABASE_FILE), 'x'.repeat(5000));
    expect(openDatabase(folder)).toMatchObject({ ok: false, error: { kind: 'not-a-database' } });
  });

  it('refuses a schema newer than it knows', () => {
    const folder = newFolder();
    unwrap(openDatabase(folder)).close();
    const database = new Database(path.join(folder, DATABASE_FILE));
    database.prepare("INSERT INTO schema_version (version, name) VALUES (99, 'the future')").run();
    database.close();
    expect(openDatabase(folder)).toMatchObject({ ok: false, error: { kind: 'newer-schema', found: 99, known: NEWEST_SCHEMA } });
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
