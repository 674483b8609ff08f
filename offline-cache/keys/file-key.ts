import { link, open, readFile, stat, unlink } from 'node:fs/promises';
import path from 'node:path';
import { err, ok, type Result } from '#kernel/result.ts';
import { secureRandom, type Random } from '#kernel/random.ts';
import { makeFolder } from '../make-folder.ts';
import { parseKeyText, STORE_KEY_BYTES, type KeyError, type KeyProvider, type StoreKey } from './key-provider.ts';

/**
 * The weakest place: a 0600 file beside the data, made on first use. It keeps a stolen backup unreadable, not a stolen
 * machine; staff see `weak`.
 */
export function fileKeyProvider(file: string, random: Random = secureRandom): KeyProvider {
  return { obtain: () => obtain(file, random) };
}

async function obtain(file: string, random: Random): Promise<Result<StoreKey, KeyError>> {
  try {
    const found = await read(file);
    if (found) return found;
    await create(file, random);
    return (await read(file)) ?? err({ kind: 'unreadable', where: file, cause: 'ENOENT' });
  } catch (cause) {
    return err({ kind: 'unreadable', where: file, cause: (cause as NodeJS.ErrnoException).code ?? String(cause) });
  }
}

async function read(file: string): Promise<Result<StoreKey, KeyError> | null> {
  let text: string;
  try {
    text = await readFile(file, 'ascii');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw cause;
  }
  const { mode } = await stat(file);
  // Windows has no such bits: there the folder's access list decides.
  if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
    return err({ kind: 'too-open', where: file, mode: (mode & 0o777).toString(8).padStart(4, '0') });
  }
  const bytes = parseKeyText(text);
  return bytes ? ok({ bytes, algorithm: 'aegis', strength: 'weak' }) : err({ kind: 'malformed', where: file });
}

/** Whole or not at all, and never over an existing key: link() fails when another process was first. */
async function create(file: string, random: Random): Promise<void> {
  const folder = path.dirname(file);
  makeFolder(folder);
  const draft = path.join(folder, `.${path.basename(file)}.${Buffer.from(random.bytes(6)).toString('hex')}`);
  const handle = await open(draft, 'wx', 0o600);
  try {
    await handle.writeFile(`${Buffer.from(random.bytes(STORE_KEY_BYTES)).toString('hex')}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  try {
    await link(draft, file);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause;
  } finally {
    await unlink(draft);
  }
  await syncFolder(folder);
}

/** The name itself must survive a power cut: without its key the store is lost. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
