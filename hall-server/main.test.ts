import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, watch, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { unwrap } from '#kernel/result.ts';
import { decodeEnrolmentCode } from '#contracts/hall/enrolment-code.ts';
import { runAdmin } from './admin/run-admin.ts';
import { httpClient, type HallClient } from './testing/rpc-clients.ts';
import { TestHall, testConfig } from './testing/test-hall.ts';
import { numberOf, TestTerminal } from './testing/test-terminal.ts';

/** How far the server gets: perhaps before it read the push, at its first byte in the log file, after its answer. */
const MOMENTS = ['sent', 'written', 'answered'] as const;

/** A bound for a test that starts several programs one after another on a busy machine. */
const PROCESSES_MS = 30_000;

const MAIN = path.join(import.meta.dirname, 'main.ts');

let folder: string;
let configFile: string;
const children: ChildProcess[] = [];

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'hall-main-'));
  configFile = path.join(folder, 'hall.json');
  const { hall, businesses, windows } = testConfig().catalogue;
  writeFileSync(configFile, JSON.stringify({ hall, businesses, windows }));
});

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

function run(...args: readonly string[]): ChildProcess {
  const child = spawn(process.execPath, [MAIN, '--data', path.join(folder, 'data'), ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  return child;
}

async function startServer(): Promise<{ readonly child: ChildProcess; readonly url: string }> {
  const child = run('--port', '0', '--plain-http', '--config', configFile);
  for await (const line of createInterface({ input: child.stdout! })) {
    const { url } = JSON.parse(line) as { url: string };
    return { child, url };
  }
  throw new Error('the server said nothing');
}

async function enrolled(url: string): Promise<{ readonly client: HallClient; readonly terminalId: string; readonly token: string }> {
  const made = unwrap(await runAdmin(path.join(folder, 'data'), { command: 'enrolment-code', name: '取号机1', kind: 'kiosk', minutes: 5 }));
  if (made.kind !== 'enrolment-code') throw new Error(made.kind);
  const { secret } = unwrap(decodeEnrolmentCode(made.code));
  const answer = await httpClient(url).terminals.enrol({ code: secret, terminalName: '取号机1', kind: 'kiosk', keyId: 'k', publicKey: 'p' });
  return { client: httpClient(url, answer.token), ...answer };
}

describe('the program', () => {
  it('ends cleanly at SIGTERM', async () => {
    const { child } = await startServer();
    child.kill('SIGTERM');
    await expect(once(child, 'exit')).resolves.toEqual([0, null]);
  });

  it.each([
    ['without a port', [], 2, '缺少端口'],
    ['with a port that is none', ['--port', '99999'], 2, '端口不对'],
    ['with a word it does not know', ['--port', '0', '--colour'], 2, '不认识的参数'],
    ['without a hall', ['--port', '0', '--plain-http'], 1, '还没有大厅'],
    ['with a configuration that is not there', ['--port', '0', '--config', '/nowhere/hall.json'], 1, '/nowhere/hall.json'],
  ])('%s says so and ends with its exit code', async (_, args, code, sentence) => {
    const child = run(...args);
    let said = '';
    child.stderr!.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const [exit] = (await once(child, 'close')) as [number];
    expect([exit, said.includes(sentence)]).toEqual([code, true]);
  });

  it('killed between a push and its answer has applied it or not, and the same push again applies it once', async () => {
    const hall = await TestHall.open();
    let { child, url } = await startServer();
    const { terminalId, token } = await enrolled(url);
    const writer = new TestTerminal(hall, { ...(await hall.enrol('x')).row, id: terminalId });
    const today = (await httpClient(url, token).reports.today()).businessDay;
    const clock = { bootId: 'b', monotonicMs: 1e9, wallMs: Date.now() };
    const perRound = 50;
    for (const moment of MOMENTS) {
      const from = writer.log.length;
      for (let i = 0; i < perRound; i += 1) writer.issued(hall.newId(), numberOf('X', from + i + 1, 'leased', today));
      const operations = writer.log.slice(from);
      await killAt(moment, child, () => httpClient(url, token).sync.push({ logId: writer.logId, clock, operations }));
      ({ child, url } = await startServer());
      const client = httpClient(url, token);
      const { cursor } = await client.sync.handshake({ logId: writer.logId, versions: {}, clock });
      expect([null, from, from + perRound]).toContain(cursor?.seq ?? null);
      const answer = await client.sync.push({ logId: writer.logId, clock, operations: from === 0 || cursor ? operations : writer.log });
      expect(answer).toMatchObject({ applied: from + perRound, parked: [] });
    }
    const report = await httpClient(url, token).reports.today();
    expect(report).toMatchObject({ issued: writer.log.length, byTerminal: { [terminalId]: writer.log.length }, conflicts: 0, parked: 0 });
    await hall.close();
  }, PROCESSES_MS);
});

/** Starts the push and kills the server at the moment. */
async function killAt(moment: (typeof MOMENTS)[number], child: ChildProcess, push: () => Promise<unknown>): Promise<void> {
  const exited = once(child, 'exit');
  const dataFolder = path.join(folder, 'data');
  const written = new Promise<void>((resolve) => {
    const watcher = watch(dataFolder, (_, file) => {
      if (file !== 'hall.sqlite-wal') return;
      watcher.close();
      resolve();
    });
    if (moment !== 'written') watcher.close();
  });
  const pushing = push().catch(() => undefined);
  if (moment === 'written') await written;
  if (moment === 'answered') await pushing;
  child.kill('SIGKILL');
  await Promise.all([pushing, exited]);
}
