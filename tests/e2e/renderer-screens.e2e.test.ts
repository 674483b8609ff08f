import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { boardFixtures } from '#renderer/fixtures/board-fixtures.ts';
import { dockFixtures } from '#renderer/fixtures/dock-fixtures.ts';
import { kioskFixtures } from '#renderer/fixtures/kiosk-fixtures.ts';
import { KIOSK_VARIANTS, SIZES } from '#renderer/fixtures/shots.ts';
import { buildScreens, openStage, type Size, type Stage } from '#renderer/fixtures/stage.ts';
import { manageFixtures } from '#renderer/fixtures/manage-fixtures.ts';
import { windowFixtures } from '#renderer/fixtures/window-fixtures.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const LEAST_KEY_MM = { normal: 16, elder: 22 };

interface Complaints {
  readonly small: readonly string[];
  readonly clipped: readonly string[];
  readonly overlapping: readonly string[];
}

interface Violation {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly target: readonly string[] }[];
}

let stage: Stage;

beforeAll(async () => {
  stage = await openStage();
}, 60_000);

afterAll(() => stage.close());

const open = (page: string, query: string, size: Size): Promise<Page> => stage.open(page, query, size);

/** Puts another example on the page and lets it be drawn. */
async function show(page: Page, name: string): Promise<void> {
  await page.evaluate((next) => (globalThis as unknown as { fixture: { show(name: string): void } }).fixture.show(next), name);
  await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(null))))');
}

const actsOf = (page: Page): Promise<readonly { readonly name: string; readonly input: unknown }[]> => page.evaluate('window.fixture.acts()');

async function complaintsOf(page: Page, names: readonly string[], leastMm: number): Promise<readonly string[]> {
  const complaints: string[] = [];
  for (const name of names) {
    await show(page, name);
    const { small, clipped, overlapping } = await page.evaluate<Complaints>(`window.fixture.measure(${leastMm})`);
    complaints.push(
      ...small.map((text) => `${name}: too small: ${text}`),
      ...clipped.map((text) => `${name}: cut off: ${text}`),
      ...overlapping.map((text) => `${name}: overlapping: ${text}`),
    );
  }
  return complaints;
}

async function violationsOf(page: Page, names: readonly string[]): Promise<readonly string[]> {
  await page.evaluate(AXE);
  const found: string[] = [];
  for (const name of names) {
    await show(page, name);
    const violations = await page.evaluate<readonly Violation[]>(
      "axe.run(document, { resultTypes: ['violations'] }).then((results) => results.violations.map(({ id, impact, nodes }) => ({ id, impact, nodes: nodes.map(({ target }) => ({ target })) })))",
    );
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    found.push(...serious.map(({ id, nodes }) => `${name}: ${id} at ${nodes.map(({ target }) => target.join(' ')).join(', ')}`));
  }
  return found;
}

const kioskNames = Object.keys(kioskFixtures);

/** High contrast changes no size, reach-down nothing on a wide display: looking at those again would only cost time. */
const variantsOf = (size: 'portrait' | 'landscape') =>
  Object.entries(KIOSK_VARIANTS).filter(([variant]) => variant !== 'contrast' && (size === 'portrait' || variant !== 'reach'));

describe.each(['portrait', 'landscape'] as const)('every kiosk screen, %s', (size) => {
  it.each(variantsOf(size))('fits its texts and keys: %s', async (variant, added) => {
    const page = await open('kiosk', `fixture=home${added}`, SIZES[size]);
    const least = variant.includes('elder') ? LEAST_KEY_MM.elder : LEAST_KEY_MM.normal;
    expect(await complaintsOf(page, kioskNames, least)).toEqual([]);
    await page.context().close();
  });
});

/** Parts of a screen that only the page knows: reached by touching, not by a view. */
const PANELS: Readonly<Record<string, { readonly view: string; readonly touches: readonly (readonly [touch: string, opens: string])[] }>> = {
  search: { view: 'home', touches: [['.picker-search', '.keyboard'], ['.keyboard-key >> nth=11', '.search-list .key']] },
  ways: { view: 'identify-company', touches: [['.card-without', '.way']] },
  'id-number': { view: 'identify-company', touches: [['.card-without', '.way'], ['.way >> nth=0', '.keyboard']] },
  passport: { view: 'identify-company', touches: [['.card-without', '.way'], ['.way >> nth=1', '.keyboard']] },
  'credit-code': { view: 'identify-company', touches: [['.card-without', '.way'], ['.way >> nth=2', '.keyboard']] },
  'person choosing': { view: 'person', touches: [['.two-keys .key >> nth=0', '.picker-list']] },
};

