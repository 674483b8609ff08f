import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TestHall, testBusiness, testPerson } from '../testing/test-hall.ts';
import { numberOf, type TestTerminal } from '../testing/test-terminal.ts';

let hall: TestHall;
let kiosk: TestTerminal;

beforeEach(async () => {
  hall = await TestHall.open({ businesses: [testBusiness('social', 'A'), testBusiness('full', 'C', { issuing: { kind: 'stopped', reason: '满' } })] });
  kiosk = await hall.enrol('取号机1');
});

afterEach(() => hall.close());

async function stateOf(ticketId: string) {
  return (await hall.look(ticketId)).table('ticket').get(ticketId);
}

describe('a fact that does not fit is applied and shown to staff', () => {
  it('when two terminals gave out the same number', async () => {
    const other = await hall.enrol('取号机2');
    const [one, two] = [hall.newId(), hall.newId()];
    kiosk.issued(one, numberOf('X', 1));
    await kiosk.push();
    other.issued(two, numberOf('X', 1));
    await other.push();
    expect([(await stateOf(one))?.state, (await stateOf(two))?.state]).toEqual(['waiting', 'waiting']);
    expect(await hall.conflicts()).toBe(1);
  });

  it('when a person holds two live tickets of one business', async () => {
    const person = testPerson('张三');
    kiosk.issued(hall.newId(), numberOf('X', 1), { person });
    kiosk.issued(hall.newId(), numberOf('X', 2), { person });
    await kiosk.push();
    expect(await hall.conflicts()).toBe(1);
  });

  it.each(['nothing', 'full'])('when business %s gives none', async (businessId) => {
    const ticketId = hall.newId();
    kiosk.issued(ticketId, numberOf('X', 1), { businessId });
    await kiosk.push();
    expect((await stateOf(ticketId))?.state).toBe('waiting');
    expect(await hall.conflicts()).toBe(1);
  });

  it('when one ticket is issued twice: the first stands', async () => {
    const ticketId = hall.newId();
    kiosk.issued(ticketId, numberOf('X', 1));
    kiosk.issued(ticketId, numberOf('X', 2));
    await kiosk.push();
    expect((await stateOf(ticketId))?.number?.number).toBe(1);
    expect(await hall.conflicts()).toBe(1);
  });

  it('when a ticket is cancelled that was finished, or that nobody knows', async () => {
    const desk = await hall.enrol('窗口', 'window');
    const ticketId = await kiosk.take();
    await desk.window('w1', { kind: 'state', state: 'open' });
    await desk.window('w1', { kind: 'next' });
    await desk.window('w1', { kind: 'finish' });
    const unknown = hall.newId();
    kiosk.cancelled(ticketId);
    kiosk.cancelled(unknown);
    kiosk.paper(unknown);
    await kiosk.push(kiosk.log.slice(1));
    expect((await stateOf(ticketId))?.state).toBe('finished');
    expect(await hall.conflicts()).toBe(3);
  });
});

describe('a cancelled ticket', () => {
  it('leaves the queue, and its window if it was called there', async () => {
    const desk = await hall.enrol('窗口', 'window');
    const ticketId = await kiosk.take();
    await desk.window('w1', { kind: 'state', state: 'open' });
    await desk.window('w1', { kind: 'next' });
    await kiosk.push([kiosk.cancelled(ticketId)]);
    const work = await hall.look(ticketId);
    expect(work.table('ticket').get(ticketId)?.state).toBe('cancelled');
    expect([...work.table('window_call').all()]).toMatchObject([{ outcome: 'cancelled' }]);
    await expect(desk.window('w1', { kind: 'recall' })).resolves.toMatchObject({ kind: 'wrong-state', situation: { current: null } });
  });
});

describe('the time of a fact', () => {
  it('is its monotonic age before the receipt when the machine has not restarted, whatever its clock says', async () => {
    const ticketId = hall.newId();
    kiosk.issued(ticketId, numberOf('X', 1), { takenAt: kiosk.stamp({ wallMs: Date.UTC(2015, 0, 1), trust: 'untrusted' }) });
    const takenMs = hall.clock.now();
    await hall.clock.advance(25 * 60_000);
    await kiosk.push();
    expect((await stateOf(ticketId))?.waitingSinceMs).toBe(takenMs);
  });

  it('after a restart with a dead clock is held between the last known server time and the receipt', async () => {
    const lastServerMs = hall.clock.now() - 3_600_000;
    const dead = { bootId: 'boot-0', monotonicMs: 5, lastServerMs, trust: 'untrusted' } as const;
    const [past, future] = [hall.newId(), hall.newId()];
    kiosk.issued(past, numberOf('X', 1), { takenAt: kiosk.stamp({ ...dead, wallMs: Date.UTC(2015, 0, 1) }) });
    kiosk.issued(future, numberOf('X', 2), { takenAt: kiosk.stamp({ ...dead, wallMs: Date.UTC(2099, 0, 1) }) });
    await kiosk.push();
    expect((await stateOf(past))?.waitingSinceMs).toBe(lastServerMs);
    expect((await stateOf(future))?.waitingSinceMs).toBe(hall.clock.now());
  });

  it('decides the order of calling: an offline ticket taken earlier comes before an online one', async () => {
    const desk = await hall.enrol('窗口', 'window');
    await desk.window('w1', { kind: 'state', state: 'open' });
    const other = await hall.enrol('取号机2');
    const offline = hall.newId();
    kiosk.issued(offline, numberOf('X', 1));
    await hall.clock.advance(60_000);
    await other.take();
    await hall.clock.advance(60_000);
    await kiosk.push();
    await expect(desk.window('w1', { kind: 'next' })).resolves.toMatchObject({ situation: { current: { id: offline, offline: true }, waiting: 1 } });
  });
});

describe('a call for help', () => {
  it('stands until one desk answers it', async () => {
    const desk = await hall.enrol('窗口', 'window');
    const requestId = hall.newId();
    kiosk.write('help.requested', `help:${requestId}`, { requestId, screen: 'home' });
    await kiosk.push();
    await expect(hall.services.answerHelp(desk.id, requestId)).resolves.toBe(true);
    await expect(hall.services.answerHelp(desk.id, requestId)).resolves.toBe(false);
    await expect(hall.services.answerHelp(desk.id, hall.newId())).resolves.toBe(false);
  });
});
