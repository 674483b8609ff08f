import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PrintedTicket } from '#drivers/ticket-printer/simulator/index.ts';
import { TestHall } from './kit/hall.ts';
import { readKioskTickets } from './kit/kiosk-books.ts';
import { KioskClient } from './kit/kiosk-client.ts';
import { originalLabels, sheetsOf } from './kit/papers.ts';
import { type BookedTicket, readServerBooks, untilServerBooks } from './kit/server-books.ts';
import { type StopAt, stopKioskAt, STOPPING_TERMINAL } from './kit/stop-at.ts';

/** In the middle of the picture of the number. */
const AMID_NUMBER = 1_500;

let test: TestHall;
let kiosk: KioskClient;
/** A ticket taken while all was well. */
let wholeTicket: PrintedTicket;
/** Numbers that the kiosk has committed so far. */
let given = 0;

beforeAll(async () => {
  test = await TestHall.start({ kioskProgram: { entry: STOPPING_TERMINAL, args: [] } });
  kiosk = await KioskClient.open(test);
  await online();
  await kiosk.takeTicket();
  given += 1;
  wholeTicket = test.dock.printer.tickets[0]!;
  await booksFit();
});

afterAll(async () => {
  kiosk?.close();
  await test?.stop();
});

const online = () => kiosk.until('the link is up', ({ link }) => link.state === 'online');

/** Taps 办税综合业务, dies where it shall, and waits for the kiosk to be back. */
async function tapAndDie(stop: StopAt | 'as-the-paper-is-cut'): Promise<void> {
  const lives = kiosk.connections;
  if (stop === 'as-the-paper-is-cut') {
    const unsubscribe = test.dock.printer.onTicket(() => {
      unsubscribe();
      test.hall.kiosk.kill();
    });
  } else stopKioskAt(test, stop);
  await kiosk.goHome();
  // The answer to the touch may die with the kiosk.
  await kiosk.calls.chooseBusiness({ turn: kiosk.view!.turn, businessId: 'tax' }).catch(() => {});
  await kiosk.until('the kiosk is back', () => kiosk.connections > lives);
}

/** Everything that kiosk and server hold of this hall fits together, and no number stands on two originals. */
async function booksFit(): Promise<void> {
  await online();
  const books = await untilServerBooks(test, kiosk, `${given} tickets at the server`, ({ tickets }) => tickets.filter(isIssued).length === given);
  await test.until('the kiosk counts the same', () => test.counts.kioskIssued === given);
  expect([books.conflicts, books.parked]).toEqual([[], 0]);
  const labels = originalLabels(test);
  expect(new Set(labels).size).toBe(labels.length);
  for (const { label, ticketId } of sheetsOf(test)) expect(books.labelled(label)).toMatchObject([{ id: ticketId, state: 'waiting' }]);
}

async function nextTicketWorks(): Promise<void> {
  const before = originalLabels(test);
  await kiosk.goHome();
  await online();
  const { label } = await kiosk.takeTicket();
  given += 1;
  expect(originalLabels(test)).toEqual([...before, label]);
  expect(before).not.toContain(label);
  const { lines, heightMm } = test.dock.printer.tickets.at(-1)!;
  expect(lines[0]).toBe('示范市政务服务中心');
  expect(lines).toHaveLength(wholeTicket.lines.length);
  expect(heightMm).toBeCloseTo(wholeTicket.heightMm, 0);
  await booksFit();
}

const isIssued = ({ state }: BookedTicket): boolean => state === 'waiting';
const issued = () => readServerBooks(test).tickets.filter(isIssued).length;
const paperKnown = (label: string, paper: BookedTicket['paper']) =>
  untilServerBooks(test, kiosk, `${label} ${paper} at the server`, (books) => books.labelled(label)[0]?.paper === paper);

