import path from 'node:path';
import Database from 'better-sqlite3';
import { err, ok, type Result } from '#kernel/result.ts';
import { MIGRATIONS, NEWEST_SCHEMA } from './migrations.ts';
import { makeFolder } from '../../make-folder.ts';

export type Connection = InstanceType<typeof Database>;

/** Why the hall's database cannot be used. `where` is the file or folder. */
export type OpenError =
  | { readonly kind: 'folder-unusable'; readonly where: string; readonly detail: string }
  | { readonly kind: 'in-use'; readonly where: string }
  | { readonly kind: 'not-a-database'; readonly where: string }
  | { readonly kind: 'newer-schema'; readonly where: string; readonly found: number; readonly known: number }
  | { readonly kind: 'unsafe-sqlite'; readonly where: string; readonly detail: string };

export const DATABASE_FILE = 'hall.sqlite';

/** Older libraries can corrupt a WAL database (reset race, fixed in 3.51.3). */
const OLDEST_SQLITE = [3, 51, 3] as const;

/** Keys are spread over their indexes: what the day touches should stay in memory. */
const CACHE_KIB = 64 * 1024;
/** A page that many commits touch is copied into the database once: every 12 MB of WAL instead of every 4. */
const CHECKPOINT_PAGES = 3_000;
/** What a long transaction may leave of the WAL file on the disk. */
const WAL_BYTES = 16 * 1024 * 1024;

/** Read back after setting: durability rests on these, and a wrong one is silent. */
const MUST_HOLD: Readonly<Record<string, string | number>> = { journal_mode: 'wal', synchronous: 2, mmap_size: 0, locking_mode: 'exclusive', foreign_keys: 1 };

/**
 * Opens the one writer connection: WAL, FULL read back, no mmap, exclusive lock so that a second process is told at
 * once. Brings the schema up to date.
 */
export function openDatabase(folder: string): Result<Connection, OpenError> {
  const where = path.join(folder, DATABASE_FILE);
  try {
    makeFolder(folder);
  } catch (error) {
    return err({ kind: 'folder-unusable', where: folder, detail: messageOf(error) });
  }
  let database: Connection | undefined;
  try {
    database = new Database(where, { timeout: 500 });
    const unsafe = harden(database);
    if (unsafe !== null) return failed(database, { kind: 'unsafe-sqlite', where, detail: unsafe });
    const found = schemaVersion(database);
    if (found > NEWEST_SCHEMA) return failed(database, { kind: 'newer-schema', where, found, known: NEWEST_SCHEMA });
    migrate(database, found);
    return ok(database);
  } catch (error) {
    return failed(database, openErrorOf(error, where));
  }
}

function failed(database: Connection | undefined, error: OpenError): Result<Connection, OpenError> {
  database?.close();
  return err(error);
}

function openErrorOf(error: unknown, where: string): OpenError {
  if (!(error instanceof Database.SqliteError)) return { kind: 'folder-unusable', where, detail: messageOf(error) };
  if (error.code.startsWith('SQLITE_BUSY') || error.code.startsWith('SQLITE_LOCKED')) return { kind: 'in-use', where };
  if (error.code === 'SQLITE_NOTADB' || error.code.startsWith('SQLITE_CORRUPT')) return { kind: 'not-a-database', where };
  return { kind: 'folder-unusable', where, detail: `${error.code}: ${error.message}` };
}

/** Sets and reads back what durability hangs on; the reason in words when it cannot be had. */
function harden(database: Connection): string | null {
  const version = database.prepare('SELECT sqlite_version()').pluck().get() as string;
  if (olderThan(version)) return `SQLite ${version} < ${OLDEST_SQLITE.join('.')}`;
  database.pragma('locking_mode = EXCLUSIVE');
  const journal = database.pragma('journal_mode = WAL', { simple: true });
  if (journal !== 'wal') return `journal_mode = ${String(journal)}`;
  database.pragma('synchronous = FULL');
  database.pragma('mmap_size = 0');
  database.pragma('foreign_keys = ON');
  database.pragma(`cache_size = ${-CACHE_KIB}`);
  database.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
  database.pragma(`journal_size_limit = ${WAL_BYTES}`);
  for (const [setting, wanted] of Object.entries(MUST_HOLD)) {
    const found = database.pragma(setting, { simple: true });
    if (found !== wanted) return `${setting} = ${String(found)}`;
  }
  return null;
}

function olderThan(version: string): boolean {
  const parts = version.split('.').map(Number);
  for (const [i, oldest] of OLDEST_SQLITE.entries()) {
    const part = parts[i] ?? 0;
    if (part !== oldest) return part < oldest;
  }
  return false;
}

function schemaVersion(database: Connection): number {
  database.exec('CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL)');
  return database.prepare('SELECT COALESCE(MAX(version), 0) FROM schema_version').pluck().get() as number;
}

function migrate(database: Connection, from: number): void {
  for (const { version, name, sql } of MIGRATIONS) {
    if (version <= from) continue;
    database
      .transaction(() => {
        database.exec(sql);
        database.prepare('INSERT INTO schema_version (version, name) VALUES (?, ?)').run(version, name);
      })
      .immediate();
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
