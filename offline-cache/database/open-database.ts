import { closeSync, existsSync, openSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import type { Random } from '#kernel/random.ts';
import { err, ok, type Result } from '#kernel/result.ts';
import { MIGRATIONS } from '../migrations/all.ts';
import type { Migration } from '../migrations/migration.ts';
import { findFacts, rawKey, saveFacts, syncFolder, type CipherFacts } from './cipher-facts.ts';
import { headerDistance, mendHeader, refuseInUse, wrongHeader } from './file-header.ts';
import { migrate } from './migrate.ts';
import { OpenRefusal, type OpenError } from './open-error.ts';
import { makeFolder } from '../make-folder.ts';

export type Connection = Database.Database;

export const DATABASE_NAME = 'terminal.db';

/** A service that is just closing needs a moment to let go; a running one never does. */
const LOCK_WAIT_MS = 1_000;
/** Below this SQLite can lose committed pages when the WAL is reset (sqlite.org/wal.html#walresetbug). */
const OLDEST_SAFE_SQLITE = [3, 51, 3] as const;
/** Working the log into the file stalls whoever writes just then: one commit in two hundred instead of one in seventy, and the log stays under 16 MB. */
const CHECKPOINT_PAGES = 3_000;
/** What a long transaction may leave of the WAL file on the disk. */
const WAL_BYTES = 16 * 1024 * 1024;

export interface DatabasePlace {
  /** Made with mode 0700 when missing. */
  readonly folder: string;
  /** 32 bytes. */
  readonly key: Uint8Array;
  readonly migrations?: readonly Migration[];
  /** For the salt of a new database. */
  readonly random?: Random;
  /** Whether something else in the folder opens with the key: asked when what tells a wrong key from damage is itself damaged. */
  readonly keyProven?: () => boolean;
  /** Runs when the file is proven readable and before its schema changes. */
  readonly beforeMigration?: (connection: Connection) => void;
  /** Told when the description or the file's first bytes were damaged and have been put right. */
  readonly onMended?: (what: string) => void;
}

/**
 * The one writer's connection: enciphered, WAL at FULL, checked, migrated. On any refusal the files stay as they were.
 * The caller must make sure that this process does not have the same folder open already: reading a file's header and
 * closing it would drop SQLite's own locks on it (POSIX advisory locks belong to the process).
 */
export function openDatabase(place: DatabasePlace): Result<Connection, OpenError> {
  const { folder, key, migrations = MIGRATIONS, beforeMigration, onMended } = place;
  const file = path.join(folder, DATABASE_NAME);
  try {
    makeFolder(folder);
    const fresh = !existsSync(file);
    const { facts, mend, damaged } = findFacts({ ...place, database: file });
    const secret = rawKey(facts, key);
    if (fresh) {
      closeSync(openSync(file, 'a', 0o600));
      // Closed once, so that the header can be read before SQLite holds its locks.
      connect(file, secret, migrations).close();
      syncFolder(folder);
    }
    const header = headerToMend(file, facts.salt);
    if (header) mendHeader(file, header);
    const connection = connect(file, secret, migrations, beforeMigration);
    for (const name of mend) mendFacts(folder, name, facts);
    if (header ?? damaged) onMended?.(damaged ?? '文件头');
    return ok(connection);
  } catch (cause) {
    if (cause instanceof OpenRefusal) return err(cause.error);
    const { code, message } = cause as NodeJS.ErrnoException;
    // A bug of ours (SQLITE_ERROR and the like) is not the folder's fault.
    if (code === undefined || (code.startsWith('SQLITE_') && !/^SQLITE_(CANTOPEN|READONLY|FULL|PERM)/.test(code))) throw cause;
    return err({ kind: 'folder', file, cause: `${code} ${message}` });
  }
}

/** What is left damaged now is mended at the next opening: a full disk does not stop this one. */
function mendFacts(folder: string, name: string, facts: CipherFacts): void {
  try {
    saveFacts(folder, name, facts);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === undefined) throw cause;
  }
}

