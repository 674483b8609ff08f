import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { attentionItems, attentionLoad } from '../manage/attention-items.ts';
import { TestHall } from '../testing/test-hall.ts';
import type { TestTerminal } from '../testing/test-terminal.ts';

const DAY = 86_400_000;

let hall: TestHall;
let kiosk: TestTerminal;

const items = async () => attentionItems(await hall.services.context.writer.read(attentionLoad(null, hall.clock.now())), hall.clock.now());
const numberOfNext = async () => {
  const answer = await kiosk.bind(hall.newId());
  return answer.kind === 'bound' ? [answer.number.businessDay, answer.number.number] : [];
};

beforeEach(async () => {
  hall = await TestHall.open();
  kiosk = await hall.enrol('取号机1');
  await hall.services.closeDay();
});

afterEach(() => hall.close());

describe('a server clock that jumps', () => {
  it.each([Date.UTC(2036, 0, 1), Date.UTC(2026, 2, 5, 2)])('to %d leaves the day, the queue and the series alone, and staff are told both', async (wrongMs) => {
    const rightMs = hall.clock.now();
    const waiting = await kiosk.take();
    hall.clock.setWall(wrongMs);
    const clockDay = new Date(wrongMs).toISOString().slice(0, 10);
    await expect(hall.services.closeDay()).resolves.toEqual({ kind: 'suspect', from: '2026-03-02', clockDay });
    await hall.services.closeDay();
    expect((await hall.look(waiting)).table('ticket').get(waiting)?.state).toBe('waiting');
    expect(await numberOfNext()).toEqual(['2026-03-02', 2]);
    expect(await items()).toMatchObject([{ source: 'state', kind: 'clock-suspect', facts: { label: `${clockDay} / 2026-03-02` } }]);
    hall.clock.setWall(rightMs + 60_000);
    await hall.services.closeDay();
    expect(await items()).toEqual([]);
    await hall.clock.advance(DAY);
    await expect(hall.services.closeDay()).resolves.toMatchObject({ kind: 'closed', to: '2026-03-03' });
  });

  it('is not believed later on either, nor after a restart, until it is put right', async () => {
    hall.clock.setWall(hall.clock.now() + 3 * DAY);
    await hall.services.closeDay();
    await hall.clock.advance(2 * DAY);
    await expect(hall.services.closeDay()).resolves.toMatchObject({ kind: 'suspect' });
    await hall.reopen();
    await expect(hall.services.closeDay()).resolves.toMatchObject({ kind: 'suspect', from: '2026-03-02' });
    hall.clock.setWall(hall.clock.now() - 3 * DAY);
    await expect(hall.services.closeDay()).resolves.toMatchObject({ kind: 'closed', to: '2026-03-04' });
  });

  it('moves the day by as many days as really passed while the server ran', async () => {
    await hall.clock.advance(20 * DAY);
    await expect(hall.services.closeDay()).resolves.toMatchObject({ kind: 'closed', to: '2026-03-22' });
  });

  it.each([
    [10, 'closed'],
    [14, 'closed'],
    [15, 'suspect'],
  ])('after a start %d days later: %s', async (days, kind) => {
    await hall.reopen();
    hall.clock.setWall(hall.clock.now() + days * DAY);
    await expect(hall.services.closeDay()).resolves.toMatchObject({ kind });
  });

  it.each([
    ['restored', 'closed'],
    ['noticed', 'suspect'],
  ] as const)('moves on from a backup that is 30 days old: %s, %s', async (reason, kind) => {
    await hall.reopen();
    hall.clock.setWall(hall.clock.now() + 30 * DAY);
    await hall.services.renewIncarnation({ reason, fromMs: null });
    await hall.reopen();
    await expect(hall.services.closeDay()).resolves.toMatchObject({ kind });
  });

  it('begins in the past after a dead battery and is put right over the weekend: the day follows', async () => {
    await hall.reopen();
    const rightMs = hall.clock.now() + 3 * DAY;
    hall.clock.setWall(Date.UTC(2015, 0, 1));
    await expect(hall.services.closeDay()).resolves.toEqual({ kind: 'same-day' });
    expect(await items()).toMatchObject([{ kind: 'clock-suspect' }]);
    hall.clock.setWall(rightMs);
    await expect(hall.services.closeDay()).resolves.toMatchObject({ kind: 'closed', to: '2026-03-05' });
    expect(await items()).toEqual([]);
  });
});

describe('the day an administrator names', () => {
  it('is gone to, and back from behind the numbers that were given; who waits keeps waiting until that day closes', async () => {
    const rightMs = hall.clock.now();
    await kiosk.bind(hall.newId());
    hall.clock.setWall(Date.UTC(2036, 0, 1));
    await expect(hall.services.setDay('2036-01-01')).resolves.toEqual({ kind: 'day-set', from: '2026-03-02', to: '2036-01-01', clockDay: '2036-01-01' });
    const there = await kiosk.take();
    await expect(hall.services.setDay('2026-03-02')).resolves.toMatchObject({ from: '2036-01-01', to: '2026-03-02' });
    await expect(hall.services.closeDay()).resolves.toMatchObject({ kind: 'suspect' });
    expect(await numberOfNext()).toEqual(['2026-03-02', 2]);
    expect((await hall.look(there)).table('ticket').get(there)?.state).toBe('waiting');
    hall.clock.setWall(rightMs);
    await hall.services.closeDay();
    expect(await items()).toEqual([]);
    await hall.clock.advance(DAY);
    await expect(hall.services.closeDay()).resolves.toMatchObject({ kind: 'closed', to: '2026-03-03' });
    expect((await hall.look(there)).table('ticket').get(there)?.state).toBe('expired');
    await hall.services.setDay('2036-01-01');
    expect(await numberOfNext()).toEqual(['2036-01-01', 2]);
  });
});
