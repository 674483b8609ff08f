import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { unwrap } from '#kernel/result.ts';
import { fileKeyProvider } from '#offline-cache/keys/file-key.ts';
import { machineClock, readBootId } from '#offline-cache/machine-clock.ts';
import { openTerminalStore } from '#offline-cache/open-store.ts';
import type { TerminalStore } from '#offline-cache/store-api.ts';
import { runTerminal } from './main.ts';
import { backupVerb, KEY_FILE, restoreKeyVerb, restoreVerb } from './store-verbs.ts';
import { enrolment } from './testing/kiosk-rig.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'terminal-verbs-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const data = (): string => path.join(root, 'data');
const to = (): string => path.join(root, 'copy.db');

async function open(): Promise<TerminalStore> {
  const key = unwrap(await fileKeyProvider(path.join(data(), KEY_FILE)).obtain());
  return unwrap(await openTerminalStore({ folder: data(), key, clock: machineClock, bootId: readBootId() }));
}

async function prepare(): Promise<void> {
  const store = await open();
  await store.saveEnrolment(enrolment);
  await store.requestHelp('home');
  await store.close();
}

describe('terminal backup and restore', () => {
  it('copy a stopped terminal’s data and put it back on a new disk', async () => {
    await prepare();
    expect(await backupVerb(data(), to())).toMatchObject({ ok: true, value: expect.stringContaining('第 1 笔') });
    const key = readFileSync(path.join(data(), KEY_FILE), 'ascii');
    rmSync(data(), { recursive: true });
    expect(restoreKeyVerb(data(), key)).toMatchObject({ ok: true });
    expect(statSync(path.join(data(), KEY_FILE)).mode & 0o777).toBe(0o600);
    expect(await restoreVerb(data(), to(), false)).toMatchObject({ ok: true, value: expect.stringContaining('将与大厅重新核对') });
    const store = await open();
    expect(await store.enrolment()).toEqual(enrolment);
    await store.close();
  });

  it('say in one sentence what is missing', async () => {
    expect(await backupVerb(data(), to())).toEqual({ ok: false, error: expect.stringContaining('没有终端数据') });
    expect(await restoreVerb(data(), to(), false)).toEqual({ ok: false, error: expect.stringContaining('restore-key') });
    await prepare();
    expect(await restoreVerb(data(), to(), false)).toEqual({ ok: false, error: expect.stringContaining('没有备份文件') });
    rmSync(path.join(data(), KEY_FILE));
    expect(await backupVerb(data(), to())).toEqual({ ok: false, error: expect.stringContaining('没有密钥') });
  });

  it('name the daily copy while a service runs', async () => {
    await prepare();
    const store = await open();
    expect(await backupVerb(data(), to())).toEqual({ ok: false, error: expect.stringContaining(path.join(data(), 'backup')) });
    await store.close();
  });
});

describe('terminal restore-key', () => {
  it('never takes the place of another key, and knows its own', async () => {
    await prepare();
    const own = readFileSync(path.join(data(), KEY_FILE), 'ascii');
    expect(restoreKeyVerb(data(), own)).toEqual({ ok: true, value: expect.stringContaining('已是这把密钥') });
    expect(restoreKeyVerb(data(), '0'.repeat(64))).toEqual({ ok: false, error: expect.stringContaining('没有覆盖') });
    expect(readFileSync(path.join(data(), KEY_FILE), 'ascii')).toBe(own);
  });

  it('is refused when it is cut short or does not open the store that is there', async () => {
    await prepare();
    rmSync(path.join(data(), KEY_FILE));
    expect(restoreKeyVerb(data(), 'abc')).toEqual({ ok: false, error: expect.stringContaining('64 位') });
    expect(restoreKeyVerb(data(), '0'.repeat(64))).toEqual({ ok: false, error: expect.stringContaining('打不开') });
  });

  it('names the folder that cannot be made', () => {
    writeFileSync(path.join(root, 'file'), '');
    expect(restoreKeyVerb(path.join(root, 'file', 'data'), '0'.repeat(64))).toEqual({ ok: false, error: expect.stringContaining('写不进去') });
  });
});

describe('the command line of a terminal', () => {
  it.each([['backup'], ['restore'], ['restore-key'], ['repair']])('shows its usage for %s without what it needs', async (verb) => {
    expect(await runTerminal([verb, '--data', data()])).toBe(1);
  });
});
