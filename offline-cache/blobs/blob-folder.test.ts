import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, renameSync, statSync, truncateSync, unlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { seededRandom } from '#kernel/random.ts';
import { unwrap } from '#kernel/result.ts';
import { temporaryFolder } from '../testing/store-fixture.ts';
import { BlobFolder } from './blob-folder.ts';
import { CHUNK_BYTES, SEALED_CHUNK_BYTES, sealedLength } from './sealed-file.ts';

const KEY = new Uint8Array(32).fill(7);
const random = seededRandom(3);
const PAGE = Buffer.from(random.bytes(150_000));

let place: ReturnType<typeof temporaryFolder>;
let blobs: BlobFolder;

beforeEach(() => {
  place = temporaryFolder();
  blobs = new BlobFolder(path.join(place.folder, 'blobs'), KEY, random);
});

afterEach(() => place[Symbol.dispose]());

const names = (): string[] => readdirSync(path.join(place.folder, 'blobs'));

describe('the folder of blobs', () => {
  it.each([1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 150_000])('gives back %i bytes under their SHA-256', async (length) => {
    const content = PAGE.subarray(0, length);
    const { blobId, bytes } = unwrap(await blobs.keep(content));
    expect([blobId, bytes]).toEqual([createHash('sha256').update(content).digest('hex'), length]);
    expect(Buffer.from(unwrap(await blobs.read(blobId))).equals(content)).toBe(true);
    expect(statSync(blobs.fileOf(blobId)).size).toBe(sealedLength(length));
  });

  it('takes content in parts of any size', async () => {
    const parts = [PAGE.subarray(0, 7), PAGE.subarray(7, 100_007), PAGE.subarray(100_007)];
    const { blobId } = unwrap(await blobs.keep(parts));
    expect(Buffer.from(unwrap(await blobs.read(blobId))).equals(PAGE)).toBe(true);
  });

  it('reads any part of it, across chunks', async () => {
    const opened = unwrap(await blobs.open(unwrap(await blobs.keep(PAGE)).blobId));
    expect(Buffer.from(await opened.read(CHUNK_BYTES - 5, 70_000)).equals(PAGE.subarray(CHUNK_BYTES - 5, CHUNK_BYTES - 5 + 70_000))).toBe(true);
    expect((await opened.read(149_999, 100)).length).toBe(1);
    await opened.close();
  });

  it('shows neither content nor its hash to whoever sees the disk', async () => {
    const { blobId } = unwrap(await blobs.keep(PAGE));
    const file = readFileSync(blobs.fileOf(blobId));
    for (let at = 0; at < PAGE.length; at += 1_000) expect(file.includes(PAGE.subarray(at, at + 16))).toBe(false);
    expect(names().some((name) => name.includes(blobId.slice(0, 8)))).toBe(false);
    expect(statSync(blobs.fileOf(blobId)).mode & 0o077).toBe(0);
  });

  it('takes no empty content, and leaves nothing of it', async () => {
    expect(await blobs.keep(new Uint8Array())).toEqual({ ok: false, error: { kind: 'empty' } });
    expect(names()).toEqual([]);
  });

  it('leaves nothing of content whose source fails', async () => {
    const failing = async function* () {
      yield PAGE;
      throw new Error('scanner unplugged');
    };
    await expect(blobs.keep(failing())).rejects.toThrow('scanner unplugged');
    expect(names()).toEqual([]);
  });

  it('says missing of what was never kept', async () => {
    expect(await blobs.open('ab'.repeat(32))).toEqual({ ok: false, error: 'missing' });
  });
});

describe('a damaged blob', () => {
  it('is found at the flipped chunk, and the chunks before it can be read', async () => {
    const { blobId } = unwrap(await blobs.keep(PAGE));
    flip(blobId, 20 + SEALED_CHUNK_BYTES + 77);
    expect(await blobs.read(blobId)).toEqual({ ok: false, error: 'damaged' });
    const opened = unwrap(await blobs.open(blobId));
    expect((await opened.read(0, CHUNK_BYTES)).length).toBe(CHUNK_BYTES);
    await expect(opened.read(CHUNK_BYTES, 1)).rejects.toThrow('part 1');
    await opened.close();
  });

  it('is found wherever a single bit is flipped', async () => {
    const { blobId } = unwrap(await blobs.keep(PAGE.subarray(0, 300)));
    const file = blobs.fileOf(blobId);
    const whole = readFileSync(file);
    for (let at = 0; at < whole.length; at += 1) {
      writeFileSync(file, whole);
      flip(blobId, at, 1 << (at % 8));
      expect(await blobs.read(blobId), `byte ${at}`).toEqual({ ok: false, error: 'damaged' });
    }
  });

  it.each([0, 10, 75, 1_000])('is found when the file was cut to %i bytes', async (length) => {
    const { blobId } = unwrap(await blobs.keep(PAGE));
    truncateSync(blobs.fileOf(blobId), length);
    expect(await blobs.open(blobId)).toEqual({ ok: false, error: 'damaged' });
  });

  it('is found when another blob’s file was put in its place', async () => {
    const one = unwrap(await blobs.keep(PAGE)).blobId;
    const two = unwrap(await blobs.keep(PAGE.subarray(1))).blobId;
    renameSync(blobs.fileOf(two), blobs.fileOf(one));
    expect(await blobs.open(one)).toEqual({ ok: false, error: 'damaged' });
  });

  it('is whole again when the same content is kept again', async () => {
    const { blobId } = unwrap(await blobs.keep(PAGE));
    flip(blobId, 500);
    await blobs.keep(PAGE);
    expect((await blobs.read(blobId)).ok).toBe(true);
  });

  it('is not called lost when only the right to read it is missing', async () => {
    const { blobId } = unwrap(await blobs.keep(PAGE));
    unlinkSync(blobs.fileOf(blobId));
    const { mkdirSync } = await import('node:fs');
    mkdirSync(blobs.fileOf(blobId));
    await expect(blobs.read(blobId)).rejects.toMatchObject({ code: 'EISDIR' });
  });

  function flip(blobId: string, at: number, bit = 1): void {
    const bytes = readFileSync(blobs.fileOf(blobId));
    bytes[at]! ^= bit;
    writeFileSync(blobs.fileOf(blobId), bytes);
  }
});

describe('the look at the folder when the service starts', () => {
  it('removes halves, puts aside what no row knows and brings it back when one knows it again', async () => {
    const { blobId } = unwrap(await blobs.keep(PAGE));
    writeFileSync(path.join(place.folder, 'blobs', '.new-1'), 'half');
    await blobs.tidy([], 5);
    expect(names()).toEqual(['strays']);
    expect(await blobs.open(blobId)).toEqual({ ok: false, error: 'missing' });
    await blobs.tidy([blobId], 6);
    expect((await blobs.read(blobId)).ok).toBe(true);
  });

  it('lets go of a stray only when the log went on for two eras', async () => {
    unwrap(await blobs.keep(PAGE));
    await blobs.tidy([], 5);
    const strays = path.join(place.folder, 'blobs', 'strays');
    await blobs.tidy([], 6);
    expect(readdirSync(strays)).toHaveLength(1);
    await blobs.tidy([], 7);
    expect(readdirSync(strays)).toEqual([]);
  });
});
