import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findElectronRuntime } from '#electron/find-runtime.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const runtime = findElectronRuntime(ROOT);
const display = process.platform !== 'linux' || Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY']);
const absent = runtime.kind === 'absent' ? runtime.detail : display ? undefined : 'no display';

if (absent !== undefined) process.stderr.write(`skipped: the shell in a real Electron (${absent})\n`);

describe.skipIf(absent !== undefined)('the shell in a real Electron', () => {
  let folder: string;
  let electron: ElectronApplication;
  let page: Page;

  beforeAll(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'shell-'));
    // Chromium's own sandbox refuses to run as root; the pages' sandbox that is tested here is Electron's.
    const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    electron = await _electron.launch({
      executablePath: runtime.kind === 'installed' ? runtime.executable : '',
      args: [...asRoot, `--user-data-dir=${folder}`, path.join(ROOT, 'electron/main.ts'), '--surface=kiosk', '--windowed'],
      cwd: ROOT,
    });
    page = await electron.firstWindow();
    await page.waitForLoadState('domcontentloaded');
  });

  afterAll(async () => {
    await electron?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('opens the page of its surface from the program itself', () => {
    expect(page.url()).toBe('app://terminal/kiosk.html');
  });

  it('gives the page nothing of Node or Electron but one function', async () => {
    const seen = await page.evaluate(() => ({
      globals: ['require', 'process', 'Buffer', 'module', 'ipcRenderer'].filter((name) => name in globalThis),
      host: Object.keys((globalThis as unknown as { yichuangHost: object }).yichuangHost),
    }));
    expect(seen).toEqual({ globals: [], host: ['requestPort'] });
  });

  it('runs the page in the sandbox', async () => {
    const preferences = await electron.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]!.webContents as unknown as { getLastWebPreferences: () => object };
      return contents.getLastWebPreferences();
    });
    expect(preferences).toMatchObject({ sandbox: true, contextIsolation: true, nodeIntegration: false, webSecurity: true });
  });

  it('lets the page go nowhere and open nothing', async () => {
    await page.evaluate(() => {
      globalThis.location.href = 'https://example.com/';
    });
    expect(await page.evaluate(() => globalThis.open('https://example.com/'))).toBeNull();
    expect(page.url()).toBe('app://terminal/kiosk.html');
    expect(electron.windows()).toHaveLength(1);
  });

  it('refuses what a page asks for', async () => {
    const outcome = await page.evaluate(() =>
      navigator.mediaDevices.getUserMedia({ video: true }).then(
        () => 'granted',
        (error: DOMException) => error.name,
      ),
    );
    expect(outcome).toBe('NotAllowedError');
  });

  it('serves nothing outside the pages', async () => {
    const statuses = await page.evaluate(async () => {
      const urls = ['/..%2f..%2fpackage.json', '/.built-from', '/dock.html'];
      return Promise.all(urls.map(async (url) => (await fetch(url)).status));
    });
    expect(statuses).toEqual([404, 404, 404]);
  });

  it('hands the page a port each time it asks', async () => {
    const ports = await page.evaluate(async () => {
      const ask = (): Promise<boolean> =>
        new Promise((resolve) => {
          globalThis.addEventListener('message', (event) => resolve(event.ports[0] instanceof MessagePort), { once: true });
          (globalThis as unknown as { yichuangHost: { requestPort: () => void } }).yichuangHost.requestPort();
        });
      return [await ask(), await ask()];
    });
    expect(ports).toEqual([true, true]);
  });
});
