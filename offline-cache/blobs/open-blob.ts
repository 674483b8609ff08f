import { open, type FileHandle } from 'node:fs/promises';
import { CHUNK_BYTES, DamagedBlob, FileSeal, HEADER_BYTES, SEALED_CHUNK_BYTES, sealedLength, TRAILER_BYTES } from './sealed-file.ts';

/** A blob being read: any part, each sealed chunk checked before a byte of it is given. */
export class OpenBlob {
  readonly bytes: number;
  readonly #handle: FileHandle;
  readonly #seal: FileSeal;

  private constructor(handle: FileHandle, seal: FileSeal, bytes: number) {
    this.#handle = handle;
    this.#seal = seal;
    this.bytes = bytes;
  }

  /** @throws DamagedBlob, or the system's error */
  static async open(file: string, blobsKey: Uint8Array, blobId: string): Promise<OpenBlob> {
    const handle = await open(file, 'r');
    try {
      const { size } = await handle.stat();
      if (size < HEADER_BYTES + TRAILER_BYTES) throw new DamagedBlob('the file is cut off');
      const seal = FileSeal.ofHeader(blobsKey, await readAt(handle, 0, HEADER_BYTES));
      const trailer = seal.openTrailer(await readAt(handle, size - TRAILER_BYTES, TRAILER_BYTES));
      if (trailer.blobId !== blobId) throw new DamagedBlob('the file is another blob’s');
      if (size !== sealedLength(trailer.bytes)) throw new DamagedBlob('the length is wrong');
      return new OpenBlob(handle, seal, trailer.bytes);
    } catch (cause) {
      await handle.close();
      throw cause;
    }
  }

  /** Up to `length` bytes from `offset`; fewer only at the end. @throws DamagedBlob */
  async read(offset: number, length: number): Promise<Uint8Array> {
    const end = Math.min(this.bytes, offset + length);
    const parts: Uint8Array[] = [];
    for (let at = offset; at < end; ) {
      const index = Math.floor(at / CHUNK_BYTES);
      const plain = await this.#chunk(index);
      const from = at - index * CHUNK_BYTES;
      const part = plain.subarray(from, Math.min(plain.length, from + end - at));
      parts.push(part);
      at += part.length;
    }
    return Buffer.concat(parts);
  }

  close(): Promise<void> {
    return this.#handle.close();
  }

  async #chunk(index: number): Promise<Uint8Array> {
    const from = HEADER_BYTES + index * SEALED_CHUNK_BYTES;
    const last = sealedLength(this.bytes) - TRAILER_BYTES;
    return this.#seal.openChunk(index, await readAt(this.#handle, from, Math.min(SEALED_CHUNK_BYTES, last - from)));
  }
}

async function readAt(handle: FileHandle, at: number, length: number): Promise<Uint8Array> {
  const bytes = Buffer.alloc(length);
  let done = 0;
  while (done < length) {
    const { bytesRead } = await handle.read(bytes, done, length - done, at + done);
    if (bytesRead === 0) throw new DamagedBlob('the file is cut off');
    done += bytesRead;
  }
  return bytes;
}
