import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { died, flip, open, tryOpen } from '../testing/damage.ts';
import { withRecoveryLock } from './recovery-lock.ts';

const HOLDER = new URL('../testing/second-opener.ts', import.meta.url).pathname;

it('a damaged store that another process rebuilds at this moment is in use', async () => {
  using left = await died({ closed: true });
  flip(path.join(left.folder, 'terminal.db'), 30_000);
  expect(withRecoveryLock(left.folder, () => tryOpen(left.folder))).toMatchObject({ ok: false, error: { kind: 'in-use' } });
  await using opened = open(left.folder);
  expect(opened.recovery).toMatchObject({ kind: 'rebuilt', whole: true });
});

it('a store in use whose file is damaged under its program is not rebuilt by a second one', async () => {
  using left = await died({ closed: true });
  const holder = spawn(process.execPath, [HOLDER, left.folder, 'hold'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const gone = once(holder, 'exit');
  await once(holder.stdout, 'data');
  const file = path.join(left.folder, 'terminal.db');
  for (const at of [3, 30_000]) {
    flip(file, at);
    const before = [readdirSync(left.folder).toSorted(), readFileSync(file)];
    expect(tryOpen(left.folder)).toMatchObject({ ok: false, error: { kind: 'in-use' } });
    expect([readdirSync(left.folder).toSorted(), readFileSync(file)]).toEqual(before);
  }
  holder.stdin.end();
  await gone;
});
