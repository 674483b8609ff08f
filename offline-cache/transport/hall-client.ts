import { connect } from 'node:net';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/fetch';
import { fetch as undiciFetch, type Agent } from 'undici';
import { HALL_RPC_PATH } from '#contracts/hall/paths.ts';
import { CallGate } from '../blobs/call-gate.ts';
import type { FilesPort } from '../blobs/files-port.ts';
import type { Enrolment } from '../store-api.ts';
import type { HallClient } from '../sync/hall-port.ts';
import { createFilesClient } from './files-client.ts';
import { createPinnedAgent } from './pinned-agent.ts';
import { parseServerAddress } from './server-address.ts';

export interface HallTransport {
  /** The whole contract. Every call takes `{ signal }`; give one to bound it. */
  readonly client: HallClient;
  /** Uploads; each chunk waits until no call of `client` is under way. */
  readonly files: FilesPort;
  /** Whether the server's port answers at all: one TCP connection, not a word. */
  readonly probe: (signal: AbortSignal) => Promise<boolean>;
  /** Cuts what is open and frees the sockets. */
  readonly close: () => Promise<void>;
}

/**
 * The hall server as this terminal may talk to it: bearer token, and TLS pinned to the key learned at enrolment.
 * @throws Error when the enrolled address is none (enrolment checks it before it is stored)
 */
export function connectHall({ serverUrl, serverKey, token }: Pick<Enrolment, 'serverUrl' | 'serverKey' | 'token'>): HallTransport {
  const address = parseServerAddress(serverUrl);
  if (!address.ok) throw new Error(`${address.error.kind}: ${serverUrl}`);
  const agent = createPinnedAgent((found) => found === serverKey);
  const gate = new CallGate();
  return {
    client: createHallClient(address.value, agent, token, gate),
    files: createFilesClient(address.value, agent, token, gate),
    probe: (signal) => probe(address.value, signal),
    close: () => agent.destroy(),
  };
}

/** @param gate told of every call until its answer begins, so that a watch that streams for hours holds nobody up */
export function createHallClient(address: URL, agent: Agent, token: string | null, gate = new CallGate()): HallClient {
  const link = new RPCLink({
    url: new URL(HALL_RPC_PATH, address).href,
    ...(token === null ? {} : { headers: { authorization: `Bearer ${token}` } }),
    fetch: (request) => gate.urgent(() => send(request, agent)),
  });
  return createORPCClient(link);
}

/** The agent belongs to undici's own fetch; bodies are small and known, so they go out in one piece. */
async function send(request: Request, dispatcher: Agent): Promise<Response> {
  const body = request.body === null ? null : await request.arrayBuffer();
  // The same standard class from the same code base; only the two type packages differ.
  const answer: unknown = await undiciFetch(request.url, {
    method: request.method,
    headers: [...request.headers],
    body,
    signal: request.signal,
    redirect: 'error',
    dispatcher,
  });
  return answer as Response;
}

/**
 * Tunnels, port forwarders and load balancers take a connection and drop it at once when nobody serves behind them: a
 * server that is there waits for our first word, so only a line that stays open this long counts.
 */
const STAYS_OPEN_MS = 100;

function probe(address: URL, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const port = Number(address.port || (address.protocol === 'https:' ? 443 : 80));
    const socket = connect({ host: address.hostname.replace(/^\[|\]$/g, ''), port, signal });
    const end = (up: boolean): void => {
      socket.destroy();
      resolve(up);
    };
    socket.once('connect', () => socket.setTimeout(STAYS_OPEN_MS, () => end(true)));
    socket.once('error', () => end(false));
    socket.once('end', () => end(false));
    socket.once('close', () => end(false));
    // Only a stream that is read notices its end.
    socket.resume();
  });
}
