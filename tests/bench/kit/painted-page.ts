import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';
import { machineClock } from '#offline-cache/machine-clock.ts';

const CHROMIUM = '/usr/bin/chromium';
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'];
/** Stands on the kiosk's home screen. */
const HOME = '取号，请选择要办理的业务';
/** Round trips to the page from which the closest pair of clock readings is taken. */
const CLOCK_LOOKS = 40;

/** The kiosk's real page in Chromium, asked when it painted something, in this process's time. */
export class PaintedPage {
  readonly #browser: Browser;
  readonly #page: Page;
  /** machineClock.monotonic() − performance.now() of the page. */
  #aheadMs = 0;

  private constructor(browser: Browser, page: Page) {
    this.#browser = browser;
    this.#page = page;
  }

  static get possible(): boolean {
    return existsSync(CHROMIUM);
  }

  static async open(launchPage: string): Promise<PaintedPage> {
    const browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
    try {
      const page = await browser.newPage({ viewport: { width: 1080, height: 1920 } });
      await page.goto(pathToFileURL(launchPage).href);
      await page.getByText(HOME).waitFor();
      const painted = new PaintedPage(browser, page);
      await painted.#setClock();
      return painted;
    } catch (error) {
      await browser.close();
      throw error;
    }
  }

  /** Resolves when the page shows the choice of businesses and has nothing left to paint. */
  async settled(): Promise<void> {
    await this.#page.getByText(HOME).waitFor();
    await this.#page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  }

  /** Begins to watch now. @returns what waits for the time at which a frame with `text` was painted */
  async watchFor(text: string): Promise<() => Promise<number>> {
    await this.#page.evaluate((wanted) => {
      const holder = globalThis as unknown as { paintedAt: Promise<number> };
      holder.paintedAt = new Promise((resolve) => {
        // After the frame callbacks comes the painting; a task posted from one runs after it.
        const afterPaint = (): void => {
          const { port1, port2 } = new MessageChannel();
          port1.addEventListener('message', () => resolve(performance.now()), { once: true });
          port1.start();
          port2.postMessage(null);
        };
        const look = new MutationObserver(() => {
          if (!document.body.textContent.includes(wanted)) return;
          look.disconnect();
          requestAnimationFrame(afterPaint);
        });
        look.observe(document.body, { subtree: true, childList: true, characterData: true });
      });
    }, text);
    return async () => this.#aheadMs + (await this.#page.evaluate(() => (globalThis as unknown as { paintedAt: Promise<number> }).paintedAt));
  }

  close(): Promise<void> {
    return this.#browser.close();
  }

  async #setClock(): Promise<void> {
    let closest = Number.POSITIVE_INFINITY;
    for (let i = 0; i < CLOCK_LOOKS; i += 1) {
      const before = machineClock.monotonic();
      // oxlint-disable-next-line no-await-in-loop -- the quickest of several round trips is the most exact
      const there = await this.#page.evaluate(() => performance.now());
      const after = machineClock.monotonic();
      if (after - before >= closest) continue;
      closest = after - before;
      this.#aheadMs = (before + after) / 2 - there;
    }
  }
}
