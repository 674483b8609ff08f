import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { secureRandom } from '#kernel/random.ts';
import { unwrap } from '#kernel/result.ts';
import type { Log } from '#contracts/log-events.ts';
import { fileKeyProvider } from '#offline-cache/keys/file-key.ts';
import { machineClock, readBootId } from '#offline-cache/machine-clock.ts';
import { openTerminalStore } from '#offline-cache/open-store.ts';
import { terminalConfig } from './config.ts';
import { startTerminal } from './start-terminal.ts';
import { enrolment } from './testing/kiosk-rig.ts';

it('a terminal whose data was damaged starts all the same, and says to log and staff what it mended', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'terminal-'));
  const place = { folder, clock: machineClock, bootId: readBootId() };
  const provider = fileKeyProvider(path.join(folder, 'store.key'));
  const key = unwrap(await provider.obtain());
  const store = unwrap(await openTerminalStore({ ...place, key }));
  await store.saveEnrolment({ ...enrolment, serverUrl: 'http://127.0.0.1:1' });
  await store.requestHelp('home');
  await store.close();
  const file = path.join(folder, 'terminal.db');
  const bytes = readFileSync(file);
  bytes[2_000]! ^= 1;
  writeFileSync(file, bytes);

  const told: { event: string; values: unknown }[] = [];
  const log: Log = (event, values) => void told.push({ event, values });
  const config = terminalConfig.parse({ name: '取号机1', kind: 'kiosk', surfaces: ['kiosk'] });
  const terminal = unwrap(await startTerminal({ ...place, config, random: secureRandom, key: provider, log }));
  expect(told).toContainEqual({ event: 'store-recovered', values: expect.objectContaining({ act: 'rebuilt', outcome: 'whole' }) });
  expect(readFileSync(path.join(folder, 'notices.json'), 'utf8')).toContain('store-recovered');
  await terminal.stop();
  rmSync(folder, { recursive: true, force: true });
});
