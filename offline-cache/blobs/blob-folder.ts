import { createHash, createHmac } from 'node:crypto';
import { open, readdir, rename, unlink, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { Mutex } from '#kernel/mutex.ts';
import type { Random } from '#kernel/random.ts';
import { err, ok, type Result } from '#kernel/result.ts';
import { MAX_BLOB_BYTES } from '#contracts/blobs/manifest.ts';
import { makeFolder } from '../make-folder.ts';
import type { KeptFile } from './file-api.ts';
import { blobsKeyOf, CHUNK_BYTES, DamagedBlob, FileSeal, SALT_BYTES } from './sealed-file.ts';
import { OpenBlob } from './open-blob.ts';

/** Whole or in parts, as a scanner gives it. */
export type Content = Uint8Array | AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

export type KeepError = { readonly kind: 'empty' } | { readonly kind: 'too-large'; readonly most: number };

/** Why the bytes of a blob cannot be had. */
export type BlobFault = 'missing' | 'damaged';

const NEW = '.new-';
const STRAYS = 'strays';

/**
 * The terminal's blobs: one sealed file each, under a name that tells nothing of its content (an HMAC of the blob's id).
 * What `keep` gives is on the disk, with its name.
 */
export class BlobFolder {
  /** Held while a file and its row are brought into step: nobody may let go of a content that somebody is just keeping again. */
  readonly inStep = new Mutex();
  readonly #folder: string;
  readonly #key: Uint8Array;
  readonly #random: Random;

  /** @param storeKey the store's own key @throws the system's error when the folder cannot be made */
  constructor(folder: string, storeKey: Uint8Array, random: Random) {
    this.#folder = folder;
    this.#key = blobsKeyOf(storeKey);
    this.#random = random;
    makeFolder(folder);
  }

  /**
   * Stores content. @throws the system's error when the disk does not take it; nothing is left of it then
   * @param known makes the file known under the lock that gave it its name. Nobody else waits while the content comes: a
   * scanner that hangs holds up no collection, and so no session
   */
  async keep(content: Content, known: (kept: KeptFile) => Promise<void> = async () => {}): Promise<Result<KeptFile, KeepError>> {
    const draft = path.join(this.#folder, `${NEW}${Buffer.from(this.#random.bytes(12)).toString('hex')}`);
    const handle = await open(draft, 'wx', 0o600);
    let kept: Result<KeptFile, KeepError>;
    try {
      kept = await this.#write(handle, content);
      if (kept.ok) await handle.sync();
    } catch (cause) {
      await handle.close();
      await unlink(draft);
      throw cause;
    }
    await handle.close();
    if (!kept.ok) {
      await unlink(draft);
      return kept;
    }
    const { value } = kept;
    return this.inStep.withLock(async () => {
      // Over a copy that may be there: this one is known to be good.
      await rename(draft, this.#fileOf(value.blobId));
      await this.#sync();
      await known(value);
      return ok(value);
    });
  }

  /** Opens a blob for reading from any offset; header, trailer and length are checked now, each chunk when it is read. */
  async open(blobId: string): Promise<Result<OpenBlob, BlobFault>> {
    try {
      return ok(await OpenBlob.open(this.#fileOf(blobId), this.#key, blobId));
    } catch (cause) {
      return err(faultOf(cause));
    }
  }

  /** The whole content, checked before any of it is given. */
  async read(blobId: string): Promise<Result<Uint8Array, BlobFault>> {
    const opened = await this.open(blobId);
    if (!opened.ok) return opened;
    try {
      const bytes = await opened.value.read(0, opened.value.bytes);
      return createHash('sha256').update(bytes).digest('hex') === blobId ? ok(bytes) : err('damaged');
    } catch (cause) {
      return err(faultOf(cause));
    } finally {
      await opened.value.close();
    }
  }

  async remove(blobId: string): Promise<void> {
    await unlink(this.#fileOf(blobId)).catch(ignoreMissing);
  }

  /**
   * Puts the folder in order when the service starts: halves of files that were being written go; files no row knows are
   * put aside, and back when a row knows them again (a store that was rebuilt); strays of an earlier `era` go.
   * @param era grows slowly with the log, never with time; two eras later nobody comes back for a stray
   */
  async tidy(known: Iterable<string>, era: number): Promise<void> {
    const names = new Set(Array.from(known, (blobId) => this.#nameOf(blobId)));
    const strays = path.join(this.#folder, STRAYS);
    makeFolder(strays);
    for (const name of await readdir(strays)) {
      const [seen, id] = name.split('.') as [string, string?];
      if (id !== undefined && names.has(id)) await rename(path.join(strays, name), path.join(this.#folder, id));
      // A log that began anew counts from the beginning: then a stray waits longer, never shorter.
      else if (Number(seen) + 1 < era) await unlink(path.join(strays, name));
    }
    for (const name of await readdir(this.#folder)) {
      if (name.startsWith(NEW)) await unlink(path.join(this.#folder, name));
      else if (name !== STRAYS && !names.has(name)) await rename(path.join(this.#folder, name), path.join(strays, `${era}.${name}`));
    }
    await this.#sync();
  }

  /** Where a blob lies; for tests that damage it. */
  fileOf(blobId: string): string {
    return this.#fileOf(blobId);
  }

  async #write(handle: FileHandle, content: Content): Promise<Result<KeptFile, KeepError>> {
    const seal = new FileSeal(this.#key, this.#random.bytes(SALT_BYTES));
    const digest = createHash('sha256');
    await writeAll(handle, seal.header);
    let bytes = 0;
    let index = 0;
    for await (const plain of chunksOf(content)) {
      bytes += plain.length;
      if (bytes > MAX_BLOB_BYTES) return err({ kind: 'too-large', most: MAX_BLOB_BYTES });
      digest.update(plain);
      await writeAll(handle, seal.sealChunk(index, plain));
      index += 1;
    }
    if (bytes === 0) return err({ kind: 'empty' });
    const blobId = digest.digest('hex');
    await writeAll(handle, seal.sealTrailer(blobId, bytes));
    return ok({ blobId, bytes });
  }

  async #sync(): Promise<void> {
    // Windows keeps names by itself.
    if (process.platform === 'win32') return;
    const handle = await open(this.#folder, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  }

  #nameOf(blobId: string): string {
    return createHmac('sha256', this.#key).update(`name ${blobId}`).digest('hex');
  }

  #fileOf(blobId: string): string {
    return path.join(this.#folder, this.#nameOf(blobId));
  }
}

/** The content in chunks of the sealed size; only the last is shorter. */
async function* chunksOf(content: Content): AsyncIterable<Uint8Array> {
  let held: Buffer = Buffer.alloc(0);
  for await (const part of content instanceof Uint8Array ? [content] : content) {
    held = held.length === 0 ? Buffer.from(part.buffer, part.byteOffset, part.byteLength) : Buffer.concat([held, part]);
    let at = 0;
    for (; held.length - at >= CHUNK_BYTES; at += CHUNK_BYTES) yield held.subarray(at, at + CHUNK_BYTES);
    held = Buffer.from(held.subarray(at));
  }
  if (held.length > 0) yield held;
}

async function writeAll(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length; ) done += (await handle.write(bytes, done, bytes.length - done)).bytesWritten;
}

/** Only what is certain is called lost: too many open files or a missing right says nothing of the bytes, and is thrown on. */
export function faultOf(cause: unknown): BlobFault {
  const { code } = cause as NodeJS.ErrnoException;
  if (code === 'ENOENT') return 'missing';
  if (cause instanceof DamagedBlob || code === 'EIO') return 'damaged';
  throw cause;
}

function ignoreMissing(cause: unknown): void {
  if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause;
}
