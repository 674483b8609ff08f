import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { localTime } from '#terminal/kiosk/ticket-content.ts';
import { TestHall } from './kit/hall.ts';
import { KioskClient } from './kit/kiosk-client.ts';
import { type Sheet, sheetsOf } from './kit/papers.ts';
import { readServerBooks } from './kit/server-books.ts';

const PROGRAM = path.join(import.meta.dirname, 'kit/wrong-clock-terminal.ts');
/** `2026-11-22 10:20`, to the minute: as near as a ticket tells. */
const PRINTED_TIME = /\d{4}-\d\d-\d\d \d\d:\d\d(?= 取号)/;
const MINUTE_MS = 60_000;

let test: TestHall;
let kiosk: KioskClient;

beforeAll(async () => {
  test = await TestHall.start({ kioskProgram: { entry: PROGRAM, args: [] } });
  kiosk = await KioskClient.open(test);
});

afterAll(async () => {
  kiosk?.close();
  await test?.stop();
});

const online = () => kiosk.until('the link is up', ({ link }) => link.state === 'online');
const offline = () => kiosk.until('the link is known to be down', ({ link }) => link.state === 'offline');
const newest = (): Sheet => sheetsOf(test).at(-1)!;

function expectRightTime(sheet: Sheet, sinceMs: number): void {
  const { timeZone } = kiosk.view!.hall;
  const allowed: string[] = [];
  for (let ms = sinceMs; ms < Date.now() + MINUTE_MS; ms += MINUTE_MS) allowed.push(localTime(ms, timeZone));
  expect(allowed).toContain(PRINTED_TIME.exec(sheet.text)?.[0]);
  expect(sheet.businessDay).toBe(readServerBooks(test).businessDay.replaceAll('-', ''));
}

describe('a kiosk whose clock says 2015', () => {
  it('connects to the hall server over TLS by its pinned key, and takes its time', async () => {
    const { time } = await online();
    expect(time.trusted).toBe(false);
    expect(test.hall.serverUrl).toMatch(/^https:/);
    expect(Math.abs(time.nowMs - Date.now())).toBeLessThan(5_000);
  });

  it('gives a ticket of the right business day with the right time on it', async () => {
    const since = Date.now();
    expect(await kiosk.takeTicket()).toMatchObject({ label: 'M001', offline: false });
    expectRightTime(newest(), since);
    await test.untilAgreed(1);
  });

  it('goes on with the right day and time while the network is cut', async () => {
    test.dock.setNetwork(false);
    await offline();
    const since = Date.now();
    expect(await kiosk.takeTicket()).toMatchObject({ label: 'X001', offline: true });
    expectRightTime(newest(), since);
  });

  it('prints no wrong day when its service starts again without ever reaching the server', async () => {
    const lives = kiosk.connections;
    test.hall.kiosk.kill();
    await kiosk.until('the kiosk is back', () => kiosk.connections > lives);
    const since = Date.now();
    expect(await kiosk.takeTicket()).toMatchObject({ label: 'X002', offline: true });
    expectRightTime(newest(), since);
  });

  it('keeps everybody’s place: after the network is back the order at the server is the order of taking', async () => {
    const expectedMs = Date.now();
    test.dock.setNetwork(true);
    await online();
    expect(await kiosk.takeTicket()).toMatchObject({ label: 'M002', offline: false });
    await test.untilAgreed(4);
    const books = readServerBooks(test);
    expect(books.tickets.map(({ label }) => label)).toEqual(['M001', 'X001', 'X002', 'M002']);
    expect(books.tickets.every(({ takenAt }) => new Date(takenAt.wallMs).getUTCFullYear() === 2015)).toBe(true);
    expect(books.tickets.every(({ waitingSinceMs }) => expectedMs - waitingSinceMs < MINUTE_MS)).toBe(true);
    expect(books.tickets.every(({ businessDay }) => businessDay === books.businessDay)).toBe(true);
    expect([books.conflicts, books.parked]).toEqual([[], 0]);
  });
});
