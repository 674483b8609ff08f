import { copyFileSync, linkSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { syncFile, syncFolder } from '../../whole-files.ts';
import type { DatabaseKey } from './database-key.ts';
import { readHeader } from './database-key.ts';
import { tableCounts } from './table-counts.ts';

/** The original of a database that an older release left in plain; kept until somebody removes it. */
export const PLAIN_ORIGINAL = 'hall.sqlite.before-enciphering';

/**
 * Puts an enciphered copy in the place of a plain database: copied, enciphered, opened, checked and compared before the
 * names are exchanged; the original stays beside it. A crash at any point leaves one of the two under the old name.
 * @throws Error when the original is damaged or the copy is not the same
 */
export function encipherPlain(file: string, key: DatabaseKey): void {
  const copy = `${file}.enciphering`;
  for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(copy + suffix, { force: true });
  const plain = new Database(file, { timeout: 500 });
  let expected: string;
  try {
    plain.pragma('locking_mode = EXCLUSIVE');
    const check = String(plain.pragma('integrity_check(1)', { simple: true }));
    if (check !== 'ok') throw new Database.SqliteError(check, 'SQLITE_CORRUPT');
    plain.prepare('VACUUM INTO ?').run(copy);
    expected = JSON.stringify(tableCounts(plain));
    plain.pragma('wal_checkpoint(TRUNCATE)');
  } finally {
    plain.close();
  }
  const enciphered = new Database(copy);
  try {
    enciphered.pragma("cipher = 'aegis'");
    enciphered.pragma(`rekey = '${key.raw}'`);
  } finally {
    enciphered.close();
  }
  const again = new Database(copy);
  try {
    again.pragma("cipher = 'aegis'");
    again.pragma(`key = '${key.raw}'`);
    if (again.pragma('integrity_check(1)', { simple: true }) !== 'ok' || JSON.stringify(tableCounts(again)) !== expected) {
      throw new Error(`${copy}: not the same as ${file}`);
    }
  } finally {
    again.close();
  }
  if (readHeader(copy, key) !== 'fits') throw new Error(`${copy}: not enciphered`);
  syncFile(copy);
  const original = path.join(path.dirname(file), PLAIN_ORIGINAL);
  rmSync(original, { force: true });
  try {
    linkSync(file, original);
  } catch {
    // No hard links on this file system.
    copyFileSync(file, original);
    syncFile(original);
  }
  renameSync(copy, file);
  for (const suffix of ['-wal', '-shm']) rmSync(file + suffix, { force: true });
  syncFolder(path.dirname(file));
}
