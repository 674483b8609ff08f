import { createHash } from 'node:crypto';
import { readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TestHall } from '../testing/test-hall.ts';
import type { TestTerminal } from '../testing/test-terminal.ts';
import { UPLOAD_STAYS_MS } from './limits.ts';

let hall: TestHall;
let kiosk: TestTerminal;
let manifestId: string;

beforeEach(async () => {
  hall = await TestHall.open();
  kiosk = await hall.enrol('窗口机', 'window');
  manifestId = hall.newId();
});

afterEach(() => hall.close());

const CASE = 'case:01900000-0000-7000-8000-0000000000c1';
const PAGES = [Buffer.from('第一页'), Buffer.from('第二页'), Buffer.from('第三页')] as const;

function idOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function file(page: number) {
  const bytes = PAGES[page - 1]!;
  return { blobId: idOf(bytes), bytes: bytes.length, mediaType: 'image/jpeg', name: `第${page}页`, page };
}

function attach(...pages: number[]) {
  return kiosk.push([kiosk.write('files.attached', CASE, { manifestId, files: pages.map(file) })]);
}

async function upload(page: number, terminal = kiosk): Promise<string> {
  const bytes = PAGES[page - 1]!;
  await hall.services.files.create(terminal.id, idOf(bytes), bytes.length);
  const answer = await hall.services.files.append(terminal.id, idOf(bytes), 0, { content: (async function* () { yield bytes; })(), hangUp: () => {} });
  return answer.kind;
}

async function state(): Promise<{ state: string; missing: number[]; lost: number[] }> {
  const { state: found, missing, lost } = await hall.services.files.filesOf(CASE);
  return { state: found, missing: missing.map(({ page }) => page), lost: lost.map(({ page }) => page) };
}

describe('the files of a case', () => {
  it('are complete only when every page is here', async () => {
    expect((await state()).state).toBe('none');
    await attach(1, 2);
    expect(await state()).toEqual({ state: 'waiting', missing: [1, 2], lost: [] });
    await upload(2);
    expect(await state()).toEqual({ state: 'waiting', missing: [1], lost: [] });
    await upload(1);
    expect(await state()).toEqual({ state: 'complete', missing: [], lost: [] });
  });

  it('are complete at once with a page whose content another case brought', async () => {
    await upload(1);
    await attach(1);
    expect((await state()).state).toBe('complete');
  });

  it('are not complete while a fact of the case is parked that may name more of them', async () => {
    await attach(1);
    await upload(1);
    await kiosk.push([kiosk.write('files.attached', CASE, { manifestId: hall.newId(), files: [file(2)] }, { version: 9 })]);
    expect(await state()).toEqual({ state: 'waiting', missing: [], lost: [] });
  });

  it('say which page was lost, staff see it, and it is found again when the same content comes after all', async () => {
    await attach(1, 2);
    await upload(2);
    await kiosk.push([kiosk.write('file.lost', CASE, { blobId: file(1).blobId, reason: 'damaged' })]);
    expect(await state()).toEqual({ state: 'lost', missing: [], lost: [1] });
    expect(await hall.conflicts()).toBe(1);
    await upload(1);
    expect((await state()).state).toBe('complete');
  });

  it('no longer want a page that was taken out', async () => {
    await attach(1, 2);
    await upload(1);
    await kiosk.push([kiosk.write('files.detached', CASE, { manifestId, files: [{ page: 2, blobId: file(2).blobId }], reason: 'replaced' })]);
    expect((await state()).state).toBe('complete');
    await kiosk.push([kiosk.write('files.detached', CASE, { manifestId, files: [{ page: 2, blobId: file(2).blobId }], reason: 'replaced' })]);
    expect(await hall.conflicts()).toBe(1);
  });

  it('keep the first page when a manifest names it again with other content', async () => {
    await attach(1);
    await kiosk.push([kiosk.write('files.attached', CASE, { manifestId, files: [{ ...file(2), page: 1 }] })]);
    expect((await hall.services.files.filesOf(CASE)).files.map(({ blobId }) => blobId)).toEqual([file(1).blobId]);
    expect(await hall.conflicts()).toBe(1);
  });

  it('wait again for a page whose bytes are gone from the server’s disk, and staff see it when it is asked for', async () => {
    await attach(1);
    await upload(1);
    rmSync(path.join(hall.folder, 'blobs', 'whole'), { recursive: true });
    expect((await state()).state).toBe('waiting');
    expect((await hall.services.files.read(file(1).blobId)).kind).toBe('missing');
    expect(await hall.conflicts()).toBe(1);
    expect(await upload(1)).toBe('complete');
    expect((await state()).state).toBe('complete');
  });
});

