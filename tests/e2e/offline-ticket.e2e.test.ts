import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser, openKiosk, tap } from './kit/browser.ts';
import { TestHall } from './kit/hall.ts';
import { KioskClient } from './kit/kiosk-client.ts';
import { sheetsOf } from './kit/papers.ts';
import { readServerBooks } from './kit/server-books.ts';

/** From the tap to the number on the glass, without any server to ask. */
const NUMBER_WITHIN_MS = 1_000;

let test: TestHall;
let browser: Browser;
let page: Page;
let kiosk: KioskClient;

beforeAll(async () => {
  [test, browser] = await Promise.all([TestHall.start(), openBrowser()]);
  kiosk = await KioskClient.open(test);
  page = await openKiosk(browser, test.hall.openAddress('kiosk'));
  await online();
});

afterAll(async () => {
  kiosk?.close();
  await browser?.close();
  await test?.stop();
});

const online = () => kiosk.until('the link is up', ({ link }) => link.state === 'online');
const offline = () => kiosk.until('the link is known to be down', ({ link }) => link.state === 'offline');

/** Taps 办税综合业务 on the glass. @returns milliseconds, by the page's own clock, until the label stood on it */
async function tapToLabel(label: string): Promise<number> {
  await page.getByText('取号，请选择要办理的业务').waitFor();
  await tap(page, page.getByRole('button', { name: '下一页' }));
  await page.evaluate((wanted) => {
    const seen = new Promise<number>((resolve) => {
      let from = 0;
      addEventListener('pointerdown', () => (from = performance.now()), { capture: true, once: true });
      const look = (): void => {
        if (!document.body.innerText.includes(wanted)) return void requestAnimationFrame(look);
        resolve(performance.now() - from);
      };
      look();
    });
    Object.assign(globalThis, { seenWithin: seen });
  }, label);
  await tap(page, page.getByText('办税综合业务'));
  return page.evaluate(() => (globalThis as unknown as { seenWithin: Promise<number> }).seenWithin);
}

describe('a citizen at the kiosk while the network is cut', () => {
  it('has a number of the kiosk’s own series on the screen within a second of the tap', async () => {
    test.dock.setNetwork(false);
    await offline();
    const ms = await tapToLabel('X001');
    expect(ms).toBeLessThan(NUMBER_WITHIN_MS);
    await page.getByText('请取走号票').first().waitFor();
    await page.getByText('按取号时间排队').first().waitFor();
  });

  it('holds paper that says 离线 and how it queues, and promises no people ahead', () => {
    const [sheet] = sheetsOf(test);
    expect(sheet).toMatchObject({ label: 'X001', copy: false });
    expect(sheet!.text).toContain('离线号票');
    expect(sheet!.text).toContain('按取号时间排队');
    expect(sheet!.text).not.toMatch(/前面.*人\n|分钟（仅供参考）/);
  });

  it('is told in the corner of the screen that the ticket waits to be uploaded and is safe here', async () => {
    const view = await kiosk.until('the outbox is counted', ({ link }) => link.pending > 0);
    expect(view.link.state).toBe('offline');
    expect(readServerBooks(test).labelled('X001')).toEqual([]);
  });

  it('is known to the hall server exactly once after the network is back', async () => {
    test.dock.setNetwork(true);
    await online();
    await test.untilAgreed(1);
    const books = readServerBooks(test);
    expect(books.labelled('X001')).toMatchObject([{ businessId: 'tax', state: 'waiting', paper: 'printed', offline: true }]);
    expect(books.ledger).toMatchObject([{ label: 'X001', fate: 'used', ticketId: books.tickets[0]!.id }]);
    expect([books.conflicts, books.parked]).toEqual([[], 0]);
  });
});

describe('a citizen at the kiosk while the hall server is stopped', () => {
  it('gets three tickets that keep their order at the server when it is back', async () => {
    await test.hall.server.stop();
    await offline();
    for (const label of ['X002', 'X003', 'X004']) {
      // oxlint-disable-next-line no-await-in-loop -- one person after the other
      const ticket = await kiosk.takeTicket();
      expect(ticket).toMatchObject({ label, offline: true, ahead: null, estimate: null });
    }
    await test.hall.server.start();
    await online();
    await test.untilAgreed(4);
    const books = readServerBooks(test);
    expect(books.tickets.map(({ label }) => label)).toEqual(['X001', 'X002', 'X003', 'X004']);
    expect(books.ledger.map(({ label, fate }) => `${label} ${fate}`)).toEqual(['X001 used', 'X002 used', 'X003 used', 'X004 used']);
    expect([books.conflicts, books.parked]).toEqual([[], 0]);
  });

  it('gets a number of the business’s own series again once the server answers', async () => {
    expect(await kiosk.takeTicket()).toMatchObject({ label: 'M001', offline: false, ahead: 4 });
    await test.untilAgreed(5);
  });
});