/** Touches until it opens what it should: a second touch at the same place counts only after half a second. */
async function touchUntil(page: Page, touch: string, opens: string): Promise<void> {
  while ((await page.locator(opens).count()) === 0) await page.locator(touch).click();
}

describe.each(['portrait', 'landscape'] as const)('every part of a kiosk screen that touching opens, %s', (size) => {
  // The longest words with the largest letters, and the usual ones: what lies between fits when these do.
  it.each(variantsOf(size).filter(([variant]) => variant !== 'english' && variant !== 'elder'))('fits its texts and keys: %s', async (variant, added) => {
    const least = variant.includes('elder') ? LEAST_KEY_MM.elder : LEAST_KEY_MM.normal;
    const complaints: string[] = [];
    for (const [panel, { view, touches }] of Object.entries(PANELS)) {
      const page = await open('kiosk', `fixture=${view}${added}`, SIZES[size]);
      for (const [touch, opens] of touches) await touchUntil(page, touch, opens);
      const { small, clipped, overlapping } = await page.evaluate<Complaints>(`window.fixture.measure(${least})`);
      complaints.push(...[...small, ...clipped, ...overlapping].map((text) => `${panel}: ${text}`));
      await page.context().close();
    }
    expect(complaints).toEqual([]);
  });
});

describe('axe finds nothing serious', () => {
  it('on any kiosk screen', async () => {
    const page = await open('kiosk', 'fixture=home', SIZES.portrait);
    expect(await violationsOf(page, kioskNames)).toEqual([]);
  });

  it('on the main kiosk screens in high contrast', async () => {
    const page = await open('kiosk', 'fixture=home&contrast=high', SIZES.portrait);
    expect(await violationsOf(page, ['home', 'person', 'identify-lay-card', 'identify-fault-wrong-date', 'result', 'show-number-jam', 'refused-closed'])).toEqual([]);
  });

  it.each([
    ['window', Object.keys(windowFixtures)],
    ['board', Object.keys(boardFixtures)],
    ['dock', Object.keys(dockFixtures)],
    ['manage', Object.keys(manageFixtures)],
  ] as const)('on the %s', async (page, names) => {
    const shown = await open(page, `fixture=${names[0]}`, SIZES.landscape);
    expect(await violationsOf(shown, names)).toEqual([]);
  });
});

describe('window and board', () => {
  it.each(['laptop', 'landscape'] as const)('fit their texts on a %s window display in both languages', async (size) => {
    for (const language of ['zh-CN', 'en']) {
      const page = await open('window', `fixture=called&language=${language}`, SIZES[size]);
      expect(await complaintsOf(page, Object.keys(windowFixtures), 7)).toEqual([]);
    }
  });

  it('fit their texts on the board in both languages', async () => {
    for (const language of ['zh-CN', 'en']) {
      const page = await open('board', `fixture=calling&language=${language}`, SIZES.landscape);
      expect(await complaintsOf(page, Object.keys(boardFixtures), 0)).toEqual([]);
    }
  });
});

