import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TestHall, testBusiness, testPerson } from '../testing/test-hall.ts';
import { numberOf, type TestTerminal } from '../testing/test-terminal.ts';

let hall: TestHall;
let kiosk: TestTerminal;

beforeEach(async () => {
  hall = await TestHall.open({
    businesses: [
      testBusiness('social', 'A'),
      testBusiness('lunch', 'B', { issuing: { kind: 'closed', from: '14:00' } }),
      testBusiness('full', 'C', { issuing: { kind: 'stopped', reason: '今日号已发完' } }),
    ],
  });
  kiosk = await hall.enrol('取号机1');
});

afterEach(() => hall.close());

describe('binding a number', () => {
  it('gives the next number of the business, from 1', async () => {
    await expect(kiosk.bind(hall.newId())).resolves.toMatchObject({ kind: 'bound', number: numberOf('A', 1, 'bound'), ahead: 0 });
    await expect(kiosk.bind(hall.newId())).resolves.toMatchObject({ number: numberOf('A', 2, 'bound') });
  });

  it('gives the same number to the same ticket however often it is asked', async () => {
    const ticketId = hall.newId();
    const answers = await Promise.all([kiosk.bind(ticketId), kiosk.bind(ticketId), kiosk.bind(ticketId)]);
    expect(answers.map((answer) => answer.kind === 'bound' && answer.number.number)).toEqual([1, 1, 1]);
    await expect(kiosk.bind(hall.newId())).resolves.toMatchObject({ number: { number: 2 } });
  });

  it('gives fifty tickets that come at once fifty numbers', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => kiosk.bind(hall.newId())));
    const numbers = answers.map((answer) => (answer.kind === 'bound' ? answer.number.number : 0));
    expect(numbers.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => i + 1));
  });

  it('answers late with the leased number when the ticket was already reported with one, and binds nothing', async () => {
    const ticketId = hall.newId();
    kiosk.issued(ticketId, numberOf('X', 1));
    await kiosk.push();
    await expect(kiosk.bind(ticketId)).resolves.toMatchObject({ kind: 'bound', number: numberOf('X', 1) });
    await expect(kiosk.bind(hall.newId())).resolves.toMatchObject({ number: { number: 1, series: 'A' } });
  });

  it('burns the bound number for good when the ticket turns out to carry a leased one', async () => {
    const ticketId = hall.newId();
    await kiosk.bind(ticketId);
    await kiosk.hall.services.lease(kiosk.id, {});
    kiosk.issued(ticketId, numberOf('X', 1));
    await kiosk.push();
    const work = await hall.look(ticketId);
    expect(work.table('ticket').get(ticketId)).toMatchObject({ state: 'waiting', number: numberOf('X', 1) });
    const ledger = [...work.table('number_ledger').all()].map(({ series, number, fate }) => `${series}${number} ${fate}`);
    expect(ledger.toSorted()).toEqual(['A1 void', 'X1 used']);
    await expect(kiosk.bind(ticketId)).resolves.toMatchObject({ number: numberOf('X', 1) });
    await expect(kiosk.bind(hall.newId())).resolves.toMatchObject({ number: { series: 'A', number: 2 } });
    expect(await hall.conflicts()).toBe(0);
  });

  it('shows the ticket a person already has for this business, and gives another for another business', async () => {
    const person = testPerson('张三');
    const ticketId = await kiosk.take({ person });
    await expect(kiosk.bind(hall.newId(), { person })).resolves.toMatchObject({ kind: 'existing', ticket: { id: ticketId } });
    await expect(kiosk.bind(hall.newId(), { person: testPerson('somebody else') })).resolves.toMatchObject({ kind: 'bound' });
  });

  it('does not hold a number against a person that never became a ticket', async () => {
    const person = testPerson('张三');
    await kiosk.bind(hall.newId(), { person });
    await expect(kiosk.bind(hall.newId(), { person })).resolves.toMatchObject({ kind: 'bound', number: { number: 2 } });
  });

  it.each([
    ['nothing', 'unknown-business'],
    ['lunch', 'closed'],
    ['full', 'stopped'],
  ])('refuses business %s as %s', async (businessId, reason) => {
    await expect(kiosk.bind(hall.newId(), { businessId })).resolves.toMatchObject({ kind: 'refused', reason });
  });

  it('tells another terminal nothing about a ticket that is not its own', async () => {
    const ticketId = hall.newId();
    await kiosk.bind(ticketId);
    const other = await hall.enrol('取号机2');
    await expect(other.bind(ticketId)).resolves.toEqual({ kind: 'foreign-ticket' });
  });

  it('says how many wait and for about how long, once a window is open', async () => {
    const desk = await hall.enrol('窗口', 'window');
    await kiosk.take();
    await kiosk.take();
    await expect(kiosk.bind(hall.newId())).resolves.toMatchObject({ ahead: 2, estimate: null });
    await desk.window('w1', { kind: 'state', state: 'open' });
    await expect(kiosk.bind(hall.newId())).resolves.toMatchObject({ ahead: 2, estimate: { fromMinutes: 16, toMinutes: 26 } });
  });
});
