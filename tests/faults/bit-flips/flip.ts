import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Random } from '#kernel/random.ts';

/** A kind of file that a bit may flip in; a file belongs to the first kind that knows it. */
export interface Target {
  readonly name: string;
  /** @param file path within the store's folder */
  readonly knows: (file: string) => boolean;
}

export const TARGETS: readonly Target[] = [
  { name: 'database', knows: (file) => file === 'terminal.db' },
  { name: 'journal', knows: (file) => file === 'terminal.db-wal' },
  { name: 'shadow log', knows: (file) => /^shadow\/\d+\.log$/.test(file) },
  { name: 'description', knows: (file) => /^terminal\.cipher(\.copy)?\.json$/.test(file) },
  { name: 'page file', knows: (file) => file.startsWith('blobs/') },
];

export interface Flip {
  readonly target: string;
  readonly file: string;
  readonly byte: number;
  readonly bit: number;
}

/** One bit of one file: every kind of file that is there is as likely as another, then every bit of the file. */
export function flipOneBit(folder: string, random: Random): Flip {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, '/'))
    .toSorted();
  const present = TARGETS.map(({ name, knows }) => ({ name, files: files.filter((file) => knows(file)) })).filter((kind) => kind.files.length > 0);
  const { name: target, files: some } = pick(random, present);
  const file = pick(random, some);
  const place = path.join(folder, file);
  const bytes = readFileSync(place);
  if (bytes.length === 0) return { target, file, byte: -1, bit: 0 };
  // One flip in five hits the first bytes: headers are small and everything hangs on them.
  const reach = random.next() < 0.2 ? Math.min(64, bytes.length) : bytes.length;
  const byte = Math.floor(random.next() * reach);
  const bit = Math.floor(random.next() * 8);
  bytes[byte]! ^= 1 << bit;
  writeFileSync(place, bytes);
  return { target, file, byte, bit };
}

function pick<Value>(random: Random, values: readonly Value[]): Value {
  return values[Math.floor(random.next() * values.length)]!;
}
