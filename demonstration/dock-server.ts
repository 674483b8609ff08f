import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { RPCHandler } from '@orpc/server/ws';
import { WebSocketServer } from 'ws';
import { breakOff, outlive, pathOf } from '#terminal/hosts/requests.ts';
import { sendFile } from '#terminal/hosts/static-files.ts';
import type { dockRouter } from './dock-router.ts';

const HEADERS = { 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' } as const;

export interface DockServerOptions {
  readonly pages: string;
  readonly port: number;
  readonly router: ReturnType<typeof dockRouter>;
  /** The 0600 launch page of a surface, which this process may read because it runs as the same user. */
  readonly launchPage: (surface: string) => string | null;
  /** A one-time link to the manager's page; null while the hall server does not run. */
  readonly manageLink: () => Promise<string | null>;
  /** Said in place of a page that has a window of its own under Electron. */
  readonly elsewhere: string | null;
}

export interface DockServer {
  readonly origin: string;
  close(): Promise<void>;
}

/** Serves 大厅全景 and the dock on 127.0.0.1, and opens the terminals' pages inside it. Demonstration only. */
export async function startDockServer(options: DockServerOptions): Promise<DockServer> {
  const handler = new RPCHandler(options.router);
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 64 * 1024 });
  const server = createServer((request, response) => void answer(request, response).catch(() => breakOff(response, HEADERS)));
  let origin = '';

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (`http://${request.headers.host ?? ''}` !== origin) return void response.writeHead(421, HEADERS).end();
    const pathname = pathOf(request);
    if (pathname === null) return void response.writeHead(400, HEADERS).end();
    const surface = /^\/open\/(\w+)$/.exec(pathname)?.[1];
    if (surface === 'manage') return openManage(response);
    if (surface) return open(surface, response);
    await sendFile(response, options.pages, pathname === '/' ? '/hall.html' : pathname, HEADERS);
  }

  async function openManage(response: ServerResponse): Promise<void> {
    const link = await options.manageLink();
    if (link) return void response.writeHead(303, { ...HEADERS, location: link, 'cache-control': 'no-store' }).end();
    response.writeHead(503, { ...HEADERS, 'content-type': 'text/plain; charset=utf-8', refresh: '1' }).end('大厅服务器没有运行，请稍候');
  }

  async function open(surface: string, response: ServerResponse): Promise<void> {
    const file = options.launchPage(surface);
    const page = file && (await readFile(file, 'utf8').catch(() => null));
    if (!page) return void response.writeHead(503, { ...HEADERS, 'content-type': 'text/plain; charset=utf-8', refresh: '1' }).end(options.elsewhere ?? '正在启动，请稍候');
    response.writeHead(200, { ...HEADERS, 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' }).end(page);
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', resolve);
  });
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  server.on('upgrade', (request, socket, head) => {
    outlive(socket);
    if (request.url !== '/rpc/dock' || request.headers.origin !== origin || `http://${request.headers.host ?? ''}` !== origin) {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, socket, head, (page) => {
      outlive(page);
      void handler.upgrade(page);
    });
  });
  return {
    origin,
    async close() {
      for (const page of sockets.clients) page.terminate();
      sockets.close();
      server.closeAllConnections();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
    },
  };
}
