import { closeSync, fsyncSync, linkSync, openSync, rmSync, writeSync } from 'node:fs';
import Database from 'better-sqlite3';
import { firstBytes, SALT_BYTES } from './cipher-facts.ts';
import { OpenRefusal } from './open-error.ts';

const PLAIN_HEADER = Buffer.from('SQLite format 3\0', 'latin1');
/** The bytes after the salt that stay readable (fileformat2.html §1.3): page size 4096, WAL twice, reserved space, fractions. */
const OPEN_HEADER = Buffer.from('1000020240402020', 'hex');
const OPEN_HEADER_BYTES = SALT_BYTES + OPEN_HEADER.length;
/** Before the first switch to WAL the two version bytes are 1. */
const VERSION_BYTES = [18, 19] as const;

/**
 * The first bytes must be our salt and the constants behind it: plain text was never written by us, anything else is
 * damage that the cipher cannot see. They are known, so a damaged one can be put right.
 * @returns the header as it should be when it is not so; null when it is right, or the file is still empty
 */
export function wrongHeader(file: string, salt: string): Buffer | null {
  const header = firstBytes(file, OPEN_HEADER_BYTES);
  // Empty: the last start was killed between making the file and filling it.
  if (!header) return null;
  if (header.subarray(0, PLAIN_HEADER.length).equals(PLAIN_HEADER)) throw new OpenRefusal({ kind: 'not-encrypted', file });
  const right = Buffer.concat([Buffer.from(salt, 'hex'), OPEN_HEADER]);
  const found = Buffer.from(header);
  if (VERSION_BYTES.every((at) => found[at] === 1)) for (const at of VERSION_BYTES) found[at] = right[at]!;
  return found.equals(right) ? null : right;
}

/** How far the header is from what it should be, in bytes: one damaged place can be put right, a foreign file not. */
export function headerDistance(file: string, right: Buffer): number {
  const header = firstBytes(file, OPEN_HEADER_BYTES) ?? Buffer.alloc(0);
  return right.reduce((sum, byte, at) => sum + (header[at] === byte ? 0 : 1), 0);
}

export function mendHeader(file: string, right: Buffer): void {
  const handle = openSync(file, 'r+');
  try {
    writeSync(handle, right, 0, right.length, 0);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** @throws OpenRefusal in-use when another process has the file open, whatever its state */
export function refuseInUse(file: string): void {
  underOtherName(file, (connection) => {
    try {
      connection.exec('BEGIN IMMEDIATE');
    } catch (cause) {
      const code = String((cause as { code?: unknown }).code);
      if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) throw new OpenRefusal({ kind: 'in-use', file });
      // Not readable as a plain database, of course: but nobody holds it.
    }
  });
}

/** Whether the database's first page opens with the key. @param secret see rawKey */
export function opensWith(file: string, secret: string): boolean {
  if (!firstBytes(file, SALT_BYTES)) return false;
  try {
    return underOtherName(file, (connection) => {
      connection.pragma("cipher = 'aegis'");
      connection.pragma(`key = '${secret}'`);
      connection.pragma('locking_mode = EXCLUSIVE');
      connection.prepare('SELECT count(*) FROM sqlite_schema').get();
      return true;
    });
  } catch {
    return false;
  }
}

/** Under another name, beside which lies no journal: SQLite's locks belong to the file, its journal to the name, and the journal must not be touched. */
function underOtherName<Value>(file: string, look: (connection: Database.Database) => Value): Value {
  const probe = `${file}.probe`;
  const forget = (): void => ['', '-wal', '-shm', '-journal'].forEach((suffix) => rmSync(`${probe}${suffix}`, { force: true }));
  forget();
  linkSync(file, probe);
  let connection: Database.Database | null = null;
  try {
    connection = new Database(probe, { timeout: 0, fileMustExist: true });
    return look(connection);
  } finally {
    connection?.close();
    forget();
  }
}
