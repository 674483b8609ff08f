import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { copyFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { blobCipher } from '../blobs/blob-cipher.ts';
import { makeFolder } from '../make-folder.ts';
import { syncFile, syncFolder, writeWhole } from '../whole-files.ts';

/** Files of cases, in the data folder. */
export const BLOBS_FOLDER = 'blobs';

/** Whole blobs lie in `whole/<2 digits>/<id>`, enciphered, and never change: a copy is made once. */
const WHOLE = 'whole';

/** Name of the last file of a pool that was read again; the next backup goes on behind it. */
const READ_AGAIN_FILE = 'read-again';
/** So many backups read the whole pool again, or fewer while it is small. */
const PARTS = 30;
const LEAST_PART_BYTES = 256 * 1024 * 1024;

export interface CaseFile {
  readonly name: string;
  readonly bytes: number;
}

export interface CopyRequest {
  readonly from: string;
  readonly to: string;
  readonly files: readonly CaseFile[];
  /** The hall's key of blobs: what a file deciphers to must have the digest that is its name. */
  readonly key: Uint8Array;
}

export interface CopiedFiles {
  /** Those that lie at the target now. */
  readonly there: readonly CaseFile[];
  readonly copied: number;
  /** Names of those whose bytes are not what their name says, and of which no good copy was found. */
  readonly damaged: readonly string[];
}

export function listCaseFiles(folder: string): CaseFile[] {
  const whole = path.join(folder, WHOLE);
  if (!existsSync(whole)) return [];
  return readdirSync(whole, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .toSorted()
    .flatMap((name) => {
      const found = statSync(path.join(folder, name), { throwIfNoEntry: false });
      return found ? [{ name: name.replaceAll(path.sep, '/'), bytes: found.size }] : [];
    });
}

/** Copies those that are not there yet, each whole and proven by its digest, or not at all. Those that were collected meanwhile are left out. */
export async function copyCaseFiles({ from, to, files, key }: CopyRequest): Promise<CopiedFiles> {
  const there: CaseFile[] = [];
  const damaged: string[] = [];
  let copied = 0;
  for (const file of files) {
    const target = path.join(to, file.name);
    if (statSync(target, { throwIfNoEntry: false })?.size === file.bytes) {
      there.push(file);
      continue;
    }
    const outcome = await copyOne(path.join(from, file.name), target, key);
    if (outcome === 'damaged') damaged.push(file.name);
    if (outcome !== 'copied') continue;
    there.push(file);
    copied += 1;
  }
  return { there, copied, damaged };
}

/**
 * Reads a part of a pool again, the next one with each backup: a disk forgets without saying so, and terminals let go of what lies here.
 * What is damaged is copied anew. @returns names of those of which there is no good copy at `from` either
 */
export async function readPoolAgain({ from, to, files, key }: CopyRequest): Promise<string[]> {
  const mark = path.join(to, READ_AGAIN_FILE);
  const last = existsSync(mark) ? readFileSync(mark, 'utf8') : '';
  const inTurn = [...files.filter(({ name }) => name > last), ...files.filter(({ name }) => name <= last)];
  const most = Math.max(LEAST_PART_BYTES, files.reduce((sum, { bytes }) => sum + bytes, 0) / PARTS);
  const damaged: string[] = [];
  let read = 0;
  let reached: string | null = null;
  for (const { name, bytes } of inTurn) {
    if (read >= most) break;
    read += bytes;
    reached = name;
    const target = path.join(to, name);
    if (!(await isSound(target, key)) && (await copyOne(path.join(from, name), target, key)) === 'damaged') damaged.push(name);
  }
  if (reached !== null) writeWhole(mark, reached);
  return damaged;
}

/** @returns names of those that are not what their name says */
export async function damagedCaseFiles(folder: string, files: readonly CaseFile[], key: Uint8Array): Promise<string[]> {
  const damaged: string[] = [];
  for (const { name } of files) if (!(await isSound(path.join(folder, name), key))) damaged.push(name);
  return damaged;
}

async function copyOne(from: string, target: string, key: Uint8Array): Promise<'copied' | 'damaged' | 'gone'> {
  makeFolder(path.dirname(target));
  const draft = `${target}.draft`;
  try {
    await copyFile(from, draft);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 'gone';
    throw error;
  }
  syncFile(draft);
  // The copy and not the original: what is proven is what lies at the target.
  if (!(await isSound(draft, key, path.basename(target)))) {
    await rm(draft, { force: true });
    return 'damaged';
  }
  await rename(draft, target);
  syncFolder(path.dirname(target));
  return 'copied';
}

/** Whether the bytes decipher to what the name says. */
async function isSound(file: string, key: Uint8Array, blobId = path.basename(file)): Promise<boolean> {
  const digest = createHash('sha256');
  const cipher = blobCipher(key, blobId, 0);
  try {
    for await (const part of createReadStream(file)) digest.update(cipher.update(part as Buffer));
  } catch (error) {
    // Sectors that cannot be read any more are damage too.
    if (['ENOENT', 'EIO'].includes((error as NodeJS.ErrnoException).code ?? '')) return false;
    throw error;
  }
  return digest.digest('hex') === blobId;
}
