import { closeSync, openSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { DATABASE_NAME } from '../database/open-database.ts';
import { OpenRefusal } from '../database/open-error.ts';

const LOCK_NAME = 'rebuild.lock';

/**
 * Lets one process at a time rebuild a store: the database itself cannot carry the lock while it is exchanged. An empty SQLite file is locked, so that
 * the system takes the lock away with the process. @throws OpenRefusal in-use
 */
export function withRecoveryLock<Value>(folder: string, run: () => Value): Value {
  const lock = path.join(folder, LOCK_NAME);
  closeSync(openSync(lock, 'a', 0o600));
  const connection = new Database(lock, { timeout: 0 });
  try {
    connection.exec('BEGIN EXCLUSIVE');
    return run();
  } catch (cause) {
    if ((cause as { code?: unknown }).code === 'SQLITE_BUSY') throw new OpenRefusal({ kind: 'in-use', file: path.join(folder, DATABASE_NAME) });
    throw cause;
  } finally {
    connection.close();
  }
}
