import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import tls from 'node:tls';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { unwrap } from '#kernel/result.ts';
import { decodeEnrolmentCode } from '#contracts/hall/enrolment-code.ts';
import { runAdmin } from './admin/run-admin.ts';
import { startHallServer, type HallServerOptions } from './start.ts';
import { startSentence } from './start-error.ts';
import { testBusiness, testConfig } from './testing/test-hall.ts';

const folders: string[] = [];

function newFolder(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'hall-start-'));
  folders.push(folder);
  return folder;
}

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

const options = (change: Partial<HallServerOptions> = {}): HallServerOptions => ({ dataFolder: newFolder(), port: 0, plainHttp: true, config: testConfig(), ...change });

async function sentenceOf(wanted: HallServerOptions): Promise<string> {
  const started = await startHallServer(wanted);
  if (started.ok) throw new Error('it started');
  const sentence = startSentence(started.error);
  expect(sentence.split('\n')).toHaveLength(2);
  return sentence;
}

describe('a hall server that cannot start says why and where', () => {
  it('when the port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const wanted = options({ port });
    expect(await sentenceOf(wanted)).toContain(`端口 ${port} 已被占用`);
    other.close();
    await unwrap(await startHallServer({ ...wanted, port: 0 })).close();
  });

  it('when another server uses the folder', async () => {
    const wanted = options();
    const server = unwrap(await startHallServer(wanted));
    expect(await sentenceOf(wanted)).toContain(wanted.dataFolder);
    await server.close();
  });

  it('when the address is not this machine’s', async () => {
    expect(await sentenceOf(options({ plainHttp: false, host: '192.0.2.1' }))).toContain('192.0.2.1');
  });

  it('when it would speak plain HTTP to the network', async () => {
    expect(await sentenceOf(options({ host: '0.0.0.0' }))).toContain('0.0.0.0');
  });

  it('when there is no hall and none is given', async () => {
    const { dataFolder, port } = options();
    expect(await sentenceOf({ dataFolder, port, plainHttp: true })).toContain('还没有大厅');
  });

  it('when the folder belongs to another hall', async () => {
    const wanted = options();
    await unwrap(await startHallServer(wanted)).close();
    const other = testConfig();
    const renamed = { ...other, catalogue: { ...other.catalogue, hall: { ...other.catalogue.hall, id: 'other-hall' } } };
    expect(await sentenceOf({ ...wanted, config: renamed })).toContain('test-hall');
  });

  it('when a business wants the letters of a kiosk', async () => {
    const wanted = options();
    const server = unwrap(await startHallServer(wanted));
    const { code } = await server.createEnrolmentCode({ name: '取号机1', kind: 'kiosk' });
    const body = JSON.stringify({ code: unwrap(decodeEnrolmentCode(code)).secret, terminalName: '取号机1', kind: 'kiosk', keyId: 'k', publicKey: 'p' });
    await fetch(`${server.url}/api/terminals/enrol`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    await server.close();
    expect(await sentenceOf({ ...wanted, config: testConfig({ businesses: [testBusiness('social', 'X')] }) })).toContain('取号机1');
  });

  it('when its key does not fit its certificate', async () => {
    const wanted = options({ plainHttp: false });
    const [one, two] = [wanted.dataFolder, newFolder()];
    await unwrap(await startHallServer(wanted)).close();
    await unwrap(await startHallServer({ ...wanted, dataFolder: two })).close();
    writeFileSync(path.join(one, 'server-key.pem'), readFileSync(path.join(two, 'server-key.pem')));
    expect(await sentenceOf(wanted)).toContain('不能使用');
  });

  it('when the data folder cannot be made', async () => {
    const file = path.join(newFolder(), 'file');
    writeFileSync(file, '');
    expect(await sentenceOf(options({ dataFolder: path.join(file, 'data') }))).toContain(file);
  });

  it('when the database is a folder', async () => {
    const wanted = options();
    mkdirSync(path.join(wanted.dataFolder, 'hall.sqlite'));
    expect(await sentenceOf(wanted)).toContain('hall.sqlite');
  });

  it('when the configuration is missing', async () => {
    const { dataFolder, port } = options();
    expect(await sentenceOf({ dataFolder, port, configFile: path.join(dataFolder, 'none.json') })).toContain('none.json');
  });
});

