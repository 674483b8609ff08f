import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { err, ok } from '#kernel/result.ts';
import { SimulatedClock } from '#kernel/simulated-clock.ts';
import type { Log } from '#contracts/log-events.ts';
import { BACKUP_FOLDER, backupDays } from '#offline-cache/backup/daily-files.ts';
import { DailyBackup } from './daily-backup.ts';

const MINUTE = 60_000;
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'terminal-backup-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A store whose copies are empty files; `full` makes them fail. */
function rig(): { readonly backup: DailyBackup; readonly clock: SimulatedClock; readonly ended: string[]; readonly state: { full: boolean } } {
  const clock = new SimulatedClock();
  const state = { full: false };
  const ended: string[] = [];
  const log: Log = (id, values) => void ended.push(`${id} ${'disposition' in values ? String(values.disposition) : ''}`);
  const backup = new DailyBackup({
    folder,
    clock,
    log,
    store: {
      backup(file) {
        if (state.full) return Promise.resolve(err({ kind: 'cannot-write', file, cause: 'ENOSPC' }));
        mkdirSync(path.dirname(file), { recursive: true });
        writeFileSync(file, '');
        return Promise.resolve(ok({ file, bytes: 0, logId: 'log', seq: 0 }));
      },
    },
  });
  return { backup, clock, ended, state };
}

const days = (): readonly string[] => backupDays(path.join(folder, BACKUP_FOLDER));

describe('the daily copy of the store', () => {
  it('is made once a business day, after the morning’s first people, and the last two are kept', async () => {
    const { backup, clock, ended } = rig();
    backup.onDay(null);
    backup.onDay('2026-03-02');
    await clock.advance(4 * MINUTE);
    expect(days()).toEqual([]);
    await clock.advance(MINUTE);
    expect(days()).toEqual(['2026-03-02']);
    writeFileSync(path.join(folder, BACKUP_FOLDER, 'mine.db'), '');
    for (const day of ['2026-03-02', '2026-03-03', '2026-03-04']) {
      backup.onDay(day);
      await clock.advance(10 * MINUTE);
    }
    expect(days()).toEqual(['2026-03-03', '2026-03-04']);
    expect(readdirSync(path.join(folder, BACKUP_FOLDER))).toContain('mine.db');
    expect(ended).toEqual(Array.from({ length: 3 }, () => 'store-backup-end done'));
    await backup.stop();
  });

  it('is not made again after a restart on the same day', async () => {
    const first = rig();
    first.backup.onDay('2026-03-02');
    await first.clock.advance(10 * MINUTE);
    await first.backup.stop();
    const second = rig();
    second.backup.onDay('2026-03-02');
    await second.clock.advance(10 * MINUTE);
    expect(second.ended).toEqual([]);
    await second.backup.stop();
  });

  it('keeps the copies that are there while the disk is full, tells staff, and tries again after an hour', async () => {
    const { backup, clock, ended, state } = rig();
    backup.onDay('2026-03-02');
    await clock.advance(10 * MINUTE);
    state.full = true;
    backup.onDay('2026-03-03');
    await clock.advance(10 * MINUTE);
    expect(days()).toEqual(['2026-03-02']);
    state.full = false;
    await clock.advance(60 * MINUTE);
    expect(days()).toEqual(['2026-03-02', '2026-03-03']);
    expect(ended).toEqual(['store-backup-end done', 'store-backup-end failed', 'store-backup-end done']);
    await backup.stop();
    state.full = true;
    backup.onDay('2026-03-04');
    await clock.advance(120 * MINUTE);
    expect(ended).toHaveLength(3);
  });
});
