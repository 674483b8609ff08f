import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { err, ok, type Result } from '#kernel/result.ts';
import { MIGRATIONS } from '../migrations/all.ts';
import type { Migration } from '../migrations/migration.ts';
import { cipherFactsFor, rawKey, syncFolder } from './cipher-facts.ts';
import { migrate } from './migrate.ts';
import { OpenRefusal, type OpenError } from './open-error.ts';
import { makeFolder } from '../make-folder.ts';

export type Connection = Database.Database;

export const DATABASE_NAME = 'terminal.db';
const FACTS_NAME = 'terminal.cipher.json';

/** A service that is just closing needs a moment to let go; a running one never does. */
const LOCK_WAIT_MS = 1_000;
/** Below this SQLite can lose committed pages when the WAL is reset (sqlite.org/wal.html#walresetbug). */
const OLDEST_SAFE_SQLITE = [3, 51, 3] as const;
/** What a long transaction may leave of the WAL file on the disk. */
const WAL_BYTES = 16 * 1024 * 1024;
const PLAIN_HEADER = 'SQLite format 3\0';

export interface DatabasePlace {
  /** Made with mode 0700 when missing. */
  readonly folder: string;
  /** 32 bytes. */
  readonly key: Uint8Array;
  readonly migrations?: readonly Migration[];
}

/**
 * The one writer's connection: enciphered, WAL at FULL, checked, migrated. On any refusal the files stay as they were.
 * The caller must make sure that this process does not have the same folder open already: reading a file's header and
 * closing it would drop SQLite's own locks on it (POSIX advisory locks belong to the process).
 */
export function openDatabase({ folder, key, migrations = MIGRATIONS }: DatabasePlace): Result<Connection, OpenError> {
  const file = path.join(folder, DATABASE_NAME);
  try {
    makeFolder(folder);
    const fresh = !existsSync(file);
    const facts = cipherFactsFor(path.join(folder, FACTS_NAME), file, key);
    if (fresh) {
      closeSync(openSync(file, 'a', 0o600));
      // Closed once, so that the header can be read before SQLite holds its locks.
      connect(file, rawKey(facts, key), migrations).close();
      syncFolder(folder);
    }
    checkHeader(file, facts.salt);
    return ok(connect(file, rawKey(facts, key), migrations));
  } catch (cause) {
    if (cause instanceof OpenRefusal) return err(cause.error);
    const { code, message } = cause as NodeJS.ErrnoException;
    // A bug of ours (SQLITE_ERROR and the like) is not the folder's fault.
    if (code === undefined || (code.startsWith('SQLITE_') && !/^SQLITE_(CANTOPEN|READONLY|FULL|PERM)/.test(code))) throw cause;
    return err({ kind: 'folder', file, cause: `${code} ${message}` });
  }
}

function connect(file: string, key: string, migrations: readonly Migration[]): Connection {
  const connection = new Database(file, { timeout: LOCK_WAIT_MS });
  try {
    connection.pragma("cipher = 'aegis'");
    connection.pragma(`key = '${key}'`);
    // Not before the key: preparing any statement reads the file.
    refuseOldSqlite(file, connection);
    // The lock is taken at the first read and kept: a second program is told at once, and no -shm file is needed.
    connection.pragma('locking_mode = EXCLUSIVE');
    connection.pragma('mmap_size = 0');
    connection.pragma('journal_mode = WAL');
    connection.pragma('synchronous = FULL');
    connection.pragma('foreign_keys = ON');
    connection.pragma('temp_store = MEMORY');
    connection.pragma(`journal_size_limit = ${WAL_BYTES}`);
    for (const [setting, wanted] of Object.entries(MUST_HOLD)) {
      const found = String(connection.pragma(setting, { simple: true }));
      if (found !== wanted) throw new OpenRefusal({ kind: 'unsafe', file, setting, found, wanted });
    }
    const check = String(connection.pragma('quick_check(1)', { simple: true }));
    if (check !== 'ok') throw new OpenRefusal({ kind: 'damaged', file, found: check });
    migrate(file, connection, migrations);
    return connection;
  } catch (cause) {
    connection.close();
    throw refusalOf(file, cause);
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

/** The first bytes must be our salt: plain text was never written by us, anything else is damage the cipher cannot see. */
function checkHeader(file: string, salt: string): void {
  const header = Buffer.alloc(PLAIN_HEADER.length);
  const handle = openSync(file, 'r');
  try {
    // Empty: the last start was killed between making the file and filling it.
    if (readSync(handle, header, 0, header.length, 0) === 0) return;
  } finally {
    closeSync(handle);
  }
  if (header.toString('latin1') === PLAIN_HEADER) throw new OpenRefusal({ kind: 'not-encrypted', file });
  if (header.toString('hex') !== salt) throw new OpenRefusal({ kind: 'damaged', file, found: '文件头不符' });
}
