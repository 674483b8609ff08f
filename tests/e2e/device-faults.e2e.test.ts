import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser, openKiosk, tap } from './kit/browser.ts';
import type { Ticket } from '#domain/ticket/ticket.ts';
import type { KioskTicket } from '#contracts/terminal/kiosk-contract.ts';
import { TestHall } from './kit/hall.ts';
import { KioskClient } from './kit/kiosk-client.ts';
import { readKioskLog } from './kit/kiosk-log.ts';
import { type Sheet, sheetsOf } from './kit/papers.ts';
import { readServerBooks, untilServerBooks } from './kit/server-books.ts';

/** Unplug and re-plug heal within this time. */
const HEALED_WITHIN_MS = 3_000;

let test: TestHall;
let browser: Browser;
let page: Page;
let kiosk: KioskClient;

beforeAll(async () => {
  [test, browser] = await Promise.all([TestHall.start(), openBrowser()]);
  kiosk = await KioskClient.open(test);
  page = await openKiosk(browser, test.hall.openAddress('kiosk'));
  await kiosk.until('the link is up', ({ link }) => link.state === 'online');
});

afterAll(async () => {
  kiosk?.close();
  await browser?.close();
  await test?.stop();
});

const shown = (sentence: string): Promise<void> =>
  page
    .getByText(sentence)
    .first()
    .waitFor()
    .catch(async () => {
      throw new Error(`「${sentence}」 is not on the screen, which says\n${await page.evaluate(() => document.body.innerText)}`);
    });
const press = (name: string) => tap(page, page.getByRole('button', { name }));
const newest = (): Sheet => sheetsOf(test).at(-1)!;
const lastPrint = () => readKioskLog(test, 'ticket-print-end').at(-1);

/** The next person need not wait until a result screen goes by itself. */
async function home(): Promise<void> {
  await kiosk.goHome();
  await shown('取号，请选择要办理的业务');
}

/** The number of whatever screen now shows one. */
async function label(): Promise<string> {
  const { session } = await kiosk.until('a screen with a number', (view) => 'ticket' in view.session);
  return (session as { readonly ticket: KioskTicket }).ticket.label;
}

async function chooseTax(): Promise<void> {
  await home();
  await press('下一页');
  await tap(page, page.getByText('办税综合业务'));
}

/** The hall server has heard what became of the paper. */
const paperAtServer = (number: string, paper: Ticket['paper']) =>
  untilServerBooks(test, kiosk, `${number} ${paper} at the server`, (books) => books.labelled(number)[0]?.paper === paper);

/** Plugs the cable in again. @returns milliseconds until `healed` */
async function plugAndMeasure(device: 'id-card-reader' | 'ticket-printer', healed: () => Promise<unknown>): Promise<number> {
  await test.dock.plug(device, true);
  const from = performance.now();
  await healed();
  return performance.now() - from;
}

describe('no paper', () => {
  it('is said before the tap, and the number stays on the screen to be photographed', async () => {
    test.dock.setPaper('end');
    await shown('打印纸用完了，取号后请拍照记下号码');
    await chooseTax();
    await shown('请拍照记下号码');
    await shown('打印纸用完了');
    await shown('M001');
    expect(lastPrint()).toMatchObject({ number: 'M001', disposition: 'failed', cause: 'paper-end' });
    expect(readKioskLog(test, 'ticket-number-shown').at(-1)).toMatchObject({ number: 'M001', cause: 'paper-end' });
    await paperAtServer('M001', 'none');
    expect(test.dock.printer.tickets).toEqual([]);
  });

  it('after a new roll the same number is printed as 补打, not as a second ticket', async () => {
    test.dock.setPaper('full');
    await press('再打印一次');
    await shown('号票已补打，请取走');
    expect(newest()).toMatchObject({ label: 'M001', copy: true });
    await paperAtServer('M001', 'printed');
    expect(readServerBooks(test).tickets).toHaveLength(1);
  });
});

describe('a printer that goes silent after the last byte', () => {
  it('asks 号票出来了吗, and 有 settles it', async () => {
    test.dock.setSilentAfterPrint(true);
    await chooseTax();
    await shown('号票出来了吗？');
    const number = await label();
    expect(lastPrint()).toMatchObject({ number, disposition: 'unknown', cause: 'no-answer' });
    await paperAtServer(number, 'unknown');
    test.dock.setSilentAfterPrint(false);
    await press('有，已拿到');
    await shown('请取走号票');
    await paperAtServer(number, 'printed');
    expect(sheetsOf(test).filter((sheet) => sheet.label === number)).toMatchObject([{ copy: false }]);
  });
});

