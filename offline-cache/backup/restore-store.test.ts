import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { seededRandom } from '#kernel/random.ts';
import { unwrap } from '#kernel/result.ts';
import { SimulatedClock } from '#kernel/simulated-clock.ts';
import type { TicketNumber } from '#domain/ticket/number.ts';
import { openDatabase } from '../database/open-database.ts';
import { openStoreHere } from '../open-store-here.ts';
import type { TerminalStore } from '../store-api.ts';
import { EXAMPLE_DAY, EXAMPLE_KEY, exampleBlock, exampleDraft, exampleEnrolment, temporaryFolder } from '../testing/store-fixture.ts';
import { restoreErrorSentence, restoreStore, type RestoreOptions } from './restore-store.ts';

const clock = new SimulatedClock();
const random = seededRandom(77);
let place: ReturnType<typeof temporaryFolder>;
let taps = 0;

beforeEach(() => {
  place = temporaryFolder();
});
afterEach(() => place[Symbol.dispose]());

const folder = (): string => path.join(place.folder, 'data');
const file = (): string => path.join(place.folder, 'yesterday.db');

function open(where = folder(), key = EXAMPLE_KEY): TerminalStore {
  return unwrap(openStoreHere({ folder: where, key, clock, bootId: 'boot-1', random }));
}

async function take(store: TerminalStore): Promise<TicketNumber> {
  const { ticket } = await store.draftTicket(exampleDraft(`tap-${(taps += 1)}`));
  return unwrap(await store.issueOffline(ticket.id)).number!;
}

function restore(change: Partial<RestoreOptions> = {}): ReturnType<typeof restoreStore> {
  return restoreStore({ folder: folder(), key: EXAMPLE_KEY, from: file(), replace: false, clock, bootId: 'boot-2', random, ...change });
}

async function refusal(change: Partial<RestoreOptions> = {}) {
  const restored = await restore(change);
  if (restored.ok) throw new Error('restored');
  return { ...restored.error, sentence: restoreErrorSentence(restored.error) };
}

async function idsOf(store: TerminalStore): Promise<string[]> {
  return (await store.operationsAfter(0, 1_000_000)).map(({ body }) => (JSON.parse(body) as { opId: string }).opId);
}

/** Two tickets in the backup, two more behind it; all closed. */
async function prepare(): Promise<{ readonly given: readonly TicketNumber[]; readonly opIds: readonly string[]; readonly logId: string }> {
  const store = open();
  await store.saveEnrolment(exampleEnrolment());
  await store.noteServer(clock.now(), EXAMPLE_DAY, 'trusted');
  await store.saveLease(EXAMPLE_DAY, [exampleBlock({ from: 1, to: 20 })]);
  const given = [await take(store), await take(store)];
  unwrap(await store.backup(file()));
  given.push(await take(store), await take(store));
  const opIds = await idsOf(store);
  const { logId } = await store.outbox();
  await store.close();
  return { given, opIds, logId };
}

describe('a restore of the terminal’s store', () => {
  it('puts the shadow log’s facts back on top of the backup, begins a new log, drops the leases and keeps the old files', async () => {
    const { given, opIds, logId } = await prepare();
    const database = path.join(folder(), 'terminal.db');
    const old = readFileSync(database);
    const restored = unwrap(await restore({ replace: true }));
    expect(restored).toMatchObject({ terminalName: '1号取号机' });
    expect(restored.quarantine).toContain('quarantine');
    expect(readFileSync(path.join(restored.quarantine!, 'terminal.db')).equals(old)).toBe(true);
    const store = open();
    expect((await store.outbox()).logId).not.toBe(logId);
    const ids = await idsOf(store);
    expect(ids.slice(0, opIds.length)).toEqual(opIds);
    const next = await take(store);
    expect(next.origin).toBe('permanent');
    expect(given).not.toContainEqual(expect.objectContaining({ number: next.number }));
    expect(await store.takeLogNews()).toMatchObject({ cause: 'restored', numbers: 'distrusted' });
    await store.close();
  });

  it('on a new disk holds what the backup held, and gives no number that was given after it', async () => {
    const { given, opIds } = await prepare();
    rmSync(folder(), { recursive: true });
    const restored = unwrap(await restore());
    expect(restored).toMatchObject({ quarantine: null, terminalName: '1号取号机' });
    const store = open();
    expect((await idsOf(store)).slice(0, 2)).toEqual(opIds.slice(0, 2));
    const numbers = [await take(store), await take(store), await take(store)];
    for (const { number } of numbers) expect(given.map((before) => before.number)).not.toContain(number);
    await store.close();
  });

  it('of the same backup on two machines gives them different numbers', async () => {
    await prepare();
    const labels = new Set<number>();
    for (const name of ['a', 'b']) {
      const where = path.join(place.folder, name);
      unwrap(await restore({ folder: where }));
      const store = open(where);
      for (let count = 0; count < 10; count += 1) labels.add((await take(store)).number);
      await store.close();
    }
    expect(labels.size).toBe(20);
  });

  it('takes the place of a store that is beyond mending without being asked twice', async () => {
    const { opIds } = await prepare();
    rmSync(path.join(folder(), 'shadow'), { recursive: true, force: true });
    writeFileSync(path.join(folder(), 'terminal.db'), Buffer.alloc(40_000, 0x5a));
    const restored = await restore({ replace: true });
    expect(restored.ok).toBe(true);
    const store = open();
    expect((await idsOf(store)).slice(0, 2)).toEqual(opIds.slice(0, 2));
    await store.close();
  });
});

