import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { restoreRange } from '../recovery/restore-ranges.ts';
import { TestHall } from '../testing/test-hall.ts';
import { numberOf } from '../testing/test-terminal.ts';

let hall: TestHall;

beforeEach(async () => {
  hall = await TestHall.open({ settings: { leaseBlock: 40 } });
});

afterEach(() => hall.close());

describe('leasing numbers', () => {
  it('lends a block for today and one for tomorrow in the kiosk’s own series', async () => {
    const kiosk = await hall.enrol('取号机1');
    const { businessDay, blocks } = await hall.services.lease(kiosk.id, {});
    expect(businessDay).toBe('2026-03-02');
    expect(blocks.map(({ businessDay: day, series, from, to }) => [day, series, from, to])).toEqual([
      ['2026-03-02', 'X', 1, 40],
      ['2026-03-03', 'X', 1, 40],
    ]);
  });

  it('gives every kiosk letters of its own that no business uses', async () => {
    const kiosks = [await hall.enrol('1'), await hall.enrol('2'), await hall.enrol('3'), await hall.enrol('4')];
    expect(kiosks.map(({ row }) => row.ownSeries)).toEqual(['X', 'Y', 'Z', 'XA']);
  });

  it('lends no more while enough are left, then the next block, never the same again', async () => {
    const kiosk = await hall.enrol('取号机1');
    await hall.services.lease(kiosk.id, {});
    await expect(hall.services.lease(kiosk.id, { '2026-03-02': 20, '2026-03-03': 40 })).resolves.toMatchObject({ blocks: [] });
    const { blocks } = await hall.services.lease(kiosk.id, { '2026-03-02': 19, '2026-03-03': 40 });
    expect(blocks.map(({ from, to }) => [from, to])).toEqual([[41, 80]]);
  });

  it('stops at 899 and leaves the rest to the kiosk’s last resort', async () => {
    const kiosk = await hall.enrol('取号机1');
    const seen: number[] = [];
    for (let i = 0; i < 25; i += 1) for (const { businessDay, to } of (await hall.services.lease(kiosk.id, {})).blocks) if (businessDay === '2026-03-02') seen.push(to);
    expect(seen.at(-1)).toBe(899);
    expect(new Set(seen).size).toBe(seen.length);
  });

  it('after a restore stops at the end of its part, since the next one may be another restore’s', async () => {
    const kiosk = await hall.enrol('取号机1');
    await hall.services.renewIncarnation({ reason: 'restored', fromMs: null });
    const part = restoreRange(hall.clock.now());
    const seen: [number, number][] = [];
    for (let i = 0; i < 12; i += 1) for (const { businessDay, from, to } of (await hall.services.lease(kiosk.id, {})).blocks) if (businessDay === '2026-03-02') seen.push([from, to]);
    expect([seen[0]![0], seen.at(-1)![1]]).toEqual([part.from, part.to]);
    expect(seen).toHaveLength(8);
  });

  it('lends nothing to a window', async () => {
    const desk = await hall.enrol('窗口', 'window');
    await expect(hall.services.lease(desk.id, {})).resolves.toMatchObject({ blocks: [] });
  });

  it('tells staff when a kiosk used a number of somebody else’s block', async () => {
    const [one, two] = [await hall.enrol('1'), await hall.enrol('2')];
    await hall.services.lease(one.id, {});
    two.issued(hall.newId(), numberOf('X', 1));
    await two.push();
    expect(await hall.conflicts()).toBe(1);
  });

  it('are lent behind those the kiosk remembers and a restored hall has forgotten', async () => {
    const { id } = await hall.enrol('取号机');
    const { businessDay } = await hall.services.lease(id, {});
    const { blocks } = await hall.services.lease(id, {}, { [businessDay]: [120, 7_000] });
    expect(blocks.find((block) => block.businessDay === businessDay)?.from).toBe(121);
  });
});
