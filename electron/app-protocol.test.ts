import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answer, APP_SCHEME, CONTENT_SECURITY_POLICY, resolvePage } from './app-protocol.ts';

const FOLDER = path.resolve('/pages');

describe('an address of the program', () => {
  it.each([
    ['app://terminal/kiosk.html', 'kiosk.html', 'text/html; charset=utf-8'],
    ['app://terminal/kiosk.html?elder=1#top', 'kiosk.html', 'text/html; charset=utf-8'],
    ['app://terminal/assets/kiosk-B3x.js', 'assets/kiosk-B3x.js', 'text/javascript; charset=utf-8'],
    ['app://terminal/assets/noto%20sans.woff2', 'assets/noto sans.woff2', 'font/woff2'],
    ['app://terminal/assets/%E5%8F%AB%E5%8F%B7.mp3', 'assets/叫号.mp3', 'audio/mpeg'],
  ])('%s is %s', (url, file, type) => {
    expect(resolvePage(FOLDER, url)).toEqual({ file: path.join(FOLDER, file), type });
  });

  it.each([
    'app://terminal/..%2fsecret.json',
    'app://terminal/%2e%2e%2fsecret.json',
    'app://terminal/assets/..%5c..%5csecret.json',
    'app://terminal//etc/secret.json',
    'app://terminal/assets/%2Fetc/secret.json',
    'app://terminal/C:/secret.json',
    'app://terminal/kiosk.html%00.js',
    'app://terminal/%E0%A4%A.html',
    'app://terminal/.built-from',
    'app://terminal/.hidden/a.html',
    'app://terminal/',
    'app://terminal',
    'app://terminal/kiosk',
    'app://terminal/kiosk.html/',
    'app://terminal/run.sh',
    'app://elsewhere/kiosk.html',
    'app://terminal:8080/kiosk.html',
    'app://user:pass@terminal/kiosk.html',
    'https://terminal/kiosk.html',
    'file:///pages/kiosk.html',
    'kiosk.html',
    '',
  ])('%j names nothing', (url) => {
    expect(resolvePage(FOLDER, url)).toBeUndefined();
  });

  it.each(['app://terminal/../etc/secret.json', 'app://terminal/%2e%2e/%2E./etc/secret.json'])('%s stays inside, its dots resolved', (url) => {
    expect(resolvePage(FOLDER, url)?.file).toBe(path.join(FOLDER, 'etc', 'secret.json'));
  });

  it('never leaves the folder, whatever is written in it', () => {
    const piece = fc.constantFrom('..', '.', '/', '\\', '%2e', '%2E%2e', '%2f', '%5c', '%00', 'a', 'b.html', '%25', '//', ':');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 10 }), (pieces) => {
        const page = resolvePage(FOLDER, `app://terminal/${pieces.join('')}`);
        expect(page === undefined || path.resolve(page.file).startsWith(FOLDER + path.sep)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it("does not name the demonstration's own pages", () => {
    expect(resolvePage(FOLDER, 'app://terminal/dock.html')).toBeUndefined();
    expect(resolvePage(FOLDER, 'app://terminal/hall.html')).toBeUndefined();
  });
});

describe('the answer to a page', () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'pages-'));
    mkdirSync(path.join(folder, 'folder.html'));
    writeFileSync(path.join(folder, 'kiosk.html'), '<p>取号</p>');
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('is the file with its kind and the policy', async () => {
    const response = await answer(folder, { url: 'app://terminal/kiosk.html', method: 'GET' });
    expect(response.status).toBe(200);
    expect(await response.text()).toBe('<p>取号</p>');
    expect(response.headers.get('Content-Type')).toBe('text/html; charset=utf-8');
    expect(response.headers.get('Content-Security-Policy')).toBe(CONTENT_SECURITY_POLICY);
    expect(response.headers.get('X-Content-Type-Options')).toBe('nosniff');
  });

  it.each([
    ['a file that is not there', 'app://terminal/window.html', 'GET', 404],
    ['a folder', 'app://terminal/folder.html', 'GET', 404],
    ['another origin', 'app://elsewhere/kiosk.html', 'GET', 404],
    ['a way to change something', 'app://terminal/kiosk.html', 'POST', 405],
  ])('refuses %s, under the same policy', async (_, url, method, status) => {
    const response = await answer(folder, { url, method });
    expect(response.status).toBe(status);
    expect(await response.text()).toBe('');
    expect(response.headers.get('Content-Security-Policy')).toBe(CONTENT_SECURITY_POLICY);
  });
});

describe('the policy', () => {
  it('begins from nothing, runs no inline script, evaluates no text and speaks to nobody outside', () => {
    const rules = new Map(
      CONTENT_SECURITY_POLICY.split('; ').map((rule) => [rule.split(' ')[0]!, rule.split(' ').slice(1)] as const),
    );
    expect(rules.get('default-src')).toEqual(["'none'"]);
    expect(rules.get('script-src')).toEqual(["'self'"]);
    expect(rules.get('connect-src')).toEqual(["'self'"]);
    expect(rules.get('frame-ancestors')).toEqual(["'none'"]);
    expect(CONTENT_SECURITY_POLICY).not.toMatch(/unsafe-eval|https?:|wss?:|\*/);
  });

  it('stands on a scheme that may not bypass it', () => {
    expect(APP_SCHEME.privileges).toMatchObject({ standard: true, secure: true });
    expect(APP_SCHEME.privileges?.bypassCSP).toBeUndefined();
    expect(APP_SCHEME.privileges?.corsEnabled).toBeUndefined();
  });
});
