import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readFeed } from '../sync/read-feed.ts';
import { TestHall } from '../testing/test-hall.ts';
import { numberOf, type TestTerminal } from '../testing/test-terminal.ts';

const HOUR = 3_600_000;

let hall: TestHall;
let kiosk: TestTerminal;

beforeEach(async () => {
  hall = await TestHall.open();
  kiosk = await hall.enrol('取号机1');
});

afterEach(() => hall.close());

describe('closing the day', () => {
  it('does nothing while the day lasts, nor when the clock goes back', async () => {
    await expect(hall.services.closeDay()).resolves.toEqual({ kind: 'same-day' });
    hall.clock.setWall(Date.UTC(2015, 0, 1));
    await expect(hall.services.closeDay()).resolves.toEqual({ kind: 'same-day' });
  });

  it('lets the waiting expire, burns numbers that never became tickets, and starts again at 1', async () => {
    const waiting = await kiosk.take();
    const bound = hall.newId();
    await kiosk.bind(bound);
    await hall.clock.advance(20 * HOUR);
    await expect(hall.services.closeDay()).resolves.toEqual({ kind: 'closed', from: '2026-03-02', to: '2026-03-03' });
    const work = await hall.look(waiting, bound);
    expect(work.table('ticket').get(waiting)?.state).toBe('expired');
    expect(work.table('ticket').get(bound)?.state).toBe('void');
    expect([...work.table('number_ledger').all()].map(({ fate }) => fate)).toEqual(['used', 'void']);
    await expect(kiosk.bind(hall.newId())).resolves.toMatchObject({ number: numberOf('A', 1, 'bound', '2026-03-03') });
  });

  it('takes the day’s tickets out of every replica', async () => {
    const { store } = hall.services.context.writer;
    const ticketId = await kiosk.take();
    const { head } = await store.load([]);
    await hall.clock.advance(20 * HOUR);
    await hall.services.closeDay();
    const answer = await readFeed(store, new Set(['hall', 'staff']), { incarnation: head.incarnation, revision: head.revision }, 100);
    expect(answer).toMatchObject({ kind: 'entries', entries: [{ entity: 'ticket', id: ticketId, value: null }, { entity: 'waiting', value: { waiting: 0 } }] });
  });

  it('keeps a fact of yesterday that comes today: expired, and visible as a conflict', async () => {
    const ticketId = hall.newId();
    kiosk.issued(ticketId, numberOf('X', 1));
    await hall.clock.advance(20 * HOUR);
    await hall.services.closeDay();
    await kiosk.push();
    expect((await hall.look(ticketId)).table('ticket').get(ticketId)).toMatchObject({ state: 'expired', businessDay: '2026-03-02' });
    expect(await hall.conflicts()).toBe(1);
  });

  it('turns a burnt number into a used one when its ticket reports after all', async () => {
    const ticketId = hall.newId();
    const answer = await kiosk.bind(ticketId);
    await hall.clock.advance(20 * HOUR);
    await hall.services.closeDay();
    if (answer.kind !== 'bound') throw new Error(answer.kind);
    kiosk.issued(ticketId, answer.number);
    await kiosk.push();
    const work = await hall.look(ticketId);
    expect(work.table('ticket').get(ticketId)?.state).toBe('expired');
    expect([...work.table('number_ledger').all()].map(({ fate }) => fate)).toEqual(['used']);
    expect(await hall.conflicts()).toBe(2);
  });
});