describe('a server that died', () => {
  it('after the last byte and before it looked at them looks at the next question', async () => {
    await attach(1);
    await upload(1);
    await rewind(1);
    await hall.reopen();
    expect((await state()).state).toBe('waiting');
    await expect(hall.services.files.state(kiosk.id, file(1).blobId)).resolves.toMatchObject({ offset: PAGES[0].length, staysUntilMs: null });
    expect((await state()).state).toBe('complete');
  });

  it('between bytes and books takes the bytes into the books', async () => {
    const { blobId } = file(1);
    await upload(1);
    await hall.services.context.writer.run({
      load: (_work, round) => (round === 0 ? [{ table: 'blob', keys: [[blobId]] }] : null),
      decide: (work) => work.table('blob').delete(blobId),
    });
    await attach(1);
    expect((await state()).state).toBe('waiting');
    expect(await hall.services.files.adoptStrays()).toBe(1);
    expect((await state()).state).toBe('complete');
  });

  /** As if the server had died before it made the upload a blob. */
  async function rewind(page: number): Promise<void> {
    const { blobId, bytes } = file(page);
    await hall.services.files.create(kiosk.id, idOf(PAGES[2]), 999);
    const folder = path.join(hall.folder, 'blobs', 'begun', kiosk.id);
    const [template] = readdirSync(folder);
    renameSync(path.join(hall.folder, 'blobs', 'whole', blobId.slice(0, 2), blobId), path.join(folder, template!.replace(/^\w+\.999/, `${blobId}.${bytes}`)));
    await hall.services.context.writer.run({
      load: (_work, round) => (round === 0 ? [{ table: 'blob', keys: [[blobId]] }] : null),
      decide: (work) => work.table('blob').delete(blobId),
    });
  }
});

describe('the collection', () => {
  const held = async (page: number): Promise<boolean> => (await hall.services.files.read(file(page).blobId)).kind === 'bytes';

  it('takes only what no manifest wants, and only after the hall went on for a while', async () => {
    await attach(1);
    for (const page of [1, 2]) await upload(page);
    await hall.services.files.collect(3);
    expect([await held(1), await held(2)]).toEqual([true, true]);
    for (let i = 0; i < 3; i += 1) await kiosk.push([kiosk.write('help.requested', 'help:x', { requestId: hall.newId(), screen: 'home' })]);
    expect(await hall.services.files.collect(3)).toEqual({ blobs: 1, uploads: 0 });
    expect([await held(1), await held(2)]).toEqual([true, false]);
    await kiosk.push([kiosk.write('files.detached', CASE, { manifestId, files: [{ page: 1, blobId: file(1).blobId }], reason: 'withdrawn' })]);
    await hall.services.files.collect(0);
    expect(await held(1)).toBe(false);
  });

  it('keeps what a parked fact mentions, even one of a kind this server cannot read', async () => {
    await upload(1);
    await kiosk.push([kiosk.write('files.attached', CASE, { manifestId, files: [file(1)] }, { version: 9 })]);
    await hall.services.files.collect(0);
    expect(await held(1)).toBe(true);
  });

  it('lets go of an abandoned upload when the hall went on and the time it was promised is over', async () => {
    await hall.services.files.create(kiosk.id, file(1).blobId, 9);
    expect((await hall.services.files.collect(0)).uploads).toBe(0);
    await hall.clock.advance(UPLOAD_STAYS_MS);
    expect((await hall.services.files.collect(1_000)).uploads).toBe(0);
    expect((await hall.services.files.collect(0)).uploads).toBe(1);
    await expect(hall.services.files.state(kiosk.id, file(1).blobId)).resolves.toBeNull();
  });
});