describe('a restore that cannot be right', () => {
  it('does not replace a store that is in order unless told to', async () => {
    await prepare();
    const error = await refusal();
    expect(error.kind).toBe('store-is-good');
    expect(error.sentence).toContain('--replace');
    expect(existsSync(path.join(folder(), 'quarantine'))).toBe(false);
  });

  it('is refused while a service has the store open', async () => {
    await prepare();
    const store = open();
    const error = await refusal({ replace: true });
    expect(error).toMatchObject({ kind: 'store', error: { kind: 'in-use' } });
    await take(store);
    await store.close();
  });

  it.each([
    ['is not there', () => rmSync(file()), 'no-file'],
    ['is a folder', () => { rmSync(file()); mkdirSync(file()); }, 'no-file'],
    ['is no backup at all', () => writeFileSync(file(), 'hello'), 'not-readable'],
    ['was cut short', () => writeFileSync(file(), readFileSync(file()).subarray(0, 20_000)), 'not-readable'],
    ['has one wrong bit', () => { const bytes = readFileSync(file()); bytes[9_000]! ^= 4; writeFileSync(file(), bytes); }, 'not-readable'],
  ])('is refused when the file %s, and everything stays as it was', async (_what, spoil, kind) => {
    await prepare();
    const before = readFileSync(path.join(folder(), 'terminal.db'));
    spoil();
    const error = await refusal({ replace: true });
    expect(error.kind).toBe(kind);
    expect(error.sentence).toContain(file());
    expect(readFileSync(path.join(folder(), 'terminal.db')).equals(before)).toBe(true);
  });

  it('is refused with another key, by a word of restore-key', async () => {
    await prepare();
    const error = await refusal({ folder: path.join(place.folder, 'new'), key: { ...EXAMPLE_KEY, bytes: new Uint8Array(32).fill(9) } });
    expect(error.kind).toBe('not-readable');
    expect(error.sentence).toContain('restore-key');
    expect(existsSync(path.join(place.folder, 'new'))).toBe(false);
  });

  it('is refused when the backup was written by a newer version or is no store', async () => {
    await prepare();
    const made = path.join(place.folder, 'made');
    const connection = unwrap(openDatabase({ folder: made, key: EXAMPLE_KEY.bytes }));
    connection.pragma('user_version = 900');
    connection.prepare('VACUUM INTO ?').run(path.join(place.folder, 'newer.db'));
    connection.exec('DROP TABLE log_head');
    connection.prepare('VACUUM INTO ?').run(path.join(place.folder, 'other.db'));
    connection.close();
    expect(await refusal({ from: path.join(place.folder, 'newer.db') })).toMatchObject({ kind: 'newer-schema', found: 900 });
    expect((await refusal({ from: path.join(place.folder, 'other.db') })).kind).toBe('not-a-store');
  });

  it('is refused when the backup is another terminal’s', async () => {
    await prepare();
    const where = path.join(place.folder, 'other');
    const other = open(where);
    await other.saveEnrolment(exampleEnrolment({ terminalId: 'kiosk-2', terminalName: '2号取号机' }));
    await other.close();
    const error = await refusal({ folder: where, replace: true });
    expect(error.kind).toBe('other-terminal');
    expect(error.sentence).toMatch(/1号取号机.*2号取号机/);
    expect(readdirSync(where)).not.toContain('quarantine');
  });
});