describe('an unplugged printer', () => {
  it('is said before the tap, the number stays on the screen, and nothing is offered that cannot work', async () => {
    await home();
    await test.dock.plug('ticket-printer', false);
    await shown('打印机暂时不能用，取号后请拍照记下号码');
    await chooseTax();
    await shown('请拍照记下号码');
    const number = await label();
    await shown(number);
    expect(await page.getByRole('button', { name: '再打印一次' }).count()).toBe(0);
    expect(lastPrint()).toMatchObject({ number, disposition: 'failed', cause: 'printer-unavailable' });
    await paperAtServer(number, 'none');
    await press('我已记下号码');
  });

  it('is back within three seconds of being plugged in', async () => {
    expect(await plugAndMeasure('ticket-printer', () => kiosk.until('the printer is ready', ({ printer }) => printer === 'ready'))).toBeLessThan(HEALED_WITHIN_MS);
    await chooseTax();
    await shown('请取走号票');
    expect(newest()).toMatchObject({ label: await label(), copy: false });
  });
});

describe('a card reader unplugged while a card is awaited', () => {
  it('says so and offers other ways, and asks for the card again within three seconds of being plugged in', async () => {
    await home();
    await tap(page, page.getByText('居民身份证办理'));
    await shown('请把身份证放在感应区');
    await test.dock.plug('id-card-reader', false);
    await shown('感应区暂时不能用');
    const ms = await plugAndMeasure('id-card-reader', () => shown('请把身份证放在感应区'));
    expect(ms).toBeLessThan(HEALED_WITHIN_MS);
    expect(readKioskLog(test, 'device-state-changed').filter(({ device }) => device === 'id-card-reader').map(({ state }) => state)).toEqual(
      expect.arrayContaining(['unavailable', 'ready']),
    );
    test.dock.layCard('zhang-san');
    await shown('请取走号票');
    test.dock.liftCard();
    expect(newest()).toMatchObject({ label: 'F001', copy: false });
  });
});

describe('a ticket that breaks off while it is printed', () => {
  /** Acts as soon as the first bytes of the next ticket are on the printer's cable, long before its paper is cut. */
  function atNextPrint(act: () => void): void {
    const seen = test.dock.view.wire.at(-1)?.id ?? 0;
    const unsubscribe = test.dock.onChange(() => {
      if (!test.dock.view.wire.some(({ id, device, meaning }) => id > seen && device === 'ticket-printer' && meaning.startsWith('打印数据'))) return;
      unsubscribe();
      act();
    });
  }

  it('by an opened cover leaves its paper unknown and asks; 没有 shows the number', async () => {
    atNextPrint(() => test.dock.setPrinter({ coverOpen: true }));
    await chooseTax();
    await shown('号票出来了吗？');
    const number = await label();
    expect(lastPrint()).toMatchObject({ number, disposition: 'unknown', cause: 'cover-open' });
    await paperAtServer(number, 'unknown');
    await press('没有');
    await shown('请拍照记下号码');
    await paperAtServer(number, 'none');
    test.dock.setPrinter({ coverOpen: false });
    await kiosk.until('the printer is ready', ({ printer }) => printer === 'ready');
    await press('再打印一次');
    await shown('号票已补打，请取走');
    expect(newest()).toMatchObject({ label: number, copy: true });
    await paperAtServer(number, 'printed');
  });

  it('by a pulled cable asks too, and the next ticket after that is whole', async () => {
    atNextPrint(() => void test.dock.plug('ticket-printer', false));
    await chooseTax();
    await shown('号票出来了吗？');
    const number = await label();
    expect(lastPrint()).toMatchObject({ number, disposition: 'unknown', cause: 'printer-unavailable' });
    await press('没有');
    await shown('请拍照记下号码');
    await paperAtServer(number, 'none');
    expect(await plugAndMeasure('ticket-printer', () => kiosk.until('the printer is ready', ({ printer }) => printer === 'ready'))).toBeLessThan(HEALED_WITHIN_MS);
    await press('我已记下号码');
    await chooseTax();
    await shown('请取走号票');
    expect(newest()).toMatchObject({ label: await label(), copy: false });
  });
});
