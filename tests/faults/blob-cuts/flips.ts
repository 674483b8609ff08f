import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { seededRandom } from '#kernel/random.ts';
import { unwrap } from '#kernel/result.ts';
import { FolderBlobStore } from '#hall-server/blobs/folder-blob-store.ts';
import { BlobFolder } from '#offline-cache/blobs/blob-folder.ts';
import { DamagedBlob } from '#offline-cache/blobs/sealed-file.ts';
import { MOST_CHUNK_BYTES } from '#offline-cache/blobs/limits.ts';
import { manifestOf, pagesOf } from './pages.ts';

const KEY = new Uint8Array(32).fill(7);
const PAGE_BYTES = 200_000;

export interface FlipsOutcome {
  readonly flips: number;
  readonly faults: readonly string[];
}

/** Single bits flipped in stored blobs at both ends: nothing changed is ever given to the line or to a screen. */
export async function runFlips(count: number, seed: number): Promise<FlipsOutcome> {
  const root = mkdtempSync(path.join(tmpdir(), 'yichuang-flips-'));
  const random = seededRandom(seed);
  const [page] = pagesOf(seed, 1, PAGE_BYTES) as [Buffer];
  const { blobId } = manifestOf([page])[0]!;
  const faults: string[] = [];
  try {
    const terminal = new BlobFolder(path.join(root, 'terminal'), KEY, random);
    unwrap(await terminal.keep(page));
    const server = new FolderBlobStore(path.join(root, 'server'), KEY);
    await store(server, blobId, page);
    const serverFile = path.join(root, 'server', 'whole', blobId.slice(0, 2), blobId);
    for (let flip = 0; flip < count; flip += 1) {
      const atTerminal = flip % 2 === 0;
      const file = atTerminal ? terminal.fileOf(blobId) : serverFile;
      const whole = readFileSync(file);
      const at = Math.floor(random.next() * whole.length * 8);
      const flipped = Buffer.from(whole);
      flipped[at >> 3]! ^= 1 << (at & 7);
      writeFileSync(file, flipped);
      const found = atTerminal ? (await shown(terminal, blobId)) && (await sent(terminal, blobId, page)) : (await server.read(blobId)).kind === 'damaged';
      if (!found) faults.push(`bit ${at} at the ${atTerminal ? 'terminal' : 'server'} was not found`);
      writeFileSync(file, whole);
    }
    return { flips: count, faults };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** Whether a screen is told of the damage instead of being given bytes. */
async function shown(terminal: BlobFolder, blobId: string): Promise<boolean> {
  const read = await terminal.read(blobId);
  return !read.ok && read.error === 'damaged';
}

/** Whether what the uploader would send stops at the damage, with every byte before it right. */
async function sent(terminal: BlobFolder, blobId: string, page: Buffer): Promise<boolean> {
  const opened = await terminal.open(blobId);
  if (!opened.ok) return opened.error === 'damaged';
  try {
    for (let at = 0; at < page.length; at += MOST_CHUNK_BYTES) {
      const chunk = await opened.value.read(at, MOST_CHUNK_BYTES);
      if (!page.subarray(at, at + chunk.length).equals(chunk)) return false;
    }
    return false;
  } catch (cause) {
    return cause instanceof DamagedBlob;
  } finally {
    await opened.value.close();
  }
}

async function store(server: FolderBlobStore, blobId: string, page: Buffer): Promise<void> {
  await server.begin('terminal', { blobId, bytes: page.length, sinceVersion: 0, staysUntilMs: 0 });
  await server.append('terminal', blobId, 0, (async function* () { yield page; })());
  if ((await server.complete('terminal', blobId)) !== 'complete') throw new Error('the page was not stored');
}
