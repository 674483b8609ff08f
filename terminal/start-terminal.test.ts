import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { secureRandom } from '#kernel/random.ts';
import { unwrap } from '#kernel/result.ts';
import { noLog } from '#contracts/log-events.ts';
import { fileKeyProvider } from '#offline-cache/keys/file-key.ts';
import { machineClock, readBootId } from '#offline-cache/machine-clock.ts';
import { openTerminalStore } from '#offline-cache/open-store.ts';
import { terminalConfig } from './config.ts';
import { startTerminal, type TerminalOptions } from './start-terminal.ts';
import { enrolment } from './testing/kiosk-rig.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'terminal-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function options(change: Partial<TerminalOptions> = {}): TerminalOptions {
  const config = terminalConfig.parse({ name: '取号机1', kind: 'kiosk', surfaces: ['kiosk'] });
  const key = fileKeyProvider(path.join(folder, 'store.key'));
  return { folder, config, clock: machineClock, bootId: readBootId(), random: secureRandom, key, log: noLog, ...change };
}

describe('a terminal that cannot start', () => {
  it('says so in one sentence and leaves its store closed', async () => {
    const { key } = options();
    const place = { folder, clock: machineClock, bootId: readBootId(), key: unwrap(await key.obtain()) };
    const store = unwrap(await openTerminalStore(place));
    await store.saveEnrolment({ ...enrolment, serverUrl: 'no address' });
    await store.close();
    const started = await startTerminal(options());
    expect(started).toMatchObject({ ok: false, error: expect.stringMatching(/^终端没有启动：.*no address/) });
    await unwrap(await openTerminalStore(place)).close();
  });

  it('points to its backups when its data is empty beside them', async () => {
    const backup = path.join(folder, 'backup', 'terminal-2026-03-02.db');
    mkdirSync(path.dirname(backup));
    writeFileSync(backup, '');
    const started = await startTerminal(options());
    expect(started).toMatchObject({ ok: false, error: expect.stringContaining(`--from ${backup}`) });
  });

  it('names the data folder that cannot be made', async () => {
    const file = path.join(folder, 'file');
    writeFileSync(file, '');
    const started = await startTerminal(options({ folder: path.join(file, 'data') }));
    expect(started).toMatchObject({ ok: false, error: expect.stringContaining(`数据目录 ${file}`) });
  });
});
