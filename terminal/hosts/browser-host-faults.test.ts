import { once } from 'node:events';
import { mkdtempSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { implement } from '@orpc/server';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { unwrap } from '#kernel/result.ts';
import { noLog } from '#contracts/log-events.ts';
import { boardContract, type BoardView } from '#contracts/terminal/board-contract.ts';
import { viewStream } from '../rpc/view-stream.ts';
import { startBrowserHost, type BrowserHost } from './browser-host.ts';

const hosts: BrowserHost[] = [];
afterEach(async () => {
  for (const host of hosts.splice(0)) await host.close();
});

/** Who looks at the board now. */
const watchers = new Set<() => void>();
const os = implement(boardContract);
const board = os.router({
  watch: os.watch.handler(({ signal }) =>
    viewStream<BoardView>({ view: null, onChange: (changed) => (watchers.add(changed), () => watchers.delete(changed)) }, signal),
  ),
});

async function start() {
  const folder = mkdtempSync(join(tmpdir(), 'browser-host-'));
  const host = unwrap(await startBrowserHost({ pages: folder, folder, port: 0, routers: { board }, queries: {}, framedBy: [], log: noLog }));
  hosts.push(host);
  return { host, folder, port: Number(new URL(host.origin).port) };
}

/** Sends bytes as they are and gives the first line of the answer; null when the line was closed without one. */
async function rawly(port: number, text: string, hangUp = false): Promise<string | null> {
  const socket = connect(port, '127.0.0.1');
  let answer = '';
  socket.on('data', (chunk: Buffer) => (answer += chunk.toString('latin1')));
  socket.on('error', () => {});
  socket.write(text, () => hangUp && socket.resetAndDestroy());
  await once(socket, 'close');
  return answer.split('\r\n')[0] || null;
}

async function openPage(host: BrowserHost): Promise<WebSocket> {
  const token = /name="token" value="([^"]+)"/.exec(readFileSync(host.launchPage('board'), 'utf8'))![1]!;
  const launched = await fetch(`${host.origin}/launch`, { method: 'POST', body: new URLSearchParams({ surface: 'board', token }) });
  const cookie = launched.headers.get('set-cookie')!.split(';')[0]!;
  const page = new WebSocket(`${host.origin.replace('http', 'ws')}/rpc/board`, { headers: { origin: host.origin, cookie } });
  await once(page, 'open');
  return page;
}

const serves = async (host: BrowserHost): Promise<boolean> => (await fetch(`${host.origin}/nothing`)).status === 404;

describe('a page or a stranger that misbehaves', () => {
  it('ends nothing by an address that is none', async () => {
    const { host, port } = await start();
    expect(await rawly(port, `GET // HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\n\r\n`)).toBe('HTTP/1.1 400 Bad Request');
    expect(await serves(host)).toBe(true);
  });

  it('ends nothing by hanging up in the middle of a launch', async () => {
    const { host, port } = await start();
    await rawly(port, `POST /launch HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Length: 500\r\n\r\nsurface=board`, true);
    expect(await serves(host)).toBe(true);
  });

  it('ends nothing by hanging up while it is refused', async () => {
    const { host, port } = await start();
    for (let i = 0; i < 20; i += 1) {
      await rawly(port, `GET /rpc/board HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`, true);
    }
    expect(await serves(host)).toBe(true);
  });

  it('ends only itself by a message that is too large', async () => {
    const { host } = await start();
    const page = await openPage(host);
    page.on('error', () => {});
    page.send('x'.repeat(70_000));
    const [code] = await once(page, 'close');
    expect(code).toBe(1009);
    expect(await serves(host)).toBe(true);
  });

  it('is not listened to any more once it is gone, however often it comes back', async () => {
    const { host } = await start();
    for (let i = 0; i < 3; i += 1) {
      const page = await openPage(host);
      page.send(JSON.stringify({ i: String(i), t: 1, p: { u: '/watch', b: {} } }));
      await expect.poll(() => watchers.size).toBe(1);
      page.terminate();
      await expect.poll(() => watchers.size).toBe(0);
    }
  });
});
