import { createHash, hash } from 'node:crypto';
import { open, readdir, readFile, rename, stat, unlink } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { makeFolder } from '../make-folder.ts';
import { blobCipher } from './blob-cipher.ts';
import type { Appended, BegunUpload, BlobStore, ContentCheck, NewUpload, OwnedUpload, ReadBlob } from './blob-store.ts';

/**
 * Blobs in a folder: `whole/<2 digits>/<blobId>` and `begun/<owner>/<blobId>.<bytes>.<version>.<until>`. What an upload is
 * stands in its name (never what it shows: bytes are enciphered), which is there whole or not at all. Nothing is told before it and the names leading to it are synced.
 */
export class FolderBlobStore implements BlobStore {
  readonly #whole: string;
  readonly #begun: string;
  readonly #damaged: string;
  /** Sizes this process has synced; another size on the disk was written by a process that died before it could. */
  readonly #synced = new Map<string, number>();

  readonly #key: Uint8Array;

  /** @param key 32 bytes */
  constructor(folder: string, key: Uint8Array) {
    this.#key = key;
    this.#whole = path.join(folder, 'whole');
    this.#begun = path.join(folder, 'begun');
    this.#damaged = path.join(folder, 'damaged');
  }

  async begun(owner: string, blobId: string): Promise<BegunUpload | null> {
    const found = await this.#find(owner, blobId);
    if (!found) return null;
    const { size } = await stat(found.file);
    if (this.#synced.get(found.file) !== size) {
      await withFile(found.file, 'r+', (handle) => handle.sync());
      this.#synced.set(found.file, size);
    }
    return { ...found.upload, offset: Math.min(size, found.upload.bytes) };
  }

