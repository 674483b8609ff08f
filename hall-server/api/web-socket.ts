import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { RPCHandler } from '@orpc/server/ws';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import type { Clock } from '#kernel/clock.ts';
import { HEARTBEAT_MS } from '../sync/watch-hub.ts';
import type { CallContext } from './terminal-access.ts';

export const WEB_SOCKET_PATH = '/ws';
const MAX_MESSAGE_BYTES = 2 * 1024 * 1024;

/**
 * The contract over WebSocket. The token comes as Authorization header of the upgrade, as header of each call, or as a
 * first text message `{"authorization":"Bearer …"}` where neither can be set. Pings every 10 s; a link that did not
 * answer the last one, or that says nothing in its first ten seconds, is cut.
 */
export class WebSocketGate {
  readonly #server = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES, perMessageDeflate: false });
  readonly #handler: RPCHandler<CallContext>;
  readonly #clock: Clock;

  constructor(handler: RPCHandler<CallContext>, clock: Clock) {
    this.#handler = handler;
    this.#clock = clock;
  }

  attach(server: Server): void {
    server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      if (new URL(request.url ?? '/', 'http://hall').pathname !== WEB_SOCKET_PATH) {
        socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n');
        return;
      }
      this.#server.handleUpgrade(request, socket, head, (link) => this.#accept(link, request.headers.authorization));
    });
  }

  /** Says goodbye to all links and cuts those that do not leave. */
  close(): void {
    for (const link of this.#server.clients) {
      link.close(1001, 'server stops');
      link.terminate();
    }
    this.#server.close();
  }

  #accept(link: WebSocket, authorization: string | undefined): void {
    link.on('error', () => link.terminate());
    this.#keepAlive(link);
    const cancelSilence = this.#clock.after(HEARTBEAT_MS, () => link.terminate());
    link.on('close', () => cancelSilence());
    link.once('message', (data: RawData, binary: boolean) => {
      cancelSilence();
      const introduced = binary ? undefined : introduction(data);
      const token = introduced ?? authorization;
      void this.#handler.upgrade(link, { context: token === undefined ? {} : { authorization: token } });
      if (introduced === undefined) link.emit('message', data, binary);
    });
  }

  #keepAlive(link: WebSocket): void {
    let answered = true;
    link.on('pong', () => (answered = true));
    const beat = (): void => {
      if (!answered) {
        link.terminate();
        return;
      }
      answered = false;
      link.ping();
      cancel = this.#clock.after(HEARTBEAT_MS, beat);
    };
    let cancel = this.#clock.after(HEARTBEAT_MS, beat);
    link.on('close', () => cancel());
  }
}

/** The Authorization value of an introducing message; undefined when the message is a call. */
function introduction(data: RawData): string | undefined {
  const text = (Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data as Buffer)).toString('utf8');
  if (!text.startsWith('{"authorization"')) return undefined;
  try {
    const { authorization } = JSON.parse(text) as { readonly authorization?: unknown };
    return typeof authorization === 'string' ? authorization : undefined;
  } catch {
    return undefined;
  }
}
