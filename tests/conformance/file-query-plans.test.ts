import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TestHall } from '#hall-server/testing/test-hall.ts';
import { EXAMPLE_CASE, FilesFixture } from '#offline-cache/testing/files-fixture.ts';
import { QueryPlans } from './kit/query-plans.ts';

let plans: QueryPlans;

beforeEach(() => {
  plans = new QueryPlans();
});

afterEach(() => plans.stop());

/** A checkpoint of the shadow log takes every row along, away from any answer. */
const COPIED_WHOLE = /^SELECT ("\w+"(, )?)+ FROM "\w+"$/;

/** Whole tables of files that were read. The index of what nobody wants holds only that. */
function scansOfFiles(): readonly string[] {
  const ofFiles = plans.scans.filter(({ sql }) => /\b(blob|blob_draft|manifest_page|file_wanted)\b/.test(sql));
  const scans = ofFiles.filter(({ sql, step }) => !COPIED_WHOLE.test(sql) && step !== 'SCAN blob USING INDEX blob_unwanted');
  return scans.map(({ sql, step }) => `${step}: ${sql}`);
}

const PAGE = Buffer.from('一页');
const ID = createHash('sha256').update(PAGE).digest('hex');

describe('query plans of files', () => {
  it('read no whole table at the terminal', async () => {
    await using fixture = await FilesFixture.open();
    const { store } = fixture;
    const { manifestId, kept } = await fixture.attach([PAGE, Buffer.from('两页')]);
    await fixture.applied(1);
    await store.nextUpload();
    await store.deferUpload(kept[0]!.blobId);
    await store.noteUploaded(kept[0]!.blobId);
    await store.requeueForIncarnation('one');
    await store.requeueUpload(kept[0]!.blobId);
    await store.noteUploaded(kept[0]!.blobId);
    await store.noteLostFile(kept[1]!.blobId, 'missing');
    await store.filesToCollect(10);
    await store.detachFiles({ aggregate: EXAMPLE_CASE, manifestId, files: [{ page: 1, blobId: kept[0]!.blobId }], reason: 'replaced' });
    await store.forgetFile(kept[0]!.blobId);
    await store.dropDraftFiles('draft');
    await store.filesWaiting();
    await store.knownFiles('', 10);
    expect(plans.statements.some((sql) => sql.includes('manifest_page'))).toBe(true);
    expect(scansOfFiles()).toEqual([]);
  });

  it('read no whole table at the hall server', async () => {
    const hall = await TestHall.open();
    const desk = await hall.enrol('窗口', 'window');
    const manifestId = hall.newId();
    const { files } = hall.services;
    await desk.push([desk.write('files.attached', EXAMPLE_CASE, { manifestId, files: [{ blobId: ID, bytes: PAGE.length, mediaType: 'image/jpeg', name: '页', page: 1 }] })]);
    await files.create(desk.id, ID, PAGE.length);
    await files.append(desk.id, ID, 0, { content: (async function* () { yield PAGE; })(), hangUp: () => {} });
    await files.filesOf(EXAMPLE_CASE);
    await desk.push([desk.write('file.lost', EXAMPLE_CASE, { blobId: ID, reason: 'missing' })]);
    await desk.push([desk.write('files.detached', EXAMPLE_CASE, { manifestId, files: [{ page: 1, blobId: ID }], reason: 'withdrawn' })]);
    await files.collect(0);
    await hall.close();
    expect(plans.statements.some((sql) => sql.includes('file_wanted'))).toBe(true);
    expect(scansOfFiles()).toEqual([]);
  });
});