describe('kill -9 of the terminal before a number was given to the person', () => {
  it.each<[string, StopAt]>([
    ['at the tap', { kind: 'store', when: 'before', method: 'draftTicket' }],
    ['after the draft was committed', { kind: 'store', when: 'after', method: 'draftTicket' }],
    ['after the server bound the number', { kind: 'store', when: 'before', method: 'issueBound' }],
  ])('%s leaves nothing behind: home screen, no paper, no ticket, and the next person gets one', async (_, stop) => {
    const [papers, tickets] = [test.dock.printer.tickets.length, issued()];
    await tapAndDie(stop);
    await kiosk.untilSession('home');
    await booksFit();
    expect([test.dock.printer.tickets.length, issued()]).toEqual([papers, tickets]);
    await nextTicketWorks();
  });
});

describe('kill -9 of the terminal after the number was committed and before the whole ticket was sent', () => {
  it.each<[string, StopAt]>([
    ['before the first byte', { kind: 'store', when: 'after', method: 'issueBound' }],
    ['after the first byte', { kind: 'print', bytes: 1 }],
    ['in the middle of the number', { kind: 'print', bytes: AMID_NUMBER }],
  ])('%s: asks 号票出来了吗, keeps the number that was given, and the next paper is whole', async (_, stop) => {
    const papers = test.dock.printer.tickets.length;
    await tapAndDie(stop);
    given += 1;
    const { ticket } = await kiosk.untilSession('ask-paper');
    expect(test.dock.printer.tickets.length).toBe(papers);
    await kiosk.calls.answerPaper({ turn: kiosk.view!.turn, came: false });
    await kiosk.untilSession('show-number', (shown) => shown.ticket.label === ticket.label && shown.mayRetry);
    await booksFit();
    const books = await paperKnown(ticket.label, 'none');
    expect(books.labelled(ticket.label)).toMatchObject([{ id: ticket.ticketId, state: 'waiting' }]);
    await nextTicketWorks();
  });
});

describe('kill -9 of the terminal after the whole ticket was sent and before its paper was recorded', () => {
  it.each<[string, Parameters<typeof tapAndDie>[0]]>([
    ['after the last byte', { kind: 'print', bytes: 'all' }],
    ['as the paper is cut', 'as-the-paper-is-cut'],
    ['after the printer confirmed', { kind: 'store', when: 'before', method: 'recordPaper' }],
  ])('%s: the paper comes out once, and the person says so', async (_, stop) => {
    const papers = test.dock.printer.tickets.length;
    await tapAndDie(stop);
    given += 1;
    const { ticket } = await kiosk.untilSession('ask-paper');
    await test.until('the paper is out', () => test.dock.printer.tickets.length > papers);
    await kiosk.calls.answerPaper({ turn: kiosk.view!.turn, came: true });
    await kiosk.untilSession('result');
    await booksFit();
    expect(sheetsOf(test).filter(({ label }) => label === ticket.label)).toMatchObject([{ ticketId: ticket.ticketId, copy: false }]);
    await paperKnown(ticket.label, 'printed');
    await nextTicketWorks();
  });
});

describe('kill -9 of the terminal after the paper was recorded', () => {
  it('asks nothing: the ticket is printed, known and out', async () => {
    await tapAndDie({ kind: 'store', when: 'after', method: 'recordPaper' });
    given += 1;
    await kiosk.untilSession('home');
    await booksFit();
    const label = originalLabels(test).at(-1)!;
    expect((await paperKnown(label, 'printed')).labelled(label)).toHaveLength(1);
    await nextTicketWorks();
  });
});

describe('after all these deaths', () => {
  it('the kiosk’s own store has a row for every paper, and every number that it promised', async () => {
    const sheets = sheetsOf(test);
    kiosk.close();
    await test.hall.kiosk.stop();
    const rows = await readKioskTickets(test, sheets.map(({ ticketId }) => ticketId));
    expect(rows.map((row) => row?.state)).toEqual(sheets.map(() => 'waiting'));
    const known = await readKioskTickets(test, readServerBooks(test).tickets.filter(isIssued).map(({ id }) => id));
    expect(known).not.toContain(null);
  });
});
