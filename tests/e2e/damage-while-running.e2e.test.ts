import { closeSync, openSync, readFileSync, readSync, statSync, writeSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { unwrap } from '#kernel/result.ts';
import { openDatabase } from '#offline-cache/database/open-database.ts';
import { fileKeyProvider } from '#offline-cache/keys/file-key.ts';
import { TestHall } from './kit/hall.ts';
import { KioskClient } from './kit/kiosk-client.ts';
import { readKioskLog } from './kit/kiosk-log.ts';
import { originalLabels } from './kit/papers.ts';
import { untilServerBooks } from './kit/server-books.ts';

const PAGE = 4096;
/** Together more than the 16 MB that SQLite keeps in memory, so that a ticket's indexes must be read from the disk again. */
const PADDING_ROWS = 4_700;
const PADDING_BYTES = 3_500;
const LIMIT_MS = 3_000;

let test: TestHall;
let kiosk: KioskClient;

beforeAll(async () => {
  test = await TestHall.start();
  kiosk = await KioskClient.open(test);
  await online();
  await kiosk.takeTicket();
  const lives = kiosk.connections;
  await test.hall.kiosk.stop();
  await enlarge();
  await test.hall.kiosk.start();
  await kiosk.until('the kiosk is back', () => kiosk.connections > lives);
  await kiosk.untilSession('home');
  await online();
});

afterAll(async () => {
  kiosk?.close();
  await test?.stop();
});

const online = () => kiosk.until('the link is up', ({ link }) => link.state === 'online');
const folder = (): string => path.join(test.folder, 'kiosk');

/** Rows of a kind that only a newer program knows. */
async function enlarge(): Promise<void> {
  const key = unwrap(await fileKeyProvider(path.join(folder(), 'store.key')).obtain());
  const connection = unwrap(openDatabase({ folder: folder(), key: key.bytes }));
  const insert = connection.prepare('INSERT INTO replica (entity, id, revision, value) VALUES (?, ?, 0, ?)');
  const value = JSON.stringify({ pad: 'x'.repeat(PADDING_BYTES) });
  connection.transaction(() => {
    for (let row = 0; row < PADDING_ROWS; row += 1) insert.run('padding', String(row), value);
  })();
  connection.close();
}

/** One bit in every page of the database under the running terminal, as a dying disk gives it back. */
function damageEveryPage(): void {
  const file = path.join(folder(), 'terminal.db');
  const handle = openSync(file, 'r+');
  const byte = Buffer.alloc(1);
  for (let at = PAGE + 100; at < statSync(file).size; at += PAGE) {
    readSync(handle, byte, 0, 1, at);
    byte[0]! ^= 1;
    writeSync(handle, byte, 0, 1, at);
  }
  closeSync(handle);
}

it('damage met by the running terminal ends it; started again it heals, and the next person has a ticket within 3 s', async () => {
  const before = test.hall.kiosk.pid;
  const lives = kiosk.connections;
  damageEveryPage();
  await kiosk.choose('tax').catch(() => {});
  await kiosk.until('the kiosk is back', () => kiosk.connections > lives);
  const back = performance.now();
  expect(test.hall.kiosk.pid).not.toBe(before);
  await kiosk.takeTicket();
  const tookMs = performance.now() - back;
  expect(tookMs).toBeLessThan(LIMIT_MS);
  expect(test.lines.filter((line) => /kiosk ended \(exit [1-9]/.test(line))).toHaveLength(1);
  const mended = readKioskLog(test, 'store-recovered');
  expect(mended).toHaveLength(1);
  expect(JSON.stringify(mended)).toContain('rebuilt');
  const labels = originalLabels(test);
  expect(new Set(labels).size).toBe(labels.length);
  const { unseen } = JSON.parse(readFileSync(path.join(folder(), 'notices.json'), 'utf8')) as { unseen: readonly { kind: string }[] };
  expect(unseen).toMatchObject([{ kind: 'store-recovered' }]);
  const books = await untilServerBooks(test, kiosk, 'the hall knows', ({ conflicts }) => conflicts.some(({ kind }) => kind === 'store-recovered'));
  expect(books.conflicts).toHaveLength(1);
  for (const label of labels) expect(books.labelled(label)).toHaveLength(1);
});
