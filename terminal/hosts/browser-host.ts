import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { RPCHandler } from '@orpc/server/ws';
import { WebSocketServer } from 'ws';
import { err, ok, type Result } from '#kernel/result.ts';
import type { Log } from '#contracts/log-events.ts';
import { type Surface, surface as surfaceSchema } from '#contracts/terminal/common.ts';
import type { SurfaceRouters } from '../rpc/routers.ts';
import { LaunchTokens } from './launch-tokens.ts';
import { breakOff, outlive, pathOf } from './requests.ts';
import { sendFile } from './static-files.ts';

/** Largest message a page may send; acts are small. */
const MAX_PAGE_MESSAGE_BYTES = 64 * 1024;
/** A launch form holds a surface and a token. */
const MAX_LAUNCH_BYTES = 1024;

export interface BrowserHostOptions {
  /** Folder of the built pages. */
  readonly pages: string;
  /** Folder for the 0600 launch pages. */
  readonly folder: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly routers: SurfaceRouters;
  /** What follows a page's address, e.g. `?window=w3`. */
  readonly queries: Partial<Readonly<Record<Surface, string>>>;
  /** Origins that may show the pages in a frame (the demonstration's panorama); none in a real hall. */
  readonly framedBy: readonly string[];
  readonly log: Log;
}

export interface BrowserHost {
  readonly origin: string;
  readonly launchPage: (surface: Surface) => string;
  close(): Promise<void>;
}

export type BrowserHostError = { readonly kind: 'port-busy' | 'port-refused'; readonly detail: string };

/** Serves the pages and their RPC on 127.0.0.1 alone, for a locked-down browser on the same machine. */
export async function startBrowserHost(options: BrowserHostOptions): Promise<Result<BrowserHost, BrowserHostError>> {
  const tokens = new LaunchTokens(options.folder);
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_PAGE_MESSAGE_BYTES });
  const handlers = new Map(
    Object.entries(options.routers).map(([surface, router]) => [surface as Surface, new RPCHandler(router)]),
  );
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      options.log('service-fault', { where: 'page host', detail: error instanceof Error ? error.message : String(error) });
      breakOff(response, headers);
    });
  });
  let origin = '';

  const headers: Readonly<Record<string, string>> = {
    'content-security-policy': [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "font-src 'self'",
      "img-src 'self' data:",
      "connect-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      `frame-ancestors ${options.framedBy.length > 0 ? options.framedBy.join(' ') : "'none'"}`,
    ].join('; '),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!isOwnHost(request)) return void response.writeHead(421, headers).end();
    const pathname = pathOf(request);
    if (pathname === null) return void response.writeHead(400, headers).end();
    if (request.method === 'POST' && pathname === '/launch') return launch(request, response);
    if (request.method !== 'GET') return void response.writeHead(405, headers).end();
    await sendFile(response, options.pages, pathname, headers);
  }

  async function launch(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const form = new URLSearchParams(await readBody(request, MAX_LAUNCH_BYTES));
    const wanted = surfaceSchema.safeParse(form.get('surface'));
    const session = wanted.success && handlers.has(wanted.data) ? tokens.exchange(wanted.data, form.get('token') ?? '') : null;
    if (session && wanted.success) options.log('launch-token-used', { surface: wanted.data });
    else options.log('launch-token-refused', { reason: form.get('token') ? 'unknown' : 'missing', from: request.socket.remoteAddress ?? '' });
    if (!session || !wanted.success) {
      response.writeHead(403, { ...headers, 'content-type': 'text/plain; charset=utf-8' }).end('启动凭证无效，请由终端程序重新打开本页');
      return;
    }
    // Sent on from a page of our own: a redirect out of the file page would not carry a Strict cookie.
    const next = `/${wanted.data}.html${options.queries[wanted.data] ?? ''}`;
    response
      .writeHead(200, {
        ...headers,
        'content-type': 'text/html; charset=utf-8',
        'set-cookie': `${cookieName(wanted.data)}=${session}; HttpOnly; SameSite=Strict; Path=/`,
        'cache-control': 'no-store',
      })
      .end(`<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0;url=${next}"><title>一窗终端</title>`);
  }

  function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    outlive(socket);
    const wanted = surfaceSchema.safeParse(/^\/rpc\/(\w+)$/.exec(request.url ?? '')?.[1]);
    const handler = wanted.success ? handlers.get(wanted.data) : undefined;
    const allowed =
      wanted.success && handler && isOwnHost(request) && request.headers.origin === origin && tokens.holds(wanted.data, cookie(request, cookieName(wanted.data)));
    if (!allowed) {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, socket, head, (page) => {
      outlive(page);
      void handler.upgrade(page);
    });
  }

  /** Cookies are shared by all ports of a host name, so the port is in the name. */
  function cookieName(surface: Surface): string {
    return `yichuang-${(server.address() as AddressInfo).port}-${surface}`;
  }

  function isOwnHost(request: IncomingMessage): boolean {
    return `http://${request.headers.host ?? ''}` === origin;
  }

  const listening = await listen(server, options.port);
  if (!listening.ok) return listening;
  origin = `http://127.0.0.1:${listening.value}`;
  server.on('upgrade', upgrade);
  tokens.publish(origin, [...handlers.keys()]);
  return ok({
    origin,
    launchPage: (surface) => tokens.pageFile(surface),
    async close() {
      for (const page of sockets.clients) page.terminate();
      sockets.close();
      server.closeAllConnections();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
    },
  });
}

function listen(server: Server, port: number): Promise<Result<number, BrowserHostError>> {
  return new Promise((resolve) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const kind = error.code === 'EADDRINUSE' ? 'port-busy' : 'port-refused';
      resolve(err({ kind, detail: `127.0.0.1:${port} ${error.code ?? error.message}` }));
    });
    server.listen(port, '127.0.0.1', () => resolve(ok((server.address() as AddressInfo).port)));
  });
}

/** Nothing when it is too long or the sender hangs up. */
async function readBody(request: IncomingMessage, limit: number): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  try {
    for await (const part of request as AsyncIterable<Buffer>) {
      size += part.length;
      if (size > limit) return '';
      parts.push(part);
    }
  } catch {
    return '';
  }
  return Buffer.concat(parts).toString('utf8');
}

function cookie(request: IncomingMessage, name: string): string {
  for (const pair of (request.headers.cookie ?? '').split(/;\s*/)) {
    if (pair.startsWith(`${name}=`)) return pair.slice(name.length + 1);
  }
  return '';
}
