import { describe, expect, it } from 'vitest';
import { unwrap } from '#kernel/result.ts';
import { SimulatedClock } from '#kernel/simulated-clock.ts';
import { operationEnvelope } from '#contracts/sync/operation.ts';
import { openDatabase } from '../database/open-database.ts';
import { openStoreHere } from '../open-store-here.ts';
import { FilesFixture } from '../testing/files-fixture.ts';
import { EXAMPLE_KEY, temporaryFolder } from '../testing/store-fixture.ts';
import { putFileFactRows } from './file-fact-rows.ts';

describe('a store that is rebuilt from its facts', () => {
  it('wants to bring over again what its facts name, without what was taken out or lost', async () => {
    await using fixture = await FilesFixture.open();
    const { kept, manifestId } = await fixture.attach(['一', '二', '三'].map((text) => Buffer.from(text)));
    await fixture.files.detach({ aggregate: 'case:1', manifestId, files: [{ blobId: kept[1]!.blobId, page: 2 }], reason: 'withdrawn' });
    await fixture.store.noteLostFile(kept[2]!.blobId, 'damaged');
    const before = await fixture.store.filesWaiting();
    expect(before).toEqual({ pages: 1, bytes: 3, lost: 1 });

    using place = temporaryFolder();
    const connection = unwrap(openDatabase({ folder: place.folder, key: EXAMPLE_KEY.bytes }));
    for (const { body } of await fixture.store.operationsAfter(0, 100_000)) putFileFactRows(connection, operationEnvelope.parse(JSON.parse(body)));
    connection.close();
    const rebuilt = unwrap(openStoreHere({ folder: place.folder, key: EXAMPLE_KEY, clock: new SimulatedClock(), bootId: 'boot-1' }));
    expect(await rebuilt.filesWaiting()).toEqual(before);
    expect(await rebuilt.nextUpload()).toEqual(kept[0]);
    await rebuilt.close();
  });
});
