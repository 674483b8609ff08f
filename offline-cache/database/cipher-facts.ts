import { createHmac, timingSafeEqual } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, linkSync, openSync, readFileSync, unlinkSync, writeSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { secureRandom } from '#kernel/random.ts';
import { OpenRefusal } from './open-error.ts';

/**
 * What is kept beside the database in plain text: how it is enciphered, its salt, and a check that tells a wrong key
 * from a damaged file without touching the file.
 */
const cipherFacts = z.strictObject({
  format: z.literal(1),
  cipher: z.literal('aegis'),
  salt: z.string().regex(/^[0-9a-f]{32}$/),
  keyCheck: z.string().regex(/^[0-9a-f]{32}$/),
});

export type CipherFacts = z.infer<typeof cipherFacts>;

/** Reads the facts; makes them when there is neither facts nor database yet. @throws OpenRefusal */
export function cipherFactsFor(file: string, database: string, key: Uint8Array): CipherFacts {
  if (!existsSync(file)) {
    if (existsSync(database)) throw new OpenRefusal({ kind: 'damaged', file: database, found: `缺少 ${path.basename(file)}` });
    create(file, { format: 1, cipher: 'aegis', salt: Buffer.from(secureRandom.bytes(16)).toString('hex'), keyCheck: keyCheck(key) });
  }
  const facts = read(file);
  const told = Buffer.from(facts.keyCheck, 'hex');
  if (!timingSafeEqual(told, Buffer.from(keyCheck(key), 'hex'))) throw new OpenRefusal({ kind: 'wrong-key', file: database });
  return facts;
}

/** SQLite3 Multiple Ciphers' raw key form: 32 bytes of key, 16 of salt, no derivation. */
export function rawKey(facts: CipherFacts, key: Uint8Array): string {
  return `raw:${Buffer.from(key).toString('hex')}${facts.salt}`;
}

function read(file: string): CipherFacts {
  try {
    return cipherFacts.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    throw new OpenRefusal({ kind: 'damaged', file, found: '内容无法识别' });
  }
}

/** A tag of the key that says nothing about it. */
function keyCheck(key: Uint8Array): string {
  return createHmac('sha256', key).update('yichuang terminal store').digest('hex').slice(0, 32);
}

/** Whole and on the disk before the database exists, or not at all. */
function create(file: string, facts: CipherFacts): void {
  const draft = `${file}.${process.pid}`;
  const handle = openSync(draft, 'w', 0o600);
  try {
    writeSync(handle, `${JSON.stringify(facts)}\n`);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  try {
    linkSync(draft, file);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause;
  } finally {
    unlinkSync(draft);
  }
  syncFolder(path.dirname(file));
}

/** Makes new names in the folder survive a power cut. Windows does so by itself. */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
