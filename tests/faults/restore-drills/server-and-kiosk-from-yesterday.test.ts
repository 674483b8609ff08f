import { rmSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { SHADOW_FOLDER } from '#offline-cache/shadow/shadow-files.ts';
import { Drill } from './kit/drill.ts';

let drill: Drill;

afterEach(() => drill.close());

describe('server and kiosk both put back from yesterday’s backups', () => {
  it('lose nothing while the kiosk has its shadow log', async () => {
    drill = await Drill.lived(30);
    const [one, two] = drill.kiosks;
    two.cut = true;
    await drill.pass(2000);
    for (let i = 0; i < 3; i += 1) await two.take();
    await drill.hall.restore(drill.evening);
    await one.restore(drill.eveningOfKiosk);
    for (let i = 0; i < 5; i += 1) await one.take();
    two.cut = false;
    await drill.until(async () => !(await drill.recovering()));
    await drill.untilSent();
    for (const kiosk of drill.kiosks) await kiosk.take();
    await drill.untilSent();
    expect(drill.twice()).toEqual([]);
    expect(await drill.lost()).toEqual([]);
    expect(await drill.shown()).toContain('restored');
  });

  it('give no number twice even when the kiosk’s shadow log is gone too', async () => {
    drill = await Drill.lived(30);
    const [one, two] = drill.kiosks;
    one.cut = true;
    await drill.pass(2000);
    for (let i = 0; i < 20; i += 1) await one.take();
    one.cut = false;
    await drill.untilSent();
    await one.client.stop();
    rmSync(path.join(one.folder, SHADOW_FOLDER), { recursive: true });
    await drill.hall.restore(drill.evening);
    await one.restore(drill.eveningOfKiosk);
    for (let i = 0; i < 60; i += 1) await one.take();
    await drill.until(async () => !(await drill.recovering()));
    for (let i = 0; i < 10; i += 1) await drill.kiosks[i % 2]!.take();
    await drill.untilSent();
    expect(drill.twice()).toEqual([]);
    expect(two.given.length).toBeGreaterThan(0);
  });
});
