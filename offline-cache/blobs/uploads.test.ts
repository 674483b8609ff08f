import { readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '#kernel/random.ts';
import { FilesFixture } from '../testing/files-fixture.ts';
import { MOST_CHUNK_BYTES } from './limits.ts';

const random = seededRandom(9);
const page = (bytes: number): Buffer => Buffer.from(random.bytes(bytes));

async function sent(fixture: FilesFixture): Promise<boolean> {
  return (await fixture.store.filesWaiting()).pages === 0;
}

describe('an upload', () => {
  it('waits until the server has applied the manifest', async () => {
    await using fixture = await FilesFixture.open();
    const content = page(150_000);
    const { kept } = await fixture.attach([content]);
    fixture.run();
    await fixture.until(() => fixture.stored.clock.monotonic() > 0);
    expect(fixture.server.asked).toEqual([]);
    expect(await fixture.store.filesWaiting()).toEqual({ pages: 1, bytes: 150_000, lost: 0 });
    await fixture.applied();
    await fixture.until(() => sent(fixture));
    expect(fixture.server.uploads.get(kept[0]!.blobId)!.content.equals(content)).toBe(true);
    expect(await fixture.store.filesWaiting()).toEqual({ pages: 0, bytes: 0, lost: 0 });
  });

  it('goes on from what the server says after a line that broke, and after an answer that was lost', async () => {
    await using fixture = await FilesFixture.open();
    const content = page(MOST_CHUNK_BYTES * 3);
    const { kept } = await fixture.attach([content]);
    await fixture.applied();
    fixture.server.nextAnswers.push({ kind: 'moved' }, 'broken', 'unheard', 'broken');
    fixture.run();
    await fixture.until(() => sent(fixture));
    expect(fixture.server.uploads.get(kept[0]!.blobId)!.content.equals(content)).toBe(true);
  });

  it('begins anew when the server knows it no longer', async () => {
    await using fixture = await FilesFixture.open();
    const { kept } = await fixture.attach([page(MOST_CHUNK_BYTES * 2)]);
    await fixture.applied();
    fixture.server.nextAnswers.push({ kind: 'gone' }, { kind: 'corrupt' });
    fixture.run();
    await fixture.until(() => sent(fixture));
    expect(fixture.server.asked.filter((asked) => asked.startsWith('POST'))).toHaveLength(2);
    expect(fixture.server.uploads.get(kept[0]!.blobId)!.content).toHaveLength(MOST_CHUNK_BYTES * 2);
  });

  it('is over at once when the server has the content already', async () => {
    await using fixture = await FilesFixture.open();
    const content = page(9_000);
    const { kept } = await fixture.attach([content]);
    fixture.server.uploads.set(kept[0]!.blobId, { bytes: 9_000, content });
    await fixture.applied();
    fixture.run();
    await fixture.until(() => sent(fixture));
    expect(fixture.server.asked.some((asked) => asked.startsWith('PATCH'))).toBe(false);
  });

  it('that the server does not take keeps no other from going, and is tried again', async () => {
    await using fixture = await FilesFixture.open();
    const { kept } = await fixture.attach([page(5_000), page(6_000)]);
    fixture.server.refused.add(kept[0]!.blobId);
    await fixture.applied();
    fixture.run();
    await fixture.until(async () => (await fixture.store.filesWaiting()).pages === 1);
    fixture.server.refused.clear();
    await fixture.until(() => sent(fixture));
    expect(fixture.server.uploads.size).toBe(2);
  });

  it('gives way: no chunk leaves while a number call is under way', async () => {
    await using fixture = await FilesFixture.open();
    const call = Promise.withResolvers<void>();
    fixture.server.busy = call.promise;
    await fixture.attach([page(5_000)]);
    await fixture.applied();
    fixture.run();
    await fixture.until(() => fixture.server.asked.length === 2 && fixture.stored.clock.monotonic() > 10_000);
    expect(fixture.server.asked.some((asked) => asked.startsWith('PATCH'))).toBe(false);
    fixture.server.busy = null;
    call.resolve();
    await fixture.until(() => sent(fixture));
  });
});

describe('a page that is gone from the terminal’s disk', () => {
  it.each([
    ['missing', (file: string) => unlinkSync(file)],
    ['damaged', (file: string) => {
      const bytes = readFileSync(file);
      bytes[70_000]! ^= 1;
      writeFileSync(file, bytes);
    }],
  ] as const)('(%s) becomes a fact when its turn comes, is counted for staff, and the others go', async (reason, spoil) => {
    await using fixture = await FilesFixture.open();
    const { kept } = await fixture.attach([page(100_000), page(6_000)]);
    spoil(fixture.blobs.fileOf(kept[0]!.blobId));
    await fixture.applied();
    fixture.run();
    await fixture.until(() => sent(fixture));
    expect(await fixture.facts()).toEqual(['files.attached', `file.lost ${reason}`]);
    expect(await fixture.store.filesWaiting()).toEqual({ pages: 0, bytes: 0, lost: 1 });
    expect(fixture.server.uploads.get(kept[1]!.blobId)!.content).toHaveLength(6_000);
  });

  it('becomes a fact as soon as somebody wants to see it, and is said once', async () => {
    await using fixture = await FilesFixture.open();
    const { kept } = await fixture.attach([page(1_000)]);
    unlinkSync(fixture.blobs.fileOf(kept[0]!.blobId));
    for (let i = 0; i < 2; i += 1) expect((await fixture.files.read(kept[0]!.blobId)).ok).toBe(false);
    expect(await fixture.facts()).toEqual(['files.attached', 'file.lost missing']);
  });

  it('goes after all when the same page is scanned again', async () => {
    await using fixture = await FilesFixture.open();
    const content = page(1_000);
    const { kept } = await fixture.attach([content]);
    unlinkSync(fixture.blobs.fileOf(kept[0]!.blobId));
    await fixture.files.read(kept[0]!.blobId);
    await fixture.files.keep('draft', content);
    expect(await fixture.store.filesWaiting()).toEqual({ pages: 1, bytes: 1_000, lost: 0 });
    await fixture.applied();
    fixture.run();
    await fixture.until(() => sent(fixture));
  });
});
