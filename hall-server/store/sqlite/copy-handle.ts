import { read } from 'node:fs';
import { open } from 'node:fs/promises';
import { promisify } from 'node:util';

const readAt = promisify(read);

const CHUNK = 1024 * 1024;

/** Copies what an open handle reads into a new file and puts it on the disk, off this thread. */
export async function copyHandle(from: number, file: string): Promise<void> {
  const to = await open(file, 'wx', 0o600);
  try {
    const chunk = Buffer.alloc(CHUNK);
    for (let at = 0; ; ) {
      const { bytesRead } = await readAt(from, chunk, 0, CHUNK, at);
      if (bytesRead === 0) break;
      await to.write(chunk, 0, bytesRead, at);
      at += bytesRead;
    }
    await to.sync();
  } finally {
    await to.close();
  }
}
