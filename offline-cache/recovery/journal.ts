import { existsSync, readFileSync } from 'node:fs';

/** SQLite's own threshold: from so many pages on a commit may have begun to copy the journal into the database. */
const CHECKPOINT_PAGES = 1_000;
const HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;
const MAGIC = 0x377f_0682;

/**
 * Why the journal (WAL) that an ended process left cannot be relied on to make the database whole; null when it can. A journal whose
 * later part is damaged reads as a shorter one, which is an older state and no harm by itself: the shadow log is ahead of it. But once
 * pages of it may have been copied into the database, an older state can have newer pages in it, and only a comparison of
 * everything tells (sqlite.org/fileformat2.html#walformat).
 */
export function journalDoubt(file: string): string | null {
  if (!existsSync(file)) return null;
  const bytes = readFileSync(file);
  if (bytes.length < HEADER_BYTES) return null;
  const magic = bytes.readUInt32BE(0);
  // Bit 0 says in which byte order the sums were taken.
  if ((magic & ~1) >>> 0 !== MAGIC || !sumFits(bytes, (magic & 1) === 1)) return '日志文件头不符';
  const frame = FRAME_HEADER_BYTES + bytes.readUInt32BE(8);
  let pages = 0;
  for (let at = HEADER_BYTES; at + frame <= bytes.length; at += frame) {
    if (bytes.compare(bytes, 16, 24, at + 8, at + 16) === 0) pages += 1;
  }
  return pages >= CHECKPOINT_PAGES ? '日志可能已部分写入数据库' : null;
}

/** The header's own checksum over its first 24 bytes. */
function sumFits(bytes: Buffer, bigEndian: boolean): boolean {
  let [first, second] = [0, 0];
  for (let at = 0; at < FRAME_HEADER_BYTES; at += 8) {
    const [x, y] = [word(bytes, at, bigEndian), word(bytes, at + 4, bigEndian)];
    first = (first + x + second) >>> 0;
    second = (second + y + first) >>> 0;
  }
  return bytes.readUInt32BE(24) === first && bytes.readUInt32BE(28) === second;
}

function word(bytes: Buffer, at: number, bigEndian: boolean): number {
  return bigEndian ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at);
}
