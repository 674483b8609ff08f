import { closeSync, existsSync, openSync, readFileSync, readSync } from 'node:fs';
import path from 'node:path';
import type { Random } from '#kernel/random.ts';
import { writeWhole } from '../../whole-files.ts';

/**
 * The key of the hall's database. It is enciphered for its per-page authentication more than for secrecy: plain SQLite
 * reads a flipped bit as data, this one refuses the page.
 */
export const HALL_KEY_FILE = 'hall.key';

const KEY_BYTES = 32;
const SALT_BYTES = 16;
const PLAIN_HEADER = 'SQLite format 3\0';

export interface DatabaseKey {
  /** SQLite3 Multiple Ciphers' raw form: key and salt, no derivation. */
  readonly raw: string;
  /** What the file begins with, hex. */
  readonly salt: string;
}

/** Reads the key; null when there is none. @throws Error when it is damaged */
export function readDatabaseKey(folder: string): DatabaseKey | null {
  const file = path.join(folder, HALL_KEY_FILE);
  if (!existsSync(file)) return null;
  const bytes = Buffer.from(readFileSync(file, 'utf8').trim(), 'base64');
  if (bytes.length !== KEY_BYTES + SALT_BYTES) throw new Error(`${file}: not ${KEY_BYTES + SALT_BYTES} bytes of base64`);
  const hex = bytes.toString('hex');
  return { raw: `raw:${hex}`, salt: hex.slice(KEY_BYTES * 2) };
}

export function makeDatabaseKey(folder: string, random: Random): DatabaseKey {
  writeWhole(path.join(folder, HALL_KEY_FILE), `${Buffer.from(random.bytes(KEY_BYTES + SALT_BYTES)).toString('base64')}\n`);
  return readDatabaseKey(folder)!;
}

export type HeaderFinding = 'empty' | 'plain' | 'fits' | 'foreign';

/**
 * What a database file begins with. Nobody in this process may have it open: closing any handle of a file drops the
 * process's locks on it (POSIX).
 */
export function readHeader(file: string, key: DatabaseKey | null): HeaderFinding {
  const header = Buffer.alloc(PLAIN_HEADER.length);
  const handle = openSync(file, 'r');
  try {
    if (readSync(handle, header, 0, header.length, 0) < header.length) return 'empty';
  } finally {
    closeSync(handle);
  }
  if (header.toString('latin1') === PLAIN_HEADER) return 'plain';
  return header.toString('hex') === key?.salt ? 'fits' : 'foreign';
}