/** One damaged byte of the known header is put right; more is another file's. */
function headerToMend(file: string, salt: string): Buffer | null {
  const right = wrongHeader(file, salt);
  if (!right) return null;
  refuseInUse(file);
  if (headerDistance(file, right) > 1) throw new OpenRefusal({ kind: 'damaged', file, found: '文件头不符' });
  return right;
}

function connect(file: string, key: string, migrations: readonly Migration[], beforeMigration?: (connection: Connection) => void): Connection {
  const connection = new Database(file, { timeout: LOCK_WAIT_MS });
  try {
    connection.pragma("cipher = 'aegis'");
    connection.pragma(`key = '${key}'`);
    // The lock is taken at the first read and kept: a second program is told at once, and no -shm file is needed.
    connection.pragma('locking_mode = EXCLUSIVE');
    // Not before the key and the lock: preparing any statement reads the file.
    refuseOldSqlite(file, connection);
    connection.pragma('mmap_size = 0');
    connection.pragma('journal_mode = WAL');
    connection.pragma('synchronous = FULL');
    connection.pragma('foreign_keys = ON');
    connection.pragma('temp_store = MEMORY');
    connection.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
    connection.pragma(`journal_size_limit = ${WAL_BYTES}`);
    for (const [setting, wanted] of Object.entries(MUST_HOLD)) {
      const found = String(connection.pragma(setting, { simple: true }));
      if (found !== wanted) throw new OpenRefusal({ kind: 'unsafe', file, setting, found, wanted });
    }
    const check = String(connection.pragma('quick_check(1)', { simple: true }));
    if (check !== 'ok') throw new OpenRefusal({ kind: 'damaged', file, found: check.replaceAll(/\s+/g, ' ') });
    beforeMigration?.(connection);
    migrate(file, connection, migrations);
    workInTheLog(connection);
    // SQLite syncs the folder of a new log too, but takes no notice when that fails.
    syncFolder(path.dirname(file));
    return connection;
  } catch (cause) {
    connection.close();
    throw refusalOf(file, cause);
  }
}

/**
 * Brings everything that the log holds onto the disk. After a death, or an fsync that failed, the log may hold what only
 * the kernel's memory knows: it reads whole, and no later fsync of it would bring that to the disk, nor what comes behind.
 */
function workInTheLog(connection: Connection): void {
  try {
    connection.pragma('wal_checkpoint(TRUNCATE)');
  } catch (cause) {
    // Without room the log stays as it is: nothing can be stored behind it either before there is room again.
    if ((cause as { code?: unknown }).code !== 'SQLITE_FULL') throw cause;
  }
}

/** Read back after setting: durability rests on these, and a wrong one is silent. */
const MUST_HOLD: Readonly<Record<string, string>> = {
  cipher: 'aegis',
  journal_mode: 'wal',
  synchronous: '2',
  locking_mode: 'exclusive',
  mmap_size: '0',
  foreign_keys: '1',
};

function refusalOf(file: string, cause: unknown): unknown {
  if (cause instanceof OpenRefusal) return cause;
  const code = String((cause as { code?: unknown }).code);
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) return new OpenRefusal({ kind: 'in-use', file });
  // What could not be brought onto the disk is no damage of what lies there.
  if (/^SQLITE_IOERR_(FSYNC|DIR_FSYNC|WRITE|TRUNCATE)$/.test(code)) return new OpenRefusal({ kind: 'folder', file, cause: code });
  // The key check already passed: what cannot be deciphered or parsed now is damage.
  if (/^SQLITE_(NOTADB|CORRUPT|IOERR)/.test(code)) return new OpenRefusal({ kind: 'damaged', file, found: code });
  return cause;
}

function refuseOldSqlite(file: string, connection: Connection): void {
  const found = String(connection.prepare('SELECT sqlite_version()').pluck().get());
  const parts = found.split('.').map(Number);
  for (const [index, least] of OLDEST_SAFE_SQLITE.entries()) {
    const part = parts[index] ?? 0;
    if (part > least) return;
    if (part < least) throw new OpenRefusal({ kind: 'unsafe', file, setting: 'SQLite', found, wanted: `≥ ${OLDEST_SAFE_SQLITE.join('.')}` });
  }
}
