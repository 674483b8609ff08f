import { closeSync, existsSync, openSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { secureRandom, type Random } from '#kernel/random.ts';
import { err, ok, type Result } from '#kernel/result.ts';
import { makeDatabaseKey, readDatabaseKey, readHeader, type DatabaseKey } from './database-key.ts';
import { encipherPlain } from './encipher-plain.ts';
import { MIGRATIONS, NEWEST_SCHEMA } from './migrations.ts';
import { makeFolder } from '../../make-folder.ts';
import { syncFolder } from '../../whole-files.ts';

export type Connection = InstanceType<typeof Database>;

/** Why the hall's database cannot be used. `where` is the file or folder. */
export type OpenError =
  | { readonly kind: 'folder-unusable'; readonly where: string; readonly detail: string }
  | { readonly kind: 'in-use'; readonly where: string }
  | { readonly kind: 'not-a-database'; readonly where: string; readonly backup?: string | null }
  /** It can be opened, but a page is not as it was written. */
  | { readonly kind: 'damaged'; readonly where: string; readonly found: string; readonly backup?: string | null }
  /** There are keys of a hall that was in use, and no database. */
  | { readonly kind: 'database-missing'; readonly where: string; readonly backup?: string | null }
  | { readonly kind: 'key-missing'; readonly where: string }
  | { readonly kind: 'key-unfit'; readonly where: string; readonly detail: string }
  /** A restore was cut off before its end. */
  | { readonly kind: 'restore-unfinished'; readonly where: string }
  | { readonly kind: 'newer-schema'; readonly where: string; readonly found: number; readonly known: number }
  | { readonly kind: 'unsafe-sqlite'; readonly where: string; readonly detail: string };

export const DATABASE_FILE = 'hall.sqlite';

/** Written when a hall has served: from then on an empty folder is a loss and not a beginning. */
export const IDENTITY_FILE = 'identity.json';

/** Names the last verified backup, for who must restore it. */
export const LAST_BACKUP_FILE = 'last-backup.json';

/** Stands while a restore exchanges files. */
export const RESTORING_FILE = 'restoring.json';

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

/** Larger databases have only their structure checked at start; the scheduled check reads the rest. */
const FULL_CHECK_BYTES = 256 * 1024 * 1024;

/** Open connections of this process by file: another handle on the same file would drop its locks when closed. */
const open = new Map<string, Connection>();

/**
 * Opens the one writer connection: enciphered (every page authenticated), WAL, FULL read back, no mmap, exclusive lock
 * so that a second process is told at once, checked. Brings the schema up to date.
 */
export function openDatabase(folder: string, random: Random = secureRandom): Result<Connection, OpenError> {
  const where = path.join(folder, DATABASE_FILE);
  let place: string;
  try {
    makeFolder(folder);
    place = path.join(realpathSync(folder), DATABASE_FILE);
  } catch (error) {
    return err({ kind: 'folder-unusable', where: folder, detail: messageOf(error) });
  }
  if (open.get(place)?.open) return err({ kind: 'in-use', where });
  let database: Connection | undefined;
  try {
    const key = keyFor(folder, where, random);
    if (!key.ok) return key;
    // SQLite keeps the mode of what is there, also for its log.
    if (!existsSync(where)) closeSync(openSync(where, 'a', 0o600));
    database = connect(where, key.value);
    const unsafe = harden(database);
    if (unsafe !== null) return failed(database, { kind: 'unsafe-sqlite', where, detail: unsafe });
    const check = String(database.pragma(statSync(where).size > FULL_CHECK_BYTES ? 'quick_check(1)' : 'integrity_check(1)', { simple: true }));
    if (check !== 'ok') return failed(database, { kind: 'damaged', where, found: check.replaceAll(/\s*\n\s*/g, ' ') });
    const found = schemaVersion(database);
    if (found > NEWEST_SCHEMA) return failed(database, { kind: 'newer-schema', where, found, known: NEWEST_SCHEMA });
    migrate(database, found);
    workInTheLog(database);
    // SQLite syncs the folder of a new log too, but takes no notice when that fails.
    syncFolder(folder);
    open.set(place, database);
    return ok(database);
  } catch (error) {
    return failed(database, openErrorOf(error, where));
  }
}

/** This process's connection of a data folder, for tools and tests that limit or look at it. */
export function connectionOf(folder: string): Connection | undefined {
  return open.get(path.join(realpathSync(folder), DATABASE_FILE));
}

/**
 * Brings everything that the log holds onto the disk. After a death, or an fsync that failed, the log may hold what only
 * the kernel's memory knows: it reads whole, and no later fsync of it would bring that to the disk, nor what comes behind.
 */
function workInTheLog(database: Connection): void {
  try {
    database.pragma('wal_checkpoint(TRUNCATE)');
  } catch (error) {
    // Without room the log stays as it is: nothing can be stored behind it either before there is room again.
    if (!(error instanceof Database.SqliteError) || error.code !== 'SQLITE_FULL') throw error;
  }
}

/** A connection that deciphers, with nothing else set; for copies and backups. */
export function connect(file: string, key: DatabaseKey, options: Database.Options = {}): Connection {
  const database = new Database(file, { timeout: 500, ...options });
  database.pragma("cipher = 'aegis'");
  database.pragma(`key = '${key.raw}'`);
  return database;
}

/** The key that fits what lies there; made for a new hall, and for one that an older release left in plain. */
function keyFor(folder: string, where: string, random: Random): Result<DatabaseKey, OpenError> {
  if (existsSync(path.join(folder, RESTORING_FILE))) return err({ kind: 'restore-unfinished', where: folder });
  let key: DatabaseKey | null;
  try {
    key = readDatabaseKey(folder);
  } catch (error) {
    return err({ kind: 'key-unfit', where: folder, detail: messageOf(error) });
  }
  if (!existsSync(where)) {
    if (existsSync(path.join(folder, IDENTITY_FILE))) return err({ kind: 'database-missing', where });
    return ok(key ?? makeDatabaseKey(folder, random));
  }
  const header = readHeader(where, key);
  if (header === 'plain') {
    const made = key ?? makeDatabaseKey(folder, random);
    encipherPlain(where, made);
    return ok(made);
  }
  if (key === null) return header === 'empty' ? ok(makeDatabaseKey(folder, random)) : err({ kind: 'key-missing', where });
  return header === 'foreign' ? err({ kind: 'not-a-database', where }) : ok(key);
}

function failed(database: Connection | undefined, error: OpenError): Result<Connection, OpenError> {
  database?.close();
  return err(error);
}

function openErrorOf(error: unknown, where: string): OpenError {
  if (!(error instanceof Database.SqliteError)) return { kind: 'folder-unusable', where, detail: messageOf(error) };
  if (error.code.startsWith('SQLITE_BUSY') || error.code.startsWith('SQLITE_LOCKED')) return { kind: 'in-use', where };
  if (error.code === 'SQLITE_NOTADB') return { kind: 'not-a-database', where };
  if (/^SQLITE_(CORRUPT|IOERR)/.test(error.code)) return { kind: 'damaged', where, found: error.message };
  return { kind: 'folder-unusable', where, detail: `${error.code}: ${error.message}` };
}

/** Sets and reads back what durability hangs on; the reason in words when it cannot be had. */
function harden(database: Connection): string | null {
  // Before anything is read: the lock is taken then, and kept.
  database.pragma('locking_mode = EXCLUSIVE');
  const version = database.prepare('SELECT sqlite_version()').pluck().get() as string;
  if (olderThan(version)) return `SQLite ${version} < ${OLDEST_SQLITE.join('.')}`;
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
