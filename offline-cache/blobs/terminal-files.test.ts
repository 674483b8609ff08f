import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { unwrap } from '#kernel/result.ts';
import { SimulatedClock } from '#kernel/simulated-clock.ts';
import { createCaller } from '../sync/caller.ts';
import { EXAMPLE_CASE, FilesFixture } from '../testing/files-fixture.ts';
import { collectFiles } from './collect-files.ts';
import { TerminalFiles } from './terminal-files.ts';

const PAGE = Buffer.from('一页扫描件');

function onDisk(fixture: FilesFixture): number {
  return readdirSync(path.join(fixture.stored.folder, 'blobs')).filter((name) => name !== 'strays').length;
}

function collect({ store, blobs, server }: FilesFixture): Promise<number> {
  return collectFiles({ store, blobs, port: server, caller: createCaller(new SimulatedClock(), new AbortController().signal) });
}

describe('attaching files', () => {
  it('names them in one fact, before a byte of them is sent', async () => {
    await using fixture = await FilesFixture.open();
    const { kept, manifestId } = await fixture.attach([PAGE]);
    const [operation] = await fixture.store.operationsAfter(0, 10_000);
    const files = [{ ...kept[0]!, mediaType: 'image/jpeg', name: '第1页', page: 1 }];
    expect(JSON.parse(operation!.body)).toMatchObject({ kind: 'files.attached', version: 1, aggregate: EXAMPLE_CASE, payload: { manifestId, files } });
  });

  it('is done once, however often it is asked', async () => {
    await using fixture = await FilesFixture.open();
    const { kept, manifestId } = await fixture.attach([PAGE]);
    unwrap(await fixture.files.attach({ aggregate: EXAMPLE_CASE, manifestId, files: [{ ...kept[0]!, mediaType: 'image/jpeg', name: '第1页', page: 1 }] }));
    expect(await fixture.facts()).toEqual(['files.attached']);
  });

  it('is refused for a page that was never kept, and nothing is written', async () => {
    await using fixture = await FilesFixture.open();
    const files = [{ blobId: 'ab'.repeat(32), bytes: 5, mediaType: 'image/jpeg', name: '页', page: 1 }];
    const answer = await fixture.files.attach({ aggregate: EXAMPLE_CASE, manifestId: '01900000-0000-7000-8000-0000000000e1', files });
    expect(answer).toEqual({ ok: false, error: { kind: 'not-kept', blobId: 'ab'.repeat(32), page: 1 } });
    expect(await fixture.facts()).toEqual([]);
  });
});

describe('the collection at the terminal', () => {
  it('waits for no scanner that hangs in the middle of a page', async () => {
    await using fixture = await FilesFixture.open();
    unwrap(await fixture.files.keep('case-draft', PAGE));
    const scan = Promise.withResolvers<Buffer>();
    const hanging = fixture.files.keep('other', (async function* () {
      yield Buffer.from('第一行');
      yield await scan.promise;
    })());
    await fixture.store.dropDraftFiles('case-draft');
    expect(await collect(fixture)).toBe(1);
    scan.resolve(Buffer.from('第二行'));
    const { blobId } = unwrap(await hanging);
    expect(Buffer.from(unwrap(await fixture.files.read(blobId))).toString()).toBe('第一行第二行');
  });

  it('lets a draft’s page live as long as the draft, and wipes it with it', async () => {
    await using fixture = await FilesFixture.open();
    unwrap(await fixture.files.keep('case-draft', PAGE));
    await collect(fixture);
    expect(onDisk(fixture)).toBe(1);
    await fixture.files.discard('case-draft');
    expect(onDisk(fixture)).toBe(0);
  });

  it('keeps a page of a dropped draft that a manifest wants', async () => {
    await using fixture = await FilesFixture.open();
    await fixture.attach([PAGE]);
    unwrap(await fixture.files.keep('other', PAGE));
    await fixture.files.discard('other');
    expect(onDisk(fixture)).toBe(1);
  });

  it('lets go of a page only when the server has it and the fact that names it is safe', async () => {
    await using fixture = await FilesFixture.open();
    await fixture.attach([PAGE]);
    await fixture.applied();
    fixture.run();
    await fixture.until(async () => (await fixture.store.filesWaiting()).pages === 0);
    await collect(fixture);
    expect(onDisk(fixture)).toBe(1);
    await fixture.applied(1);
    await collect(fixture);
    // The fact is safe, but the copy that made it so may be older than the bytes.
    expect(onDisk(fixture)).toBe(1);
    await fixture.store.requestHelp('home');
    await fixture.applied(1);
    await collect(fixture);
    expect(onDisk(fixture)).toBe(0);
  });

  it('asks the server once more, and sends the page again when it has lost it', async () => {
    await using fixture = await FilesFixture.open();
    const { kept } = await fixture.attach([PAGE]);
    await fixture.store.noteUploaded(kept[0]!.blobId);
    await fixture.store.requestHelp('home');
    await fixture.applied(1);
    await collect(fixture);
    expect(onDisk(fixture)).toBe(1);
    expect(await fixture.store.filesWaiting()).toEqual({ pages: 1, bytes: PAGE.length, lost: 0 });
  });

  it('waits for a later fact anew when the log begins anew', async () => {
    await using fixture = await FilesFixture.open();
    const { kept } = await fixture.attach([PAGE]);
    fixture.server.uploads.set(kept[0]!.blobId, { bytes: PAGE.length, content: PAGE });
    await fixture.store.noteUploaded(kept[0]!.blobId);
    await fixture.store.requestHelp('home');
    await fixture.store.startNewLog();
    await fixture.applied(1);
    await collect(fixture);
    expect(onDisk(fixture)).toBe(1);
    await fixture.store.requestHelp('home');
    await fixture.applied(1);
    await collect(fixture);
    expect(onDisk(fixture)).toBe(0);
  });

  it('takes a page out again: the fact is written and the bytes go', async () => {
    await using fixture = await FilesFixture.open();
    const { kept, manifestId } = await fixture.attach([PAGE, Buffer.from('第二页')]);
    await fixture.files.detach({ aggregate: EXAMPLE_CASE, manifestId, files: [{ blobId: kept[1]!.blobId, page: 2 }], reason: 'replaced' });
    expect(await fixture.facts()).toEqual(['files.attached', 'files.detached replaced']);
    expect([onDisk(fixture), (await fixture.store.filesWaiting()).pages]).toEqual([1, 1]);
  });
});

describe('after a restart', () => {
  it('everything that was kept is there, and what a crash left without a row is put aside', async () => {
    await using fixture = await FilesFixture.open();
    const { kept } = await fixture.attach([PAGE]);
    // Kept, and then the machine died before the row was written.
    unwrap(await fixture.blobs.keep(Buffer.from('没有登记的一页')));
    const again = new TerminalFiles(await fixture.stored.reopen(), fixture.blobs);
    await again.open();
    expect(onDisk(fixture)).toBe(1);
    expect(Buffer.from(unwrap(await again.read(kept[0]!.blobId))).equals(PAGE)).toBe(true);
  });
});

describe('a server of a new incarnation', () => {
  it('is offered every page again that is still held, once', async () => {
    await using fixture = await FilesFixture.open();
    const { kept } = await fixture.attach([PAGE]);
    await fixture.store.requeueForIncarnation('one');
    await fixture.store.noteUploaded(kept[0]!.blobId);
    await fixture.store.requeueForIncarnation('one');
    expect((await fixture.store.filesWaiting()).pages).toBe(0);
    await fixture.store.requeueForIncarnation('two');
    expect((await fixture.store.filesWaiting()).pages).toBe(1);
  });
});
