import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { unwrap } from '#kernel/result.ts';
import { openTerminalStore } from '../open-store.ts';
import { EXAMPLE_KEY, exampleDraft, exampleEnrolment, openFixture, temporaryFolder, type StoreFixture } from '../testing/store-fixture.ts';
import { SimulatedClock } from '#kernel/simulated-clock.ts';
import { openDatabase } from '../database/open-database.ts';
import { backupErrorSentence, finishBackup, openCopy, writeBackup } from './store-backup.ts';
import { contentsOf } from './store-contents.ts';

async function take(fixture: StoreFixture, tap: string): Promise<void> {
  const { ticket } = await fixture.store.draftTicket(exampleDraft(tap));
  unwrap(await fixture.store.issueOffline(ticket.id));
}

describe('a backup of the terminal’s store', () => {
  it('holds everything the store holds, enciphered, readable by its owner alone', async () => {
    await using fixture = await openFixture();
    await take(fixture, 'tap-1');
    const file = path.join(fixture.folder, 'backup', 'today.db');
    const { logId, seq } = await fixture.store.outbox();
    expect(unwrap(await fixture.store.backup(file))).toMatchObject({ file, logId, seq, bytes: statSync(file).size });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file).includes('SQLite format 3')).toBe(false);
    const copy = unwrap(openCopy(file, EXAMPLE_KEY.bytes));
    expect(contentsOf(copy)).toMatchObject({ head: { logId, seq }, rows: { ticket: 1, operation: 1 } });
    copy.close();
    expect(readdirSync(path.dirname(file))).toEqual(['today.db']);
  });

  it('is made while the store serves on a thread of its own, and the store goes on', async () => {
    using place = temporaryFolder();
    const store = unwrap(await openTerminalStore({ folder: place.folder, key: EXAMPLE_KEY, clock: new SimulatedClock(), bootId: 'boot-1' }));
    await store.saveEnrolment(exampleEnrolment());
    const file = path.join(place.folder, 'copy.db');
    const [backup, drafted] = await Promise.all([store.backup(file), store.draftTicket(exampleDraft('tap-1'))]);
    expect(backup.ok).toBe(true);
    expect(drafted.kind).toBe('drafted');
    await store.close();
    await expect(store.backup(`${file}2`)).rejects.toMatchObject({ kind: 'closed' });
  });

  it('never takes the place of a file that is there', async () => {
    await using fixture = await openFixture();
    const file = path.join(fixture.folder, 'copy.db');
    writeFileSync(file, 'somebody’s');
    const refused = await fixture.store.backup(file);
    expect(refused).toEqual({ ok: false, error: { kind: 'exists', file } });
    expect(readFileSync(file, 'utf8')).toBe('somebody’s');
    expect(backupErrorSentence({ kind: 'exists', file })).toContain(file);
  });

  it('says what stands in the way of its folder, and leaves the store in service', async () => {
    await using fixture = await openFixture();
    const blocked = path.join(fixture.folder, 'blocked');
    writeFileSync(blocked, '');
    const refused = await fixture.store.backup(path.join(blocked, 'copy.db'));
    expect(refused).toMatchObject({ ok: false, error: { kind: 'cannot-write' } });
    await take(fixture, 'tap-1');
  });

  it('is discarded when a byte of it is not what was written', () => {
    using place = temporaryFolder();
    const folder = path.join(place.folder, 'store');
    mkdirSync(folder);
    const connection = unwrap(openDatabase({ folder, key: EXAMPLE_KEY.bytes }));
    connection.exec(`INSERT INTO log_head VALUES (1, 'log', 0, '${'0'.repeat(64)}', 0, 0, 0)`);
    const file = path.join(place.folder, 'copy.db');
    const draft = unwrap(writeBackup(connection, file));
    const bytes = readFileSync(draft.draft);
    bytes[bytes.length - 100]! ^= 1;
    writeFileSync(draft.draft, bytes);
    expect(finishBackup(draft, EXAMPLE_KEY.bytes)).toMatchObject({ ok: false, error: { kind: 'not-whole' } });
    expect([existsSync(file), existsSync(draft.draft)]).toEqual([false, false]);
    const other = unwrap(writeBackup(connection, file));
    const found = { ...other, contents: { ...other.contents, rows: { ...other.contents.rows, ticket: 1 } } };
    expect(finishBackup(found, EXAMPLE_KEY.bytes)).toMatchObject({ ok: false, error: { kind: 'not-whole', found: '内容与原数据不同' } });
    connection.close();
  });
});
