import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import path from 'node:path';

/** Where a Chromium is found on the systems we know, first match wins. */
const BROWSERS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/opt/google/chrome/chrome'];

/** Whether a window can be shown at all. */
export function hasScreen(): boolean {
  return process.platform !== 'linux' || Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY']);
}

/**
 * Opens the overview when there is a screen. @param serverKey SHA-256 of the hall server's public key (SPKI), hex: for the
 * manager's page the browser takes exactly this key, as the terminals do
 * @returns a sentence on what was opened, or that nothing was
 */
export function openOnScreen(address: string, folder: string, serverKey: string): string {
  if (!hasScreen()) {
    return '这台机器没有显示器：请在浏览器里打开上面的地址。(no display: open the address in a browser)\n';
  }
  const browser = BROWSERS.find(isExecutable);
  if (browser) {
    // Root has no Chromium sandbox to offer; everybody else keeps it.
    const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    const pin = `--ignore-certificate-errors-spki-list=${Buffer.from(serverKey, 'hex').toString('base64')}`;
    const flags = [`--app=${address}`, pin, `--user-data-dir=${path.join(folder, 'browser')}`, '--window-size=1920,1080', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
    start(browser, [...flags, ...asRoot]);
    return '已打开大厅全景窗口。';
  }
  return '请在浏览器里打开上面的地址。(open the address in a browser)\n';
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function start(command: string, args: readonly string[]): void {
  const child = spawn(command, args, { stdio: 'ignore', detached: true });
  child.on('error', () => {});
  child.unref();
}
