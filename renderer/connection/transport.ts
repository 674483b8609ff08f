import { createORPCClient, type ClientContext, type ClientLink } from '@orpc/client';
import { RPCLink as PortLink } from '@orpc/client/message-port';
import { RPCLink as SocketLink } from '@orpc/client/websocket';
import type { AnyContractRouter, ContractRouterClient } from '@orpc/contract';
import { PORT_MESSAGE, type RendererHost } from './host.ts';

/** One connection to the terminal service. `closed` settles once it is of no more use. */
export interface Connection<Client> {
  readonly client: Client;
  readonly closed: Promise<void>;
  close(): void;
}

export type Connect<Client> = (signal: AbortSignal) => Promise<Connection<Client>>;

/** How this page reaches its service: the port handed over by Electron's preload, else a WebSocket to its own origin. */
export function connectTo<Contract extends AnyContractRouter>(surface: string): Connect<ContractRouterClient<Contract>> {
  const host = globalThis.window.yichuangHost;
  return host === undefined ? socketConnect(socketAddress(surface, globalThis.location)) : portConnect(host);
}

/** `/rpc/<surface>` of the page's own origin. */
export function socketAddress(surface: string, page: Pick<Location, 'protocol' | 'host'>): string {
  return `${page.protocol === 'https:' ? 'wss' : 'ws'}://${page.host}/rpc/${surface}`;
}

function clientOf<Contract extends AnyContractRouter>(link: ClientLink<ClientContext>): ContractRouterClient<Contract> {
  return createORPCClient<ContractRouterClient<Contract>>(link);
}

function socketConnect<Contract extends AnyContractRouter>(address: string): Connect<ContractRouterClient<Contract>> {
  return async (signal) => {
    const socket = new WebSocket(address);
    socket.binaryType = 'arraybuffer';
    const closed = new Promise<void>((resolve) => {
      socket.addEventListener('close', () => resolve(), { once: true });
      socket.addEventListener('error', () => resolve(), { once: true });
    });
    signal.addEventListener('abort', () => socket.close(), { once: true });
    const opened = new Promise<'opened'>((resolve) => socket.addEventListener('open', () => resolve('opened'), { once: true }));
    if ((await Promise.race([opened, closed])) !== 'opened') throw new Error(`no connection to ${address}`);
    return { client: clientOf<Contract>(new SocketLink({ websocket: socket })), closed, close: () => socket.close() };
  };
}

function portConnect<Contract extends AnyContractRouter>(host: RendererHost): Connect<ContractRouterClient<Contract>> {
  return async (signal) => {
    const port = await new Promise<MessagePort>((resolve, reject) => {
      const receive = (event: MessageEvent): void => {
        const handed = event.ports[0];
        if (event.source !== globalThis.window || event.data !== PORT_MESSAGE || handed === undefined) return;
        globalThis.removeEventListener('message', receive);
        resolve(handed);
      };
      globalThis.addEventListener('message', receive);
      signal.addEventListener(
        'abort',
        () => {
          globalThis.removeEventListener('message', receive);
          reject(new Error('aborted while waiting for a port'));
        },
        { once: true },
      );
      host.requestPort();
    });
    const closed = new Promise<void>((resolve) => port.addEventListener('close', () => resolve(), { once: true }));
    signal.addEventListener('abort', () => port.close(), { once: true });
    const client = clientOf<Contract>(new PortLink({ port }));
    port.start();
    return { client, closed, close: () => port.close() };
  };
}
