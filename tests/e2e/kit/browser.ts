import { type Browser, chromium, type Page } from 'playwright-core';

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/** Debian's Chromium: the same that a locked-down terminal runs. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: '/usr/bin/chromium', args: FLAGS });
}

/** A kiosk's screen: 1080 × 1920, portrait. */
export async function openKiosk(browser: Browser, address: string): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1080, height: 1920 } });
  page.setDefaultTimeout(15_000);
  await page.goto(address);
  await page.getByText('取号，请选择要办理的业务').waitFor();
  return page;
}
