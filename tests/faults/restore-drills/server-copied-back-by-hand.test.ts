import { copyFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { Drill } from './kit/drill.ts';

let drill: Drill;

afterEach(() => drill.close());

describe('an old database file copied back by hand', () => {
  it('is noticed by the first kiosk that comes, and recovers as if it had been restored', async () => {
    drill = await Drill.lived(0);
    const { hall } = drill;
    const file = path.join(hall.data, 'hall.sqlite');
    const old = path.join(hall.root, 'old.sqlite');
    await hall.stop();
    copyFileSync(file, old);
    hall.hall = hall.open();
    await drill.until(() => drill.kiosks.every(({ client }) => client.link === 'online'));
    for (let i = 0; i < 12; i += 1) await drill.kiosks[i % 2]!.take();
    await drill.untilSent();
    const bound = drill.given.filter(({ number }) => number!.origin === 'bound' && number!.businessDay === '2026-03-03');
    await hall.stop();
    copyFileSync(old, file);
    hall.hall = hall.open();
    await drill.until(async () => (await drill.shown()).includes('recovery-ended'));
    for (let i = 0; i < 6; i += 1) await drill.kiosks[i % 2]!.take();
    await drill.untilSent();
    expect(bound.length).toBeGreaterThan(0);
    expect(drill.twice()).toEqual([]);
    expect(await drill.lost()).toEqual([]);
    expect(await drill.shown()).toEqual(['restored', 'recovery-ended']);
  });
});
