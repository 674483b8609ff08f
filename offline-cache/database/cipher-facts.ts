import { createHmac, timingSafeEqual } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, readSync, renameSync, writeSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { secureRandom, type Random } from '#kernel/random.ts';
import { OpenRefusal } from './open-error.ts';

/**
 * What is kept beside the database in plain text: how it is enciphered, its salt, and a check that tells a wrong key
 * from a damaged file without touching the file. It lies there twice, and the salt a third time as the database's first
 * bytes, so that no single damaged byte keeps anybody from their data.
 */
const cipherFacts = z.strictObject({
  format: z.literal(1),
  cipher: z.literal('aegis'),
  salt: z.string().regex(/^[0-9a-f]{32}$/),
  keyCheck: z.string().regex(/^[0-9a-f]{32}$/),
});

export type CipherFacts = z.infer<typeof cipherFacts>;

export const FACTS_NAME = 'terminal.cipher.json';
export const FACTS_COPY_NAME = 'terminal.cipher.copy.json';
export const SALT_BYTES = 16;
/** A raw key is not derived: any salt deciphers. It only marks the file as ours. */
export const NO_SALT = '0'.repeat(SALT_BYTES * 2);

export interface FactsPlace {
  readonly folder: string;
  /** Path of the database. */
  readonly database: string;
  readonly key: Uint8Array;
  readonly random?: Random;
  /** Whether something else in the folder opens with the key; asked only when the facts cannot tell. */
  readonly keyProven?: () => boolean;
}

export interface FoundFacts {
  readonly facts: CipherFacts;
  /** Files that are to be written anew with `saveFacts`: missing, damaged, or not what the others say. */
  readonly mend: readonly string[];
  /** What was damaged; null when a file was only missing. */
  readonly damaged: string | null;
}

/** Finds the facts, makes them when there is nothing yet; writes nothing of an existing store. @throws OpenRefusal */
export function findFacts({ folder, database, key, random = secureRandom, keyProven = () => false }: FactsPlace): FoundFacts {
  const check = keyCheck(key);
  const files = [FACTS_NAME, FACTS_COPY_NAME].map((name) => ({ name, read: read(path.join(folder, name)) }));
  const readable = files.flatMap(({ read: facts }) => (typeof facts === 'object' ? facts : []));
  const header = firstBytes(database, SALT_BYTES)?.toString('hex') ?? null;
  if (files.every(({ read: facts }) => facts === 'missing') && !existsSync(database) && !keyProven()) {
    const facts: CipherFacts = { format: 1, cipher: 'aegis', salt: Buffer.from(random.bytes(SALT_BYTES)).toString('hex'), keyCheck: check };
    for (const { name } of files) saveFacts(folder, name, facts);
    return { facts, mend: [], damaged: null };
  }
  if (!readable.some((facts) => sameCheck(facts.keyCheck, check)) && !keyProven()) {
    // No single fault makes both copies say the same wrong thing.
    if (readable.length > 0) throw new OpenRefusal({ kind: 'wrong-key', file: database });
    throw new OpenRefusal({ kind: 'unproven-key', file: database });
  }
  const salt = mostNamed([...readable.map((facts) => facts.salt), ...(header ? [header] : [])]) ?? NO_SALT;
  const facts: CipherFacts = { format: 1, cipher: 'aegis', salt, keyCheck: check };
  const wrong = files.filter(({ read: found }) => typeof found !== 'object' || found.salt !== salt || found.keyCheck !== check);
  const damaged = wrong.filter(({ read: found }) => found !== 'missing').map(({ name }) => name);
  return { facts, mend: wrong.map(({ name }) => name), damaged: damaged.length > 0 ? damaged.join(', ') : null };
}

/** SQLite3 Multiple Ciphers' raw key form: 32 bytes of key, 16 of salt, no derivation. */
export function rawKey(facts: Pick<CipherFacts, 'salt'>, key: Uint8Array): string {
  return `raw:${Buffer.from(key).toString('hex')}${facts.salt}`;
}

/** A tag of the key that says nothing about it. */
export function keyCheck(key: Uint8Array): string {
  return createHmac('sha256', key).update('yichuang terminal store').digest('hex').slice(0, 32);
}

function sameCheck(one: string, other: string): boolean {
  return timingSafeEqual(Buffer.from(one, 'hex'), Buffer.from(other, 'hex'));
}

function read(file: string): CipherFacts | 'missing' | 'unreadable' {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return 'missing';
    return 'unreadable';
  }
  try {
    return cipherFacts.parse(JSON.parse(text));
  } catch {
    return 'unreadable';
  }
}

/** What most of them say; among equals the first. */
function mostNamed(values: readonly string[]): string | undefined {
  return values.toSorted((a, b) => count(values, b) - count(values, a) || values.indexOf(a) - values.indexOf(b))[0];
}

function count(values: readonly string[], value: string): number {
  return values.filter((one) => one === value).length;
}

/** The first bytes of a file; null when it is shorter or not there. */
export function firstBytes(file: string, length: number): Buffer | null {
  if (!existsSync(file)) return null;
  const bytes = Buffer.alloc(length);
  const handle = openSync(file, 'r');
  try {
    return readSync(handle, bytes, 0, length, 0) === length ? bytes : null;
  } finally {
    closeSync(handle);
  }
}

/** Whole and on the disk, or as it was. */
export function saveFacts(folder: string, name: string, facts: CipherFacts): void {
  const file = path.join(folder, name);
  const draft = `${file}.${process.pid}`;
  const handle = openSync(draft, 'w', 0o600);
  try {
    writeSync(handle, `${JSON.stringify(facts)}\n`);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(draft, file);
  syncFolder(folder);
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
