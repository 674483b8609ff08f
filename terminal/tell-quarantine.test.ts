import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { SimulatedClock } from '#kernel/simulated-clock.ts';
import { Notices } from './notices.ts';
import { tellQuarantine } from './tell-quarantine.ts';

it('tells staff once when ten damaged files or a gibibyte of them lie aside, and not before', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'tell-quarantine-'));
  try {
    const notices = new Notices(folder, new SimulatedClock());
    const logged: unknown[] = [];
    const tell = (size?: { entries: number; bytes: number }): void => tellQuarantine(folder, (...event) => void logged.push(event), notices, size);
    tell();
    for (let entry = 0; entry < 9; entry += 1) {
      mkdirSync(path.join(folder, 'quarantine', `${entry}`), { recursive: true });
      writeFileSync(path.join(folder, 'quarantine', `${entry}`, 'terminal.db'), 'ten bytes.');
    }
    tell();
    expect(notices.unseen).toEqual([]);
    mkdirSync(path.join(folder, 'quarantine', '9'));
    tell();
    tell();
    expect(logged[0]).toEqual(['quarantine-large', { entries: 10, bytes: 90, folder: 'quarantine' }]);
    expect(notices.unseen).toMatchObject([{ kind: 'quarantine-large' }]);
    tell({ entries: 1, bytes: 1024 ** 3 });
    expect(notices.unseen).toHaveLength(2);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
