import { hash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { unwrap } from '#kernel/result.ts';
import { SimulatedClock } from '#kernel/simulated-clock.ts';
import { conditionsOf } from '../admin/operations-work.ts';
import { blobCipher, blobKeyFrom } from '../blobs/blob-cipher.ts';
import { digestKey } from '../keys/digest-key.ts';
import { hallRecoveryKey, RECOVERY_PRIVATE_FILE } from '../keys/recovery-key.ts';
import { readDatabaseKey } from '../store/sqlite/database-key.ts';
import { connectionOf } from '../store/sqlite/open-database.ts';
import type { SqliteHallStore } from '../store/sqlite/sqlite-hall-store.ts';
import { HallWithBackups } from '../testing/test-backup.ts';
import { numberOf, type TestTerminal } from '../testing/test-terminal.ts';
import { copyCaseFiles } from './case-files.ts';
import { inspectAside, runInspectJob } from './inspect-job.ts';
import { rehearseRestore } from './rehearse.ts';
import { restoreBackup } from './restore-backup.ts';

let clock: SimulatedClock;
let hall: HallWithBackups;
let kiosk: TestTerminal;

beforeEach(async () => {
  clock = new SimulatedClock();
  hall = await HallWithBackups.open(clock);
  kiosk = await hall.enrol('取号机1');
  digestKey(hall.data, hall.random);
  hallRecoveryKey(hall.data);
  for (let i = 1; i <= 5; i += 1) kiosk.issued(hall.newId(), numberOf('X', i));
  await kiosk.push();
});

afterEach(() => hall.close());

const moment = () => ({ clock, random: hall.random });
const rehearse = (from: string, recoveryKey: string | null = null) => rehearseRestore({ from, recoveryKey, ...moment() });
const head = async () => (await hall.services.context.writer.store.load([])).head;
const warnings = async () => (await conditionsOf(hall.services, hall.hall.operations)).warnings;

describe('a backup', () => {
  it('holds the hall and its keys, for the owner alone, under one name, and says what it is', async () => {
    const folder = await hall.backup();
    const names = ['digest.key', 'hall.key', 'hall.sqlite', 'manifest.json', 'manifest.sha256', 'recovery-public.pem'];
    expect(readdirSync(folder).toSorted()).toEqual(names);
    for (const name of names) expect(statSync(path.join(folder, name)).mode & 0o777, name).toBe(0o600);
    expect(readdirSync(hall.place)).toHaveLength(1);
    const rehearsed = unwrap(await rehearse(folder));
    expect(rehearsed.inspection).toMatchObject({ issued: 5, byState: { waiting: 5 }, problems: [] });
    expect(rehearsed.manifest).toMatchObject({ hallId: 'test-hall', madeAtMs: clock.now(), cursors: [{ terminalId: kiosk.id, seq: 5 }] });
  });

  it('is made while facts go on arriving', async () => {
    const { hall: opened } = hall;
    const taking = opened.operations.verify();
    kiosk.issued(hall.newId(), numberOf('X', 6));
    await expect(kiosk.push(kiosk.log.slice(5))).resolves.toMatchObject({ applied: 6 });
    expect(unwrap(await taking).problems).toEqual([]);
    const made = hall.backup();
    kiosk.issued(hall.newId(), numberOf('X', 7));
    await kiosk.push(kiosk.log.slice(6));
    expect(unwrap(await rehearse(await made)).inspection.issued).toBe(6);
    await hall.reopen();
    expect((await hall.services.handshake(kiosk.id, kiosk.logId)).cursor?.seq).toBe(7);
  });

  it('makes safe what it holds, no more, and nothing else does', async () => {
    const safe = async () => (await hall.services.handshake(kiosk.id, kiosk.logId)).cursor?.safeSeq;
    await clock.advance(48 * 3_600_000);
    expect(await safe()).toBe(0);
    await hall.backup();
    kiosk.issued(hall.newId(), numberOf('X', 6));
    await expect(kiosk.push(kiosk.log.slice(5))).resolves.toMatchObject({ applied: 6, safe: 5 });
  });

  it('on the hall’s own disk makes nothing safe unless the hall says that it counts, and says so', async () => {
    await hall.close();
    hall = await HallWithBackups.open(clock, { plan: { acceptSameDisk: false } });
    kiosk = await hall.enrol('取号机1');
    kiosk.issued(hall.newId(), numberOf('X', 1));
    await kiosk.push();
    await hall.backup();
    expect((await hall.services.handshake(kiosk.id, kiosk.logId)).cursor?.safeSeq).toBe(0);
    expect(await warnings()).toEqual(['备份与大厅数据在同一块磁盘上，磁盘损坏时会一起丢失']);
  });

  it('whose place vanished is told to staff, is not made elsewhere, and comes when the place is back', async () => {
    await hall.backup();
    renameSync(hall.place, `${hall.place}-away`);
    const failed = await hall.hall.operations.backup(hall.place, false);
    expect(failed).toMatchObject({ ok: false, error: expect.stringContaining('备份位置不见了') as unknown });
    expect(existsSync(hall.place)).toBe(false);
    expect(await warnings()).toContainEqual(expect.stringContaining('备份位置不见了'));
    renameSync(`${hall.place}-away`, hall.place);
    await clock.advance(1000);
    await hall.backup();
    expect(await warnings()).toEqual(['备份与大厅数据在同一块磁盘上，磁盘损坏时会一起丢失']);
  });

  it('is looked at in a thread of its own as on this one', async () => {
    const copy = path.join(hall.root, 'copy.sqlite');
    await (hall.services.context.writer.store as SqliteHallStore).copyTo(copy);
    const job = { copy, rawKey: readDatabaseKey(hall.data)!.raw, compactTo: null };
    const here = runInspectJob(job);
    expect(here.problems).toEqual([]);
    expect(await inspectAside(job)).toEqual(here);
    await expect(inspectAside({ ...job, rawKey: job.rawKey.replace(/.{4}$/, '0000').replace(/^raw:..../, 'raw:0000') })).rejects.toThrow(/not a database|file is encrypted|malformed/);
  });

  it('of a database that is not sound is no backup', async () => {
    connectionOf(hall.data)!.prepare('UPDATE audit_entry SET action = ? WHERE seq = 2').run('nothing happened');
    const made = await hall.hall.operations.backup(hall.place, false);
    expect(made).toMatchObject({ ok: false, error: expect.stringContaining('审计链在第 2 条断开') as unknown });
    expect(readdirSync(hall.place)).toEqual([]);
    expect(unwrap(await hall.hall.operations.verify()).problems).toEqual(['审计链在第 2 条断开']);
    expect((await warnings()).join()).toContain('审计链在第 2 条断开');
  });

  it('comes by the plan, and the oldest beyond the wanted number go', async () => {
    const stop = hall.hall.operations.start(() => {});
    for (let hour = 0; hour < 6; hour += 1) {
      await clock.advance(3_600_000);
      await hall.hall.operations.idle();
      await new Promise((resolve) => setImmediate(resolve));
    }
    stop();
    expect(readdirSync(hall.place).length).toBeLessThanOrEqual(3);
    expect(readdirSync(hall.place).length).toBeGreaterThan(1);
  });
});

describe('a sealed backup', () => {
  it('holds no key in plain and opens only with the hall’s private recovery key', async () => {
    const folder = await hall.backup(true);
    expect(readdirSync(folder).toSorted()).toEqual(['hall.sqlite', 'keys.sealed.json', 'manifest.json', 'manifest.sha256', 'recovery-public.pem']);
    expect(await rehearse(folder)).toMatchObject({ ok: false, error: expect.stringContaining('--recovery-key') as unknown });
    const stranger = path.join(hall.root, 'stranger.pem');
    writeFileSync(stranger, 'no key');
    expect(await rehearse(folder, stranger)).toMatchObject({ ok: false, error: expect.stringContaining('打不开这个备份的密钥') as unknown });
    expect(await rehearse(folder, path.join(hall.root, 'none.pem'))).toMatchObject({ ok: false, error: expect.stringContaining('没有这个文件') as unknown });
    const own = path.join(hall.data, RECOVERY_PRIVATE_FILE);
    expect(unwrap(await rehearse(folder, own)).inspection.issued).toBe(5);
    const digest = readFileSync(path.join(hall.data, 'digest.key'), 'utf8');
    await hall.restore(folder, own);
    expect(readFileSync(path.join(hall.data, 'digest.key'), 'utf8')).toBe(digest);
  });
});

describe('a backup that is not what its manifest says', () => {
  it.each([
    ['a flipped bit in the database', (folder: string) => flip(path.join(folder, 'hall.sqlite')), '备份文件已损坏'],
    ['a flipped bit in a key', (folder: string) => flip(path.join(folder, 'digest.key')), '备份文件已损坏'],
    ['a flipped bit in the manifest', (folder: string) => flip(path.join(folder, 'manifest.json')), '备份清单已损坏'],
    ['a missing file', (folder: string) => rmSync(path.join(folder, 'hall.key')), '备份不完整：缺少'],
    ['a missing manifest', (folder: string) => rmSync(path.join(folder, 'manifest.json')), '不是备份'],
    ['a missing folder', (folder: string) => rmSync(folder, { recursive: true }), '没有这个备份文件夹'],
  ])('is refused in one sentence: %s', async (_, harm, sentence) => {
    const folder = await hall.backup();
    harm(folder);
    for (const refused of [await rehearse(folder), await restoreBackup({ from: folder, data: path.join(hall.root, 'new'), replace: false, recoveryKey: null, ...moment() })]) {
      expect(refused).toMatchObject({ ok: false, error: expect.stringMatching(new RegExp(`^[^\\n]*${sentence}[^\\n]*$`)) as unknown });
    }
    expect(existsSync(path.join(hall.root, 'new', 'hall.sqlite'))).toBe(false);
  });
});

describe('restoring', () => {
  it('brings the hall back in a new incarnation, recovering, with the old files moved aside', async () => {
    await hall.services.handshake(kiosk.id, kiosk.logId, { head: 5, heldFrom: 1 });
    const folder = await hall.backup();
    const before = await head();
    const restored = await hall.restore(folder);
    const after = await head();
    expect([after.hallId, after.recovering, after.restoredFromMs]).toEqual(['test-hall', true, clock.now()]);
    expect([after.incarnation, after.incarnation === before.incarnation]).toEqual([restored.incarnation, false]);
    expect(readdirSync(restored.movedAside!)).toContain('hall.sqlite');
    expect(readdirSync(hall.data)).not.toContain('restoring.json');
  });

  it('never touches a hall that is there unless told to, nor one that runs', async () => {
    const folder = await hall.backup();
    const request = { from: folder, data: hall.data, recoveryKey: null, ...moment() };
    expect(await restoreBackup({ ...request, replace: false })).toMatchObject({ ok: false, error: expect.stringContaining('不会覆盖') as unknown });
  });

  it('into an empty place makes a hall that runs', async () => {
    const folder = await hall.backup();
    const data = path.join(hall.root, 'elsewhere');
    unwrap(await restoreBackup({ from: folder, data, replace: false, recoveryKey: null, ...moment() }));
    expect(readdirSync(data).toSorted()).toEqual(['digest.key', 'hall.key', 'hall.sqlite', 'recovery-public.pem']);
  });

  it('cut off in the middle keeps the server from starting until it ran again', async () => {
    const folder = await hall.backup();
    await hall.hall.close();
    writeFileSync(path.join(hall.data, 'restoring.json'), '{}');
    mkdirSync(path.join(hall.data, '.restoring-half'));
    rmSync(path.join(hall.data, 'hall.sqlite'));
    expect(() => hall.open()).toThrow('restore-unfinished');
    unwrap(await restoreBackup({ from: folder, data: hall.data, replace: false, recoveryKey: null, ...moment() }));
    hall.hall = hall.open();
    expect((await head()).recovering).toBe(true);
    expect(readdirSync(hall.data)).not.toContain('.restoring-half');
  });

  it('asked for twice at once is done once, and the other is told to wait', async () => {
    const folder = await hall.backup();
    await hall.stop();
    const request = { from: folder, data: hall.data, replace: true, recoveryKey: null, ...moment() };
    const answers = await Promise.all([restoreBackup(request), restoreBackup(request)]);
    expect(answers).toMatchObject([{ ok: true }, { ok: false, error: expect.stringContaining('另一个命令') as unknown }]);
    expect(readdirSync(hall.data)).not.toContain('restore.lock');
    hall.hall = hall.open();
    expect((await head()).recovering).toBe(true);
  });

  it('never tells a terminal that more is safe than the restored hall has', async () => {
    const folder = await hall.backup();
    kiosk.issued(hall.newId(), numberOf('X', 6));
    await kiosk.push(kiosk.log.slice(5));
    await clock.advance(1000);
    await hall.backup();
    await expect(hall.services.handshake(kiosk.id, kiosk.logId)).resolves.toMatchObject({ cursor: { seq: 6, safeSeq: 6 } });
    await hall.restore(folder);
    await expect(hall.services.handshake(kiosk.id, kiosk.logId, { heldFrom: 6, head: 6 })).resolves.toMatchObject({ cursor: { seq: 5, safeSeq: 0 } });
    await expect(kiosk.push(kiosk.log.slice(5))).resolves.toMatchObject({ applied: 6, safe: 0 });
  });
});

describe('case files', () => {
  it('are copied once for all backups of a place and come back with the restore', async () => {
    const name = caseFile('page');
    const bytes = readFileSync(path.join(hall.data, 'blobs', name));
    const folder = await hall.backup();
    await clock.advance(1000);
    await hall.backup();
    rmSync(path.join(hall.data, 'blobs'), { recursive: true });
    await hall.restore(folder);
    expect(readFileSync(path.join(hall.data, 'blobs', name)).equals(bytes)).toBe(true);
    rmSync(path.join(hall.place, 'blobs', name));
    expect(await rehearse(folder)).toMatchObject({ ok: false, error: expect.stringContaining('缺少办件文件') as unknown });
  });

  it('that a disk forgot in the pool are found by reading again and copied anew from the hall', async () => {
    const name = caseFile('page');
    const folder = await hall.backup();
    flip(path.join(hall.place, 'blobs', name));
    expect(await rehearse(folder)).toMatchObject({ ok: false, error: expect.stringContaining('办件文件已损坏') as unknown });
    await clock.advance(1000);
    expect((await rehearse(await hall.backup())).ok).toBe(true);
    expect((await rehearse(folder)).ok).toBe(true);
  });

  it('that are damaged in the hall are not in the backup, are told to staff and are put aside for the terminals to bring again', async () => {
    const [good, bad] = [caseFile('good page'), caseFile('bad page')];
    flip(path.join(hall.data, 'blobs', bad));
    const folder = await hall.backup();
    expect(unwrap(await rehearse(folder)).manifest.blobs.map(({ name }) => name)).toEqual([good]);
    expect(await warnings()).toContainEqual(expect.stringContaining('有 1 个办件文件已损坏'));
    expect(readdirSync(path.join(hall.data, 'blobs', 'damaged'))).toEqual([path.basename(bad)]);
    await clock.advance(1000);
    await hall.backup();
    expect((await warnings()).join()).not.toContain('已损坏');
  });

  it('collected between listing and copying are left out', async () => {
    const files = [{ name: caseFile('page'), bytes: 4 }, { name: 'whole/ab/' + 'ab'.repeat(32), bytes: 4 }];
    const copied = await copyCaseFiles({ from: path.join(hall.data, 'blobs'), to: path.join(hall.place, 'blobs'), files, key: blobKey() });
    expect(copied).toEqual({ there: [files[0]], copied: 1, damaged: [] });
  });

  it('damaged in the backup do not stop a restore and are not brought back', async () => {
    const name = caseFile('page');
    const folder = await hall.backup();
    flip(path.join(hall.place, 'blobs', name));
    rmSync(path.join(hall.data, 'blobs'), { recursive: true });
    expect((await hall.restore(folder)).damagedFiles).toEqual([name]);
    expect(existsSync(path.join(hall.data, 'blobs', name))).toBe(false);
  });
});

const blobKey = (): Uint8Array => blobKeyFrom(readDatabaseKey(hall.data)!.raw);

/** Puts a whole file where the hall keeps them. @returns its name there */
function caseFile(text: string): string {
  const blobId = hash('sha256', text, 'hex');
  const name = `whole/${blobId.slice(0, 2)}/${blobId}`;
  mkdirSync(path.join(hall.data, 'blobs', path.dirname(name)), { recursive: true });
  writeFileSync(path.join(hall.data, 'blobs', name), blobCipher(blobKey(), blobId, 0).update(text));
  return name;
}

function flip(file: string): void {
  const bytes = readFileSync(file);
  const at = Math.floor(bytes.length / 2);
  bytes[at] = bytes[at]! ^ 4;
  writeFileSync(file, bytes);
}

describe('a clock that is wrong', () => {
  it('never makes the newest backup, which terminals rely on, the first to be removed', async () => {
    for (let made = 0; made < 3; made += 1) {
      await hall.backup();
      await clock.advance(60_000);
    }
    clock.setWall(Date.UTC(2015, 0, 1));
    kiosk.issued(hall.newId(), numberOf('X', 6));
    await kiosk.push();
    const made = [await hall.backup(), (await clock.advance(60_000), await hall.backup())];
    expect((await hall.services.handshake(kiosk.id, kiosk.logId)).cursor).toMatchObject({ seq: 6, safeSeq: 6 });
    expect(existsSync(path.join(made[1]!, 'manifest.json'))).toBe(true);
    expect(readdirSync(hall.place).filter((name) => name.startsWith('hall-'))).toHaveLength(3);
  });

  it('that stood ahead at the last backup and was put right does not put the next one off', async () => {
    clock.setWall(Date.UTC(2036, 0, 1));
    await hall.backup();
    clock.setWall(Date.UTC(2026, 2, 2));
    const stop = hall.hall.operations.start(() => {});
    const count = () => readdirSync(hall.place).filter((name) => name.startsWith('hall-')).length;
    for (let minute = 0; minute < 5 && count() < 2; minute += 1) {
      await clock.advance(60_000);
      await hall.hall.operations.idle();
    }
    stop();
    expect(count()).toBe(2);
  });
});

describe('a restore from a backup of the time before the terminals came', () => {
  const bound = async (terminal: TestTerminal): Promise<number> => {
    const answer = await terminal.bind(hall.newId());
    return answer.kind === 'bound' ? answer.number.number : 0;
  };

  it.each([
    ['before their first word', 0, 1],
    ['after a holiday with all of them off', 1, 9],
  ])('binds none of the numbers that were bound since: %s', async (_when, handshakes, days) => {
    for (let i = 0; i < handshakes; i += 1) await hall.services.handshake(kiosk.id, kiosk.logId, { head: 5, heldFrom: 1 });
    await clock.advance(days * 86_400_000);
    const folder = await hall.backup();
    await hall.services.closeDay();
    for (let i = 0; i < 150; i += 1) await kiosk.take();
    await kiosk.push();
    await hall.restore(folder);
    expect(await bound(kiosk)).toBe(0);
    await hall.services.handshake(kiosk.id, kiosk.logId, { head: kiosk.log.length, heldFrom: 1 });
    await kiosk.push();
    expect(await bound(kiosk)).toBeGreaterThan(150);
  });

  it('on a later day numbers that day too behind what may have been given, when the administrator ends the wait', async () => {
    const folder = await hall.backup();
    await clock.advance(86_400_000);
    await hall.services.closeDay();
    await kiosk.take();
    await hall.stop();
    unwrap(await restoreBackup({ from: folder, data: hall.data, replace: true, recoveryKey: null, ...moment() }));
    hall.hall = hall.open();
    // Without a server running, nobody has closed yesterday yet.
    await hall.services.tendRecovery(true);
    await hall.services.closeDay();
    expect(await bound(kiosk)).toBe(501);
  });
});
