import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestHall } from './kit/hall.ts';
import { KioskClient } from './kit/kiosk-client.ts';
import { originalLabels, sheetsOf } from './kit/papers.ts';
import { readServerBooks } from './kit/server-books.ts';

let test: TestHall;
let kiosk: KioskClient;

beforeAll(async () => {
  test = await TestHall.start();
  kiosk = await KioskClient.open(test);
  await kiosk.until('the link is up', ({ link }) => link.state === 'online');
});

afterAll(async () => {
  kiosk?.close();
  await test?.stop();
});

const online = () => kiosk.until('the link is up', ({ link }) => link.state === 'online');

describe('the server answers after the kiosk stopped waiting for it', () => {
  it('the person has a leased number as soon as the limit is over, while the answer still hangs on the line', async () => {
    expect(await kiosk.takeTicket()).toMatchObject({ label: 'M001', offline: false });
    await test.untilAgreed(1);
    test.hall.proxy.hold('answers');
    expect(await kiosk.takeTicket()).toMatchObject({ label: 'X001', offline: true, ahead: null });
  });

  it('the late answer binds nothing twice: one ticket, under the number that the person holds', async () => {
    test.hall.proxy.release();
    await online();
    await test.untilAgreed(2);
    const books = readServerBooks(test);
    const held = sheetsOf(test).find(({ label }) => label === 'X001')!;
    expect(books.tickets.map(({ label, state }) => `${label} ${state}`)).toEqual(['M001 waiting', 'X001 waiting']);
    expect(books.labelled('X001')).toMatchObject([{ id: held.ticketId, offline: true, paper: 'printed' }]);
    expect(books.ledger.map(({ label, fate }) => `${label} ${fate}`)).toEqual(['M001 used', 'M002 void', 'X001 used']);
    expect([books.conflicts, books.parked]).toEqual([[], 0]);
  });

  it('the number bound in vain is never given to anybody: the next person has the one after it', async () => {
    expect(await kiosk.takeTicket()).toMatchObject({ label: 'M003', offline: false });
    await test.untilAgreed(3);
    expect(readServerBooks(test).ledger.find(({ label }) => label === 'M002')).toMatchObject({ fate: 'void' });
  });
});

describe('the kiosk’s request itself comes late, together with the news that a leased number was given', () => {
  it('one ticket, under the number that the person holds, whichever arrives first', async () => {
    test.hall.proxy.hold();
    expect(await kiosk.takeTicket()).toMatchObject({ label: 'X002', offline: true });
    expect(readServerBooks(test).tickets).toHaveLength(3);
    test.hall.proxy.release();
    await online();
    await test.untilAgreed(4);
    const books = readServerBooks(test);
    expect(books.tickets.map(({ label, state }) => `${label} ${state}`)).toEqual(['M001 waiting', 'X001 waiting', 'M003 waiting', 'X002 waiting']);
    expect(books.ledger.filter(({ fate }) => fate === 'used').map(({ label }) => label)).toEqual(['M001', 'M003', 'X001', 'X002']);
    expect([books.conflicts, books.parked]).toEqual([[], 0]);
  });

  it('no number goes to two people afterwards', async () => {
    const { label, offline } = await kiosk.takeTicket();
    expect(offline).toBe(false);
    await test.untilAgreed(5);
    expect(originalLabels(test)).toEqual(['M001', 'X001', 'M003', 'X002', label]);
    expect(new Set(originalLabels(test)).size).toBe(5);
    expect(readServerBooks(test).labelled(label)).toHaveLength(1);
  });
});