describe('a person at the kiosk', () => {
  async function typeNumber(page: Page, number: string): Promise<void> {
    await page.getByRole('button', { name: '没带身份证' }).click();
    await page.getByRole('button', { name: '输入身份证号码' }).click();
    for (const key of number) await page.getByRole('button', { name: key, exact: true }).click();
  }

  it('types a number that is sent once, wiped at once, and leaves nothing behind after going home', async () => {
    const page = await open('kiosk', 'fixture=identify-lay-card', SIZES.portrait);
    await typeNumber(page, '11010519491231002X');
    expect(await page.getByRole('textbox').inputValue()).toBe('110105 19491231 002X');
    await page.getByRole('button', { name: '确定取号' }).click();
    expect(await page.getByRole('textbox').inputValue()).toBe('');
    const sent = (await actsOf(page)).filter(({ name }) => name === 'identify');
    expect(sent).toEqual([{ name: 'identify', input: { turn: 7, way: 'id-number', value: '11010519491231002X' } }]);
    await show(page, 'person');
    await show(page, 'home');
    const left = await page.evaluate<string>(
      "document.documentElement.outerHTML + [...document.querySelectorAll('input')].map((input) => input.value).join() + JSON.stringify({ ...localStorage, ...sessionStorage }) + location.href",
    );
    expect(left).not.toMatch(/110105|19491231|002X|王\*\*/);
  });

  it('is told beside the field what is wrong with a number, keeps it to put it right, and nothing is sent', async () => {
    const page = await open('kiosk', 'fixture=identify-lay-card', SIZES.portrait);
    await typeNumber(page, '110105194912310021');
    await page.getByRole('button', { name: '确定取号' }).click();
    await page.getByText('号码有误，请从头核对一遍').waitFor();
    expect(await page.getByRole('textbox').inputValue()).toBe('110105 19491231 0021');
    expect((await actsOf(page)).map(({ name }) => name)).not.toContain('identify');
  });

  it('may tap twice in a hurry and chooses once', async () => {
    const page = await open('kiosk', 'fixture=home', SIZES.portrait);
    await page.getByRole('button', { name: '医疗保险' }).dblclick();
    expect(await actsOf(page)).toEqual([{ name: 'chooseBusiness', input: { turn: 7, businessId: 'medical-insurance' } }]);
  });

  it('finds a business by the initials of an everyday word and chooses it with keys alone', async () => {
    const page = await open('kiosk', 'fixture=home', SIZES.portrait);
    await page.getByRole('button', { name: '搜索业务' }).press('Enter');
    await page.keyboard.type('yyzz');
    await page.getByRole('button', { name: '企业登记' }).waitFor();
    await page.keyboard.press('Enter');
    expect((await actsOf(page)).at(-1)).toEqual({ name: 'chooseBusiness', input: { turn: 7, businessId: 'company' } });
  });

  it('reads another language at once and keeps it on the next screen', async () => {
    const page = await open('kiosk', 'fixture=home', SIZES.portrait);
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByText('Choose a service').waitFor();
    await show(page, 'result');
    await page.getByText('Please take your ticket').waitFor();
    expect(await page.evaluate('document.documentElement.lang')).toBe('en');
  });

  it('is asked before the screen goes home and stays with one touch', async () => {
    const page = await open('kiosk', 'fixture=identify-idle', SIZES.portrait);
    await page.getByRole('alertdialog').waitFor();
    await page.getByRole('button', { name: '继续办理' }).click();
    expect((await actsOf(page)).map(({ name }) => name)).toContain('extend');
  });

  it('has everything to touch below 400 mm of the screen in reach-down mode', async () => {
    const page = await open('kiosk', 'fixture=home&reach', SIZES.portrait);
    for (const name of kioskNames) {
      await show(page, name);
      const highest = await page.evaluate<number>(
        "Math.min(...[...document.querySelectorAll('button, .group-key')].filter((key) => key.checkVisibility()).map((key) => key.getBoundingClientRect().top))",
      );
      expect((1920 - highest) / (1920 / 708.4), name).toBeLessThanOrEqual(400);
    }
  });
});

describe('the pages', () => {
  it('keep their own content policy: no violation, no error on any of them', async () => {
    const said: string[] = [];
    for (const [page, name] of [['kiosk', 'identify-idle'], ['window', 'called'], ['board', 'calling'], ['dock', 'printed'], ['hall', 'printed'], ['manage', 'busy']] as const) {
      const shown = await stage.open(page, `fixture=${name}`, SIZES.landscape);
      shown.on('console', (message) => message.type() === 'error' && said.push(`${page}: ${message.text()}`));
      shown.on('pageerror', (error) => said.push(`${page}: ${error.message}`));
      await shown.reload();
      await shown.waitForSelector('#page > *');
      await shown.context().close();
    }
    expect(said).toEqual([]);
  });

  it('bring no example into production, and no demonstration page into a package', async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'renderer-'));
    try {
      await buildScreens('packaged', folder);
      const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
      expect(files.filter((file) => file.endsWith('.html')).toSorted()).toEqual(['board.html', 'kiosk.html', 'manage.html', 'window.html']);
      const scripts = files.filter((file) => /\.(?:js|html)$/.test(file)).map((file) => readFileSync(path.join(folder, file), 'utf8'));
      expect(scripts.join('\n')).toContain('请把身份证放在感应区');
      expect(scripts.join('\n')).not.toMatch(/示范市政务服务中心|FixtureSource|no example/);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
