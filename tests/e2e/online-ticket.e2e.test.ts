import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { doubleTap, openBrowser, openKiosk, tap } from './kit/browser.ts';
import { TestHall } from './kit/hall.ts';

let test: TestHall;
let browser: Browser;
let kiosk: Page;

beforeAll(async () => {
  [test, browser] = await Promise.all([TestHall.start(), openBrowser()]);
  kiosk = await openKiosk(browser, test.hall.openAddress('kiosk'));
});

afterAll(async () => {
  await browser.close();
  await test.stop();
});

/** The QR of the newest paper as a real decoder reads it from the picture. */
function qrOfNewestPaper(): string {
  const file = path.join(test.folder, 'newest.png');
  writeFileSync(file, test.dock.printer.tickets.at(-1)!.png);
  return execFileSync('zbarimg', ['--quiet', '--raw', file], { encoding: 'utf8' }).trim();
}

describe('a citizen at the kiosk, with the network', () => {
  it('lays the card, gets a printed ticket, and the hall server knows it', async () => {
    await tap(kiosk, kiosk.getByText('居民身份证办理'));
    await kiosk.getByText('请把身份证放在感应区').first().waitFor();
    test.dock.layCard('zhang-san');
    await kiosk.getByText('请取走号票').first().waitFor();
    await kiosk.getByText('F001').first().waitFor();
    await test.untilAgreed(1);
    test.dock.liftCard();
    expect(test.counts).toEqual({ printedTickets: 1, kioskIssued: 1, kioskPending: 0, serverFromKiosk: 1 });
  });

  it('holds paper whose QR a real decoder reads, with the number and no name or ID number in it', () => {
    const url = qrOfNewestPaper();
    expect(url.split('#')[1]!.split('.')[3]).toBe('F001');
    const said = [...test.dock.printer.tickets.at(-1)!.lines, url].join('\n');
    expect(said).not.toMatch(/张三|11010519491231002X/);
  });

  it('shows the live ticket instead of a second one when the same card comes again, and prints a copy on request', async () => {
    await kiosk.getByText('取号，请选择要办理的业务').waitFor();
    await tap(kiosk, kiosk.getByText('居民身份证办理'));
    await kiosk.getByText('请把身份证放在感应区').first().waitFor();
    test.dock.layCard('zhang-san');
    await kiosk.getByText('F001').first().waitFor();
    await tap(kiosk, kiosk.getByRole('button', { name: '补打号票' }));
    await test.until('a second sheet', () => test.dock.printer.tickets.length === 2);
    expect(qrOfNewestPaper()).toContain('F001');
    test.dock.liftCard();
    await test.untilAgreed(1);
  });

  it('takes one ticket from a double tap', async () => {
    await kiosk.getByText('取号，请选择要办理的业务').waitFor();
    await tap(kiosk, kiosk.getByRole('button', { name: '下一页' }));
    const before = test.dock.printer.tickets.length;
    await doubleTap(kiosk, kiosk.getByText('办税综合业务'));
    await kiosk.getByText('M001').first().waitFor();
    await test.untilAgreed(2);
    expect(test.dock.printer.tickets.length).toBe(before + 1);
  });

  it('leaves nothing of the person on the page after going home', async () => {
    await kiosk.getByText('取号，请选择要办理的业务').waitFor();
    const page = await kiosk.content();
    expect(page).not.toMatch(/张\*|张三|F001|11010519491231002X/);
  });
});

describe('the window and the board', () => {
  it('show the call together: 下一位 calls, the board shows it, 完成 ends it', async () => {
    const window = await browser.newPage({ viewport: { width: 1366, height: 768 } });
    const board = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
    await window.goto(test.hall.openAddress('window'));
    await board.goto(test.hall.openAddress('board'));
    await tap(kiosk, kiosk.getByRole('button', { name: '下一页' }));
    await tap(kiosk, kiosk.getByText('社保卡申领补换'));
    await kiosk.getByText('请把身份证放在感应区').first().waitFor();
    test.dock.layCard('rare-name');
    await kiosk.getByText('B001').first().waitFor();
    test.dock.liftCard();
    await tap(window, window.getByRole('button', { name: /开窗/ }));
    await tap(window, window.getByRole('button', { name: /下一位/ }));
    await board.getByText('B001').first().waitFor();
    await window.getByText('B001').first().waitFor();
    await tap(window, window.getByRole('button', { name: /完成/ }));
    await board.getByText('B001').first().waitFor({ state: 'detached' });
    expect(await board.content()).not.toMatch(/吉|雅|650102/);
    await window.close();
    await board.close();
  });
});