  async begin(owner: string, upload: NewUpload): Promise<BegunUpload> {
    const known = await this.begun(owner, upload.blobId);
    if (known?.bytes === upload.bytes) return known;
    if (known) await this.drop(owner, upload.blobId);
    const folder = this.#folderOf(owner);
    makeFolder(folder);
    const file = path.join(folder, nameOf(upload));
    await withFile(file, 'wx', (handle) => handle.sync());
    await syncFolder(folder);
    await syncFolder(this.#begun);
    this.#synced.set(file, 0);
    return { ...upload, offset: 0 };
  }

  async append(owner: string, blobId: string, offset: number, content: AsyncIterable<Uint8Array>, check?: ContentCheck): Promise<Appended> {
    const { file, upload } = (await this.#find(owner, blobId))!;
    return withFile(file, 'r+', async (handle) => {
      const digest = check && createHash(check.algorithm);
      const cipher = blobCipher(this.#key, blobId, offset);
      const room = upload.bytes - offset;
      let { kind, bytes } = await pour(content, room, async (part, done) => {
        digest?.update(part);
        await writeAll(handle, cipher.update(part), offset + done);
      });
      if (kind === 'whole' && digest && !digest.digest().equals(check.digest)) kind = 'corrupt';
      if (kind === 'corrupt' || kind === 'too-long') {
        await handle.truncate(offset);
        bytes = 0;
      }
      await this.#sync(handle, file, offset + bytes);
      return { kind, offset: offset + bytes };
    });
  }

  async complete(owner: string, blobId: string): Promise<'complete' | 'mismatch'> {
    const { file, upload } = (await this.#find(owner, blobId))!;
    const target = this.#fileOf(blobId);
    // Read back and not remembered: what is proven is what lies on this disk.
    if ((await this.#digestOf(file, blobId)) !== blobId || (await stat(file)).size !== upload.bytes) {
      await this.drop(owner, blobId);
      return 'mismatch';
    }
    makeFolder(path.dirname(target));
    await rename(file, target);
    this.#synced.delete(file);
    for (const folder of [path.dirname(target), this.#whole, path.dirname(file)]) await syncFolder(folder);
    return 'complete';
  }

  async drop(owner: string, blobId: string): Promise<void> {
    const found = await this.#find(owner, blobId);
    if (!found) return;
    this.#synced.delete(found.file);
    await unlink(found.file);
  }

  async uploads(): Promise<readonly OwnedUpload[]> {
    const found: OwnedUpload[] = [];
    for (const owner of await namesIn(this.#begun)) {
      for (const name of await namesIn(this.#folderOf(owner))) {
        const upload = uploadOf(name);
        if (upload) found.push({ owner, ...upload });
      }
    }
    return found;
  }

  async holds(blobId: string): Promise<number | null> {
    try {
      return (await stat(this.#fileOf(blobId))).size;
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
  }

  async read(blobId: string): Promise<ReadBlob> {
    let bytes: Buffer;
    try {
      bytes = blobCipher(this.#key, blobId, 0).update(await readFile(this.#fileOf(blobId)));
    } catch (error) {
      if (isMissing(error)) return { kind: 'missing' };
      throw error;
    }
    if (hash('sha256', bytes, 'hex') === blobId) return { kind: 'bytes', bytes };
    makeFolder(this.#damaged);
    await rename(this.#fileOf(blobId), path.join(this.#damaged, blobId));
    return { kind: 'damaged' };
  }

  async remove(blobId: string): Promise<void> {
    await unlink(this.#fileOf(blobId)).catch((error: unknown) => {
      if (!isMissing(error)) throw error;
    });
  }

  async *list(): AsyncIterable<readonly string[]> {
    for (const part of await namesIn(this.#whole)) yield (await namesIn(path.join(this.#whole, part))).filter((name) => /^[0-9a-f]{64}$/.test(name));
  }

  /** Synced or not to be trusted: after a failed fsync the kernel may have dropped what it held, so the upload begins anew. */
  async #sync(handle: FileHandle, file: string, size: number): Promise<void> {
    try {
      await handle.sync();
      this.#synced.set(file, size);
    } catch (error) {
      this.#synced.delete(file);
      await unlink(file);
      throw error;
    }
  }

  async #find(owner: string, blobId: string): Promise<{ readonly file: string; readonly upload: NewUpload } | null> {
    const folder = this.#folderOf(owner);
    for (const name of await namesIn(folder)) {
      const upload = name.startsWith(blobId) ? uploadOf(name) : null;
      if (upload) return { file: path.join(folder, name), upload };
    }
    return null;
  }

  async #digestOf(file: string, blobId: string): Promise<string> {
    const digest = createHash('sha256');
    const cipher = blobCipher(this.#key, blobId, 0);
    await withFile(file, 'r', async (handle) => {
      for await (const part of handle.createReadStream({ autoClose: false })) digest.update(cipher.update(part as Buffer));
    });
    return digest.digest('hex');
  }

  #folderOf(owner: string): string {
    return path.join(this.#begun, owner);
  }

  #fileOf(blobId: string): string {
    return path.join(this.#whole, blobId.slice(0, 2), blobId);
  }
}

function nameOf({ blobId, bytes, sinceVersion, staysUntilMs }: NewUpload): string {
  return [blobId, bytes, sinceVersion, Math.floor(staysUntilMs)].join('.');
}

function uploadOf(name: string): NewUpload | null {
  const found = /^([0-9a-f]{64})\.(\d+)\.(\d+)\.(\d+)$/.exec(name);
  if (!found) return null;
  const [, blobId, bytes, sinceVersion, staysUntilMs] = found;
  return { blobId: blobId!, bytes: Number(bytes), sinceVersion: Number(sinceVersion), staysUntilMs: Number(staysUntilMs) };
}

/** Takes the content part by part until it ends or has no room. Only the line's faults are an end; those of `take` are thrown. */
async function pour(
  content: AsyncIterable<Uint8Array>,
  room: number,
  take: (part: Uint8Array, done: number) => Promise<void>,
): Promise<{ kind: Appended['kind']; bytes: number }> {
  const parts = content[Symbol.asyncIterator]();
  let bytes = 0;
  try {
    for (;;) {
      const part = await parts.next().catch(() => null);
      if (part === null) return { kind: 'broken', bytes };
      if (part.done) return { kind: 'whole', bytes };
      if (bytes + part.value.length > room) return { kind: 'too-long', bytes };
      await take(part.value, bytes);
      bytes += part.value.length;
    }
  } finally {
    await parts.return?.();
  }
}

async function writeAll(handle: FileHandle, bytes: Uint8Array, at: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) done += (await handle.write(bytes, done, bytes.length - done, at + done)).bytesWritten;
}

async function withFile<T>(file: string, flags: string, run: (handle: FileHandle) => Promise<T>): Promise<T> {
  const handle = await open(file, flags, 0o600);
  try {
    return await run(handle);
  } finally {
    await handle.close();
  }
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

/** Makes new names in the folder survive a power cut. Windows does so by itself. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform !== 'win32') await withFile(folder, 'r', (handle) => handle.sync());
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}