describe('TLS', () => {
  it('shows the key whose fingerprint is in the enrolment code, the same after a restart', async () => {
    const wanted = options({ plainHttp: false });
    const seen: string[] = [];
    for (let i = 0; i < 2; i += 1) {
      const server = unwrap(await startHallServer(wanted));
      const { port } = new URL(server.url);
      const socket = tls.connect({ host: '127.0.0.1', port: Number(port), rejectUnauthorized: false });
      await once(socket, 'secureConnect');
      const spki = socket.getPeerX509Certificate()!.publicKey.export({ type: 'spki', format: 'der' });
      socket.destroy();
      const fingerprint = createHash('sha256').update(spki).digest('hex');
      expect(server.spkiSha256).toBe(fingerprint);
      const { code } = await server.createEnrolmentCode({ name: '取号机1', kind: 'kiosk' });
      expect(unwrap(decodeEnrolmentCode(code)).keyPrefix).toBe(fingerprint.slice(0, 20));
      seen.push(fingerprint);
      await server.close();
    }
    expect(seen[0]).toBe(seen[1]);
    for (const file of ['server-key.pem', 'digest.key']) expect(statSync(path.join(wanted.dataFolder, file)).mode & 0o777).toBe(0o600);
  });
});

describe('the administrator’s commands', () => {
  const command = { command: 'enrolment-code', name: '取号机1', kind: 'kiosk', minutes: 30 } as const;

  it('work while the server runs, and when it does not', async () => {
    const wanted = options({ plainHttp: false });
    const server = unwrap(await startHallServer(wanted));
    const { spkiSha256 } = server;
    const running = await runAdmin(wanted.dataFolder, command);
    expect(statSync(path.join(wanted.dataFolder, 'admin.json')).mode & 0o777).toBe(0o600);
    await server.close();
    const stopped = await runAdmin(wanted.dataFolder, command);
    for (const answer of [unwrap(running), unwrap(stopped)]) {
      if (answer.kind !== 'enrolment-code') throw new Error(answer.kind);
      expect(unwrap(decodeEnrolmentCode(answer.code)).keyPrefix).toBe(spkiSha256.slice(0, 20));
    }
  });

  it('are refused without the token of this start', async () => {
    const wanted = options();
    const server = unwrap(await startHallServer(wanted));
    const { url } = JSON.parse(readFileSync(path.join(wanted.dataFolder, 'admin.json'), 'utf8')) as { url: string };
    const response = await fetch(`${url}/admin`, { method: 'POST', headers: { 'content-type': 'application/json', authorization: 'Bearer x' }, body: JSON.stringify(command) });
    expect(response.status).toBe(401);
    await server.close();
  });

  it('show what staff should look at', async () => {
    const wanted = options();
    await unwrap(await startHallServer(wanted)).close();
    await expect(runAdmin(wanted.dataFolder, { command: 'attention' })).resolves.toMatchObject({ ok: true, value: { kind: 'attention', conflicts: [], parked: [], recovery: null, conditions: { warnings: ['没有配置自动备份'] } } });
  });

  it('renew the incarnation after a restore, and tell everybody who watches', async () => {
    const wanted = options();
    const server = unwrap(await startHallServer(wanted));
    const before = (await server.services.context.writer.store.load([])).head.incarnation;
    const watching = server.services.hub.watch(new Set(['hall']));
    await watching.next();
    const renewed = unwrap(await runAdmin(wanted.dataFolder, { command: 'new-incarnation' }));
    if (renewed.kind !== 'new-incarnation') throw new Error(renewed.kind);
    expect(renewed.incarnation).not.toBe(before);
    await expect(watching.next()).resolves.toMatchObject({ value: { incarnation: renewed.incarnation } });
    await server.close();
  });

  it('say when there is no hall', async () => {
    await expect(runAdmin(path.join(newFolder(), 'none'), command)).resolves.toMatchObject({ ok: false, error: expect.stringContaining('没有这个数据文件夹') as unknown });
    await expect(runAdmin(newFolder(), command)).resolves.toMatchObject({ ok: false, error: expect.stringContaining('还没有大厅') as unknown });
  });
});
