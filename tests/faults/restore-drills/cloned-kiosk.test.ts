import { describe, expect, it } from 'vitest';
import { DrillHall } from './drill-hall.ts';
import { booksOf, DrillKiosk } from './drill-kiosk.ts';

const MONDAY = '2026-03-02';

/** One kiosk with unsent tickets, and its disk copied into another machine. */
async function cloned(hall: DrillHall): Promise<readonly [DrillKiosk, DrillKiosk]> {
  const enrolment = await hall.enrol('1号取号机');
  const original = new DrillKiosk(hall, enrolment, 'original', 'a'.repeat(64));
  await original.start();
  await original.settled();
  await original.take(2, 'bound');
  await original.settled();
  await original.stop();
  await original.start('cut');
  await original.take(3, 'offline');
  await original.stop();
  const clone = new DrillKiosk(hall, enrolment, 'clone', 'b'.repeat(64));
  await clone.replaceDisk(original.folder);
  return [original, clone];
}

describe('a cloned kiosk', () => {
  it.each(['up', 'cut'] as const)('and its original, link %s: both go on, nothing is applied twice, no number comes twice, staff see the other machine', async (link) => {
    await using hall = await DrillHall.open();
    const [original, clone] = await cloned(hall);
    await original.start(link);
    await clone.start(link);
    for (let turn = 0; turn < 5; turn += 1) {
      await original.take(3, 'offline');
      await clone.take(3, 'offline');
    }
    if (link === 'cut') {
      for (const kiosk of [original, clone]) {
        await kiosk.stop();
        await kiosk.start();
      }
    }
    await original.settled();
    await clone.settled();
    await clone.take(3, 'offline');
    await original.take(3, 'offline');
    await original.settled();
    await clone.settled();
    const papers = [...original.papers, ...clone.papers];
    expect(await booksOf(hall, papers)).toEqual({ doubled: [], missing: [] });
    const { byState } = await hall.services.context.writer.store.totals(MONDAY);
    expect(byState['waiting']).toBe(papers.length);
    const seen = await hall.attention(MONDAY);
    expect(seen).toContain('other-machine');
    for (const kind of ['duplicate-number', 'issued-again', 'foreign-number']) expect(seen).not.toContain(kind);
    expect(await clone.store.takeLogNews()).toMatchObject({ cause: 'cloned' });
    expect(await original.store.takeLogNews()).toBeNull();
    await original.stop();
    await clone.stop();
  });

  it('of which the copy is sent first leaves the original nothing to apply, and no gap', async () => {
    await using hall = await DrillHall.open();
    const [original, clone] = await cloned(hall);
    await clone.start();
    await clone.settled();
    await original.start();
    await original.settled();
    expect(await booksOf(hall, original.papers)).toEqual({ doubled: [], missing: [] });
    expect(await hall.attention(MONDAY)).not.toContain('gap');
    expect(await original.store.outbox()).toMatchObject({ pending: 0, parked: 0 });
    await original.stop();
    await clone.stop();
  });
});
