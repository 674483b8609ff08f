import { mkdtempSync, readFileSync, statSync } from 'node:fs';
import { get as httpGet } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { implement } from '@orpc/server';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { unwrap } from '#kernel/result.ts';
import { noLog } from '#contracts/log-events.ts';
import { boardContract } from '#contracts/terminal/board-contract.ts';
import { startBrowserHost, type BrowserHost } from './browser-host.ts';

const hosts: BrowserHost[] = [];
afterEach(async () => {
  for (const host of hosts.splice(0)) await host.close();
});

const os = implement(boardContract);
const board = os.router({ watch: os.watch.handler(async function* () {}) });

async function start(folder = mkdtempSync(join(tmpdir(), 'browser-host-')), port = 0) {
  const host = unwrap(
    await startBrowserHost({ pages: folder, folder, port, routers: { board }, queries: { board: '?zone=a' }, framedBy: [], log: noLog }),
  );
  hosts.push(host);
  return { host, folder };
}

const tokenIn = (host: BrowserHost): string => /name="token" value="([^"]+)"/.exec(readFileSync(host.launchPage('board'), 'utf8'))![1]!;

const launch = (host: BrowserHost, token: string, surface = 'board'): Promise<Response> =>
  fetch(`${host.origin}/launch`, { method: 'POST', body: new URLSearchParams({ surface, token }) });

function attach(host: BrowserHost, cookie: string, headers: Record<string, string> = { origin: host.origin }, surface = 'board'): Promise<'open' | 'refused'> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`${host.origin.replace('http', 'ws')}/rpc/${surface}`, { headers: { ...headers, cookie } });
    socket.once('open', () => {
      socket.terminate();
      resolve('open');
    });
    socket.once('error', () => resolve('refused'));
  });
}

async function cookieOf(host: BrowserHost): Promise<string> {
  const response = await launch(host, tokenIn(host));
  return response.headers.get('set-cookie')!.split(';')[0]!;
}

describe('the browser host', () => {
  it('keeps the launch page readable by its user alone', async () => {
    const { host } = await start();
    expect(statSync(host.launchPage('board')).mode & 0o777).toBe(0o600);
  });

  it('exchanges a token once for a strict cookie and then holds another token', async () => {
    const { host } = await start();
    const token = tokenIn(host);
    const response = await launch(host, token);
    expect(response.status).toBe(200);
    expect(response.headers.get('set-cookie')).toMatch(/HttpOnly; SameSite=Strict/);
    expect(await response.text()).toContain('/board.html?zone=a');
    expect((await launch(host, token)).status).toBe(403);
    expect(tokenIn(host)).not.toBe(token);
  });

  it('refuses a token of another surface', async () => {
    const { host } = await start();
    expect((await launch(host, tokenIn(host), 'kiosk')).status).toBe(403);
  });

  it('attaches a page with its cookie and nobody else', async () => {
    const { host } = await start();
    const cookie = await cookieOf(host);
    expect(await attach(host, cookie)).toBe('open');
    expect(await attach(host, '')).toBe('refused');
    expect(await attach(host, cookie.slice(0, -2))).toBe('refused');
    expect(await attach(host, cookie, { origin: 'http://evil.example' })).toBe('refused');
    expect(await attach(host, cookie, { origin: host.origin }, 'kiosk')).toBe('refused');
  });

  it('knows its page again after the service was killed and came back on its port', async () => {
    const { host, folder } = await start();
    const cookie = await cookieOf(host);
    const port = Number(new URL(host.origin).port);
    await hosts.pop()!.close();
    const again = await start(folder, port);
    expect(await attach(again.host, cookie)).toBe('open');
  });

  it('answers no request that was sent to another host name', async () => {
    const { host } = await start();
    const { port } = new URL(host.origin);
    const status = await new Promise((resolve) => {
      httpGet({ host: '127.0.0.1', port, path: '/board.html', headers: { host: `evil.example:${port}` } }, (response) => resolve(response.statusCode));
    });
    expect(status).toBe(421);
  });

  it('serves nothing outside its folder', async () => {
    const { host } = await start();
    expect((await fetch(`${host.origin}/..%2f..%2fetc%2fpasswd`)).status).toBe(404);
    expect((await fetch(`${host.origin}/launch-board.html`)).headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  it('says that the port is taken', async () => {
    const { host } = await start();
    const taken = await startBrowserHost({
      pages: tmpdir(),
      folder: mkdtempSync(join(tmpdir(), 'browser-host-')),
      port: Number(new URL(host.origin).port),
      routers: { board },
      queries: {},
      framedBy: [],
      log: noLog,
    });
    expect(taken).toMatchObject({ ok: false, error: { kind: 'port-busy' } });
  });
});
