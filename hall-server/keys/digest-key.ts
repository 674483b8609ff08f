import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Random } from '#kernel/random.ts';

export const DIGEST_KEY_FILE = 'digest.key';

/** The hall's key for person digests (32 bytes, base64), made at first start, 0600. @throws Error when it is damaged */
export function digestKey(folder: string, random: Random): string {
  const file = path.join(folder, DIGEST_KEY_FILE);
  try {
    const text = readFileSync(file, 'utf8').trim();
    if (Buffer.from(text, 'base64').length !== 32) throw new Error(`${file}: not 32 bytes of base64`);
    return text;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    const text = Buffer.from(random.bytes(32)).toString('base64');
    writeFileSync(file, `${text}\n`, { mode: 0o600, flag: 'wx' });
    return text;
  }
}
