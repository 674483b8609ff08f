import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { unwrap } from '#kernel/result.ts';
import { storeKeyPurpose } from '#contracts/hall/recovery-copy.ts';
import { hallRecoveryKey, RECOVERY_PRIVATE_FILE } from '../keys/recovery-key.ts';
import { openCopy, sealCopy } from '../keys/sealed-copy.ts';
import { startHallServer } from '../start.ts';
import { startSentence } from '../start-error.ts';
import { testConfig } from '../testing/test-hall.ts';
import { startTestServer, type TestServer } from '../testing/test-server.ts';
import { runAdmin } from './run-admin.ts';

let hall: TestServer;
let place: string;

beforeEach(async () => {
  hall = await startTestServer();
  place = mkdtempSync(path.join(os.tmpdir(), 'hall-place-'));
});

afterEach(async () => {
  await hall.close();
  rmSync(place, { recursive: true, force: true });
});

const ask = async (command: Parameters<typeof runAdmin>[1]) => unwrap(await runAdmin(hall.folder, command));

describe('the administrator of a running server', () => {
  it('backs up and verifies it, and sees how that went', async () => {
    const made = await ask({ command: 'backup', to: place, sealed: false });
    expect(made).toMatchObject({ kind: 'backup', sealedTo: null });
    expect(await ask({ command: 'verify' })).toMatchObject({ kind: 'verified', issued: 0, problems: [] });
    const seen = await ask({ command: 'statistics' });
    expect(seen).toMatchObject({ kind: 'statistics', parked: 0, conditions: { planned: null, backup: { place, ok: true }, check: { ok: true }, warnings: ['没有配置自动备份'] } });
    expect(await ask({ command: 'backup', to: `${place}/none`, sealed: false })).toMatchObject({ kind: 'failed', sentence: expect.stringContaining('备份位置不见了') as unknown });
    const attention = await ask({ command: 'attention' });
    expect(attention).toMatchObject({ recovery: null, conditions: { backupTry: { ok: false }, warnings: [expect.stringContaining('备份位置不见了'), '没有配置自动备份'] as unknown } });
  });

  it('sees who is missing after a restore, ends the phase, and kiosks are told meanwhile that there is no number', async () => {
    const { client, terminalId } = await hall.enrol();
    const clock = { bootId: 'b', monotonicMs: 1, wallMs: 1 };
    const logId = '01900000-0000-7000-8000-000000000001';
    await client.sync.handshake({ logId, versions: {}, clock, head: 0, heldFrom: 1 });
    await ask({ command: 'new-incarnation' });
    expect(await ask({ command: 'attention' })).toMatchObject({ recovery: { expected: 1, missing: [{ terminalId, name: '终端', toCome: null }] } });
    const takenAt = { wallMs: 1, bootId: 'b', monotonicMs: 1, lastServerMs: null, trust: 'untrusted' } as const;
    const ticket = { ticketId: '01900000-0000-7000-8000-000000000002', visitId: '01900000-0000-7000-8000-000000000003', businessId: 'social', person: null, purpose: 'apply', cases: 1, party: 1, onBehalf: 'self', takenAt, clock } as const;
    await expect(client.tickets.bindNumber(ticket)).rejects.toMatchObject({ code: 'RECOVERING', status: 503 });
    expect(await ask({ command: 'end-recovery' })).toEqual({ kind: 'recovery-ended', ended: true });
    expect(await ask({ command: 'end-recovery' })).toEqual({ kind: 'recovery-ended', ended: false });
    await expect(client.tickets.bindNumber(ticket)).resolves.toMatchObject({ kind: 'bound', number: { number: 501 } });
  });

  it('takes out the key a terminal left, which only the private recovery key opens', async () => {
    const { terminalId } = await hall.enrol();
    expect(await ask({ command: 'recover-key', terminal: '终端' })).toMatchObject({ kind: 'failed', sentence: expect.stringContaining('没有在这里存过密钥') as unknown });
    expect(await ask({ command: 'recover-key', terminal: 'x' })).toMatchObject({ kind: 'failed', sentence: expect.stringContaining('没有这个终端：x') as unknown });
    const secret = Buffer.alloc(32, 9);
    await hall.server.services.depositKey(terminalId, sealCopy(hallRecoveryKey(hall.folder).publicKey, storeKeyPurpose(terminalId), secret));
    const answer = await ask({ command: 'recover-key', terminal: '终端' });
    const copy = answer.kind === 'recovery-copy' ? answer.copy : null;
    expect(openCopy(readFileSync(path.join(hall.folder, RECOVERY_PRIVATE_FILE), 'utf8'), storeKeyPurpose(terminalId), copy!)).toEqual({ ok: true, value: secret });
    await hall.enrol();
    expect(await ask({ command: 'recover-key', terminal: '终端' })).toMatchObject({ kind: 'failed', sentence: expect.stringContaining('请改用编号') as unknown });
  });
});

describe('a server whose database is damaged', () => {
  it('does not start, and names the backup to restore', async () => {
    const made = await ask({ command: 'backup', to: place, sealed: false });
    const folder = made.kind === 'backup' ? made.folder : '';
    await hall.server.close();
    const file = path.join(hall.folder, 'hall.sqlite');
    const bytes = readFileSync(file);
    bytes[20_000] = bytes[20_000]! ^ 1;
    writeFileSync(file, bytes);
    const refused = await startHallServer({ dataFolder: hall.folder, port: 0, plainHttp: true, config: testConfig() });
    const sentence = refused.ok ? '' : startSentence(refused.error).split('\n')[0];
    expect(sentence).toContain('已损坏');
    expect(sentence).toContain(`restore --from ${folder} --replace`);
    rmSync(file);
    const gone = await startHallServer({ dataFolder: hall.folder, port: 0, plainHttp: true, config: testConfig() });
    expect(gone.ok ? '' : startSentence(gone.error)).toContain('数据库不见了');
  });
});
