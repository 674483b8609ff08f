import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/fetch';
import { RPCLink as WebSocketLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import { WebSocket } from 'ws';
import type { hallContract } from '#contracts/hall/hall-contract.ts';
import { HALL_RPC_PATH } from '#contracts/hall/paths.ts';

export type HallClient = ContractRouterClient<typeof hallContract>;

/** Over plain HTTP on loopback, as terminals of the tests call. */
export function httpClient(url: string, token?: string): HallClient {
  return createORPCClient(new RPCLink({ url: `${url}${HALL_RPC_PATH}`, headers: token === undefined ? {} : { authorization: `Bearer ${token}` } }));
}

/** Over WebSocket. `introduce`: the token in a first message instead of a header. */
export async function webSocketClient(url: string, token: string, introduce = false): Promise<{ readonly client: HallClient; readonly socket: WebSocket }> {
  const authorization = `Bearer ${token}`;
  const socket = new WebSocket(`${url.replace('http', 'ws')}/ws`, introduce ? {} : { headers: { authorization } });
  await new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  if (introduce) socket.send(JSON.stringify({ authorization }));
  return { client: createORPCClient(new WebSocketLink({ websocket: socket as unknown as globalThis.WebSocket })), socket };
}
