import 'reflect-metadata';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer as createPlainServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { X509CertificateGenerator } from '@peculiar/x509';
import { implement, ORPCError } from '@orpc/server';
import { RPCHandler } from '@orpc/server/node';
import { hallContract } from '#contracts/hall/hall-contract.ts';
import { HALL_RPC_PATH } from '#contracts/hall/paths.ts';
import type { FakeHall } from './fake-hall.ts';

export interface HttpsHall extends AsyncDisposable {
  readonly url: string;
  /** SHA-256 of the server key's SPKI. */
  readonly keyHash: Buffer;
  /** Paths asked and the Authorization they came with. */
  readonly requests: readonly { readonly path: string; readonly authorization: string | undefined }[];
  /** What enrolment answers; a code word of the contract refuses. */
  enrolment: 'accept' | 'CODE_UNKNOWN' | 'CODE_EXPIRED' | 'CODE_USED';
  readonly secrets: readonly string[];
  /** Stops writing keep-alive comments or anything else, as a cable that was pulled. */
  cutAll(): void;
}

/** A hall server in memory behind the real RPC over real TLS (or plain HTTP) on loopback, each with a key of its own. */
export async function serveHall(hall: FakeHall, { plain = false, keepAliveMs = 5_000 } = {}): Promise<HttpsHall> {
  const { key, cert, keyHash } = await makeKey();
  const secrets: string[] = [];
  const requests: { path: string; authorization: string | undefined }[] = [];
  const os = implement(hallContract);
  const router = {
    terminals: {
      enrol: os.terminals.enrol.handler(({ input }) => {
        secrets.push(input.code);
        if (served.enrolment !== 'accept') throw new ORPCError(served.enrolment, { defined: true });
        return {
          terminalId: 'kiosk-7',
          hallId: 'hall-1',
          token: 'k'.repeat(43),
          digestKey: Buffer.alloc(32, 1).toString('base64'),
          ownSeries: 'KG',
          incarnation: hall.incarnation,
          serverMs: Date.UTC(2026, 2, 2, 2, 20),
        };
      }),
    },
    sync: {
      handshake: os.sync.handshake.handler(({ input }) => hall.port.sync.handshake(input)),
      push: os.sync.push.handler(({ input }) => hall.port.sync.push(input)),
      pull: os.sync.pull.handler(({ input }) => hall.port.sync.pull(input)),
      snapshot: os.sync.snapshot.handler(({ input }) => hall.port.sync.snapshot(input)),
      watch: os.sync.watch.handler(async ({ signal }) => hall.port.sync.watch(undefined, { ...(signal && { signal }) })),
    },
    numbers: { lease: os.numbers.lease.handler(({ input }) => hall.port.numbers.lease(input)) },
  };
  const handler = new RPCHandler(router, { eventIteratorKeepAliveInterval: keepAliveMs });
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    requests.push({ path: request.url ?? '', authorization: request.headers.authorization });
    void handler.handle(request, response, { prefix: HALL_RPC_PATH, context: {} });
  };
  const server: Server = plain ? createPlainServer(answer) : createServer({ key, cert }, answer);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const served: HttpsHall = {
    url: `${plain ? 'http' : 'https'}://127.0.0.1:${port}`,
    keyHash,
    requests,
    secrets,
    enrolment: 'accept',
    cutAll: () => server.closeAllConnections(),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return served;
}

async function makeKey(): Promise<{ readonly key: string; readonly cert: string; readonly keyHash: Buffer }> {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: '01',
    name: 'CN=test hall',
    // Long over: the pin is what counts, not the terminal's idea of the date.
    notBefore: new Date(Date.UTC(2001, 0, 1)),
    notAfter: new Date(Date.UTC(2002, 0, 1)),
    signingAlgorithm: algorithm,
    keys,
  });
  const pkcs8 = Buffer.from(await crypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
  const spki = Buffer.from(await crypto.subtle.exportKey('spki', keys.publicKey));
  return {
    key: `-----BEGIN PRIVATE KEY-----\n${pkcs8}\n-----END PRIVATE KEY-----\n`,
    cert: certificate.toString('pem'),
    keyHash: createHash('sha256').update(spki).digest(),
  };
}
