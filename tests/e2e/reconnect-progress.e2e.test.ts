import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser, openKiosk } from './kit/browser.ts';
import { TestHall } from './kit/hall.ts';
import { KioskClient } from './kit/kiosk-client.ts';

const TICKETS = 4;

let test: TestHall;
let browser: Browser;
let kiosk: KioskClient;
let screen: Page;
/** The clerk's page of the same machine: a terminal may be kiosk and window in one. */
let desk: Page;

beforeAll(async () => {
  [test, browser] = await Promise.all([TestHall.start({ kiosk: { surfaces: ['kiosk', 'window'], windowId: 'w1' } }), openBrowser()]);
  kiosk = await KioskClient.open(test);
  await kiosk.until('the link is up', ({ link }) => link.state === 'online');
  screen = await openKiosk(browser, test.hall.openAddress('kiosk'));
  desk = await browser.newPage({ viewport: { width: 1366, height: 768 } });
  desk.setDefaultTimeout(15_000);
  await desk.setContent(readFileSync(path.join(test.folder, 'kiosk', 'launch-window.html'), 'utf8'));
  await desk.getByText('已连接大厅服务器').waitFor();
});

afterAll(async () => {
  kiosk?.close();
  await browser?.close();
  await test?.stop();
});

describe('a terminal cut off and back again', () => {
  it('says on every screen how much is kept here, rising with each ticket, and alarms nobody', async () => {
    test.dock.setNetwork(false);
    await kiosk.until('the link is known to be down', ({ link }) => link.state === 'offline');
    const seen: number[] = [];
    for (let ticket = 0; ticket < TICKETS; ticket += 1) {
      // oxlint-disable-next-line no-await-in-loop -- one person after the other
      await kiosk.takeTicket();
      // Already counted when the result is on the screen: never a moment in which nothing seems to wait.
      seen.push(kiosk.view!.link.pending);
    }
    expect(seen[0]).toBeGreaterThanOrEqual(1);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    const { link } = await kiosk.until('every fact is counted', (view) => view.link.pending === 2 * TICKETS);
    expect(link.upload).toEqual({ state: 'stored', of: 2 * TICKETS });
    const sentence = new RegExp(`还有\\s*${2 * TICKETS}\\s*笔待上传，已保存在本机`);
    await Promise.all([screen, desk].map((page) => page.getByText(sentence).waitFor()));
    expect(await screen.locator('.header').innerText()).toContain('取号照常');
  });

  it('says when all of it is uploaded, and then nothing any more', async () => {
    const down = kiosk.until('it goes down to none', ({ link }) => link.pending === 0 && link.upload.state === 'done');
    test.dock.setNetwork(true);
    // Never both: that the network is down, and that all of it is uploaded.
    expect((await down).link.state).not.toBe('offline');
    await Promise.all([screen, desk].map((page) => page.getByText('已全部上传').waitFor()));
    await Promise.all([screen, desk].map((page) => page.getByText('已全部上传').waitFor({ state: 'detached' })));
    await test.untilAgreed(TICKETS);
  });
});

describe('the demonstration’s manager', () => {
  it('comes in from the dock, finds the record nobody can read, and sees every terminal', async () => {
    const manager = await (await browser.newContext({ ignoreHTTPSErrors: true, viewport: { width: 1366, height: 768 } })).newPage();
    await manager.goto(test.hall.openAddress('manage'));
    await manager.getByText('没有待处理的事').waitFor();
    expect(await test.dock.sendNewerRecord()).toBe(true);
    await manager.getByText('记录等待服务器升级').waitFor();
    await manager.getByRole('button', { name: '设备与同步' }).click();
    const row = manager.getByRole('row', { name: /取号机1/ });
    await row.getByText('在线').waitFor();
    await row.getByText(`${2 * TICKETS} /`).waitFor();
  });
});
