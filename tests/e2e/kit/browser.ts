import { type Browser, chromium, type Locator, type Page } from 'playwright-core';

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/** Debian's Chromium: the same that a locked-down terminal runs. */
export function openBrowser(...flags: readonly string[]): Promise<Browser> {
  return chromium.launch({ executablePath: '/usr/bin/chromium', args: [...FLAGS, ...flags] });
}

/** A kiosk's screen: 1080 × 1920, portrait. */
export async function openKiosk(browser: Browser, address: string): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1080, height: 1920 } });
  page.setDefaultTimeout(15_000);
  await page.goto(address);
  await page.getByText('取号，请选择要办理的业务').waitFor();
  return page;
}

/** Longer than the page's guard against trembling fingers: a deliberate second tap comes later than that. */
const DELIBERATE_MS = 520;
const lastTap = new WeakMap<Page, number>();

/** Taps as a person does: on what is there, and not within half a second of the tap before. */
export async function tap(page: Page, target: Locator): Promise<void> {
  await target.waitFor();
  await calm(page);
  await target.click();
  lastTap.set(page, await page.evaluate(() => performance.now()));
}

/** Two taps as fast as a trembling hand makes them. */
export async function doubleTap(page: Page, target: Locator): Promise<void> {
  await target.waitFor();
  await calm(page);
  await target.dblclick();
  lastTap.set(page, await page.evaluate(() => performance.now()));
}

async function calm(page: Page): Promise<void> {
  const since = lastTap.get(page) ?? 0;
  await page.waitForFunction((earliest) => performance.now() >= earliest, since + DELIBERATE_MS);
}
