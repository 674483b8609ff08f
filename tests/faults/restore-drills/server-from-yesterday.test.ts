import { afterEach, describe, expect, it } from 'vitest';
import { recoveryProgress } from '#hall-server/recovery/recovery-progress.ts';
import { Drill } from './kit/drill.ts';

let drill: Drill;

afterEach(() => drill.close());

describe('a hall server put back from yesterday’s backup', () => {
  it('loses no ticket, gives no number twice, keeps the kiosks serving, and tells staff what happened', async () => {
    drill = await Drill.lived(220);
    const [one, two] = drill.kiosks;
    expect(one.given.at(-1)!.number).toMatchObject({ series: 'A', origin: 'bound', businessDay: '2026-03-03' });
    two.cut = true;
    await drill.pass(2000);
    await two.take();
    await drill.hall.restore(drill.evening);
    expect(await drill.recovering()).toBe(true);
    const first = await one.take();
    expect(first.number).toMatchObject({ origin: 'leased' });
    await drill.until(async () => (await recoveryProgress(drill.hall.services.context))?.missing.length === 1);
    expect((await recoveryProgress(drill.hall.services.context))?.missing).toMatchObject([{ name: '取号机2' }]);
    expect((await one.take()).number).toMatchObject({ origin: 'leased' });
    expect(await drill.shown()).toEqual(['restored']);
    two.cut = false;
    await drill.until(async () => !(await drill.recovering()));
    await drill.untilSent();
    expect((await one.take()).number).toMatchObject({ series: 'A', origin: 'bound', number: 321 });
    await drill.untilSent();
    expect(drill.twice()).toEqual([]);
    expect(await drill.lost()).toEqual([]);
    expect(await drill.shown()).toEqual(['restored', 'recovery-ended']);
  });
});
