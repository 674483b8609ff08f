import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SimulatedClock } from '#kernel/simulated-clock.ts';
import { Notices } from './notices.ts';

let folder: string;
const clock = new SimulatedClock();
const open = () => new Notices(folder, clock);

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'notices-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('notices about this machine', () => {
  it('stand over restarts until somebody has read them, and never come back', () => {
    const first = open();
    let changes = 0;
    first.onChange(() => (changes += 1));
    first.add('store-recovered', 'q1');
    first.add('store-recovered', 'q1');
    expect([first.unseen.length, changes]).toEqual([1, 1]);
    const second = open();
    expect(second.unseen).toMatchObject([{ id: 'q1', kind: 'store-recovered' }]);
    expect([second.confirm('q1'), second.confirm('q1')]).toEqual([true, false]);
    second.add('store-recovered', 'q1');
    expect([second.unseen, open().unseen]).toEqual([[], []]);
  });

  it('are shown even when their file is damaged or the folder takes nothing', () => {
    writeFileSync(path.join(folder, 'notices.json'), '{"unseen":7');
    chmodSync(folder, 0o500);
    const notices = new Notices(path.join(folder, 'gone'), clock);
    notices.add('store-restored', 'r1');
    expect(notices.unseen).toHaveLength(1);
    chmodSync(folder, 0o700);
    expect(open().unseen).toEqual([]);
  });
});
