import { OpenAPIHandler } from '@orpc/openapi/fastify';
import { RPCHandler } from '@orpc/server/fastify';
import { RequestHeadersPlugin } from '@orpc/server/plugins';
import { RPCHandler as WebSocketRpcHandler } from '@orpc/server/ws';
import Fastify, { type FastifyInstance } from 'fastify';
import { FILES_PATH } from '#contracts/blobs/tus.ts';
import { HALL_RPC_PATH } from '#contracts/hall/paths.ts';
import type { RecoveryPublicKey } from '#contracts/hall/recovery-copy.ts';
import { attachTusRoutes } from '../blobs/tus-routes.ts';
import type { HallServices } from '../hall-services.ts';
import type { ServerCertificate } from '../keys/server-certificate.ts';
import { HEARTBEAT_MS } from '../sync/watch-hub.ts';
import type { SignIn } from '../manage/sign-in.ts';
import { registerManage } from '../manage/manage-routes.ts';
import { clearError, type ReportFault } from './clear-errors.ts';
import { apiPage, openApiDocument } from './openapi.ts';
import { hallRouter } from './router.ts';
import type { CallContext } from './terminal-access.ts';
import { TICKET_PAGE } from './ticket-page.ts';
import { WebSocketGate } from './web-socket.ts';

/** A batch of 256 KB as JSON text inside JSON text. */
const BODY_LIMIT = 2 * 1024 * 1024;

class UnreadableBody extends Error {
  readonly statusCode = 415;

  constructor() {
    super('only JSON is read here');
  }
}

function isUpload(url: string): boolean {
  return url === FILES_PATH || url.startsWith(`${FILES_PATH}/`);
}

export interface HttpServerOptions {
  readonly services: HallServices;
  readonly digestKey: string;
  /** What terminals seal recovery copies of their store key to; null: none are kept. */
  readonly recoveryKey?: RecoveryPublicKey | null;
  /** Null: plain HTTP, allowed on loopback only. */
  readonly certificate: Pick<ServerCertificate, 'key' | 'cert'> | null;
  /** Who may open the manager's pages; without it there are none. */
  readonly signIn?: SignIn;
  readonly report: ReportFault;
}

export interface HttpServer {
  readonly app: FastifyInstance;
  close(): Promise<void>;
}

/** /rpc for terminals, /api for everybody else with its document and page, /ws for both directions. */
export async function createHttpServer({ services, digestKey, recoveryKey = null, certificate, signIn, report }: HttpServerOptions): Promise<HttpServer> {
  const router = hallRouter(services, digestKey, recoveryKey);
  const options = {
    plugins: [new RequestHeadersPlugin()],
    clientInterceptors: [
      async ({ next }: { readonly next: () => Promise<unknown> }): Promise<unknown> => {
        try {
          return await next();
        } catch (error) {
          throw clearError(error, report);
        }
      },
    ],
    eventIteratorKeepAliveInterval: HEARTBEAT_MS,
  };
  const rpc = new RPCHandler<CallContext>(router, options);
  const openApi = new OpenAPIHandler<CallContext>(router, options);
  const gate = new WebSocketGate(new WebSocketRpcHandler<CallContext>(router, options), services.context.writer.clock);
  const document = await openApiDocument();
  const page = apiPage(document);

  const app = Fastify({ logger: false, bodyLimit: BODY_LIMIT, forceCloseConnections: true, https: certificate && { key: certificate.key, cert: certificate.cert } });
  // Files come as a stream and have their own limits. Of everybody else only JSON is read, to BODY_LIMIT: any other body would be
  // taken whole into memory by whoever decodes it, before the caller is asked who it is.
  app.addContentTypeParser('*', (request, _payload, done) => done(isUpload(request.url) ? null : new UnreadableBody(), undefined));
  app.setErrorHandler((error: { readonly statusCode?: number; readonly message: string }, _request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) report('http', error.message);
    return reply.status(status).send({ code: 'BAD_REQUEST', message: `请求不能处理 · ${error.message}` });
  });
  app.setNotFoundHandler((request, reply) => reply.status(404).send({ code: 'NOT_FOUND', message: `没有这个地址 · no such address: ${request.url}` }));
  app.get('/api/openapi.json', (_request, reply) => reply.send(document));
  app.get('/api', (_request, reply) => reply.type('text/html; charset=utf-8').send(page));
  app.get('/t', (_request, reply) => reply.type('text/html; charset=utf-8').send(TICKET_PAGE));
  app.get('/health', () => ({ ok: true }));
  app.all(`${HALL_RPC_PATH}/*`, async (request, reply) => {
    const { matched } = await rpc.handle(request, reply, { prefix: HALL_RPC_PATH, context: {} });
    if (!matched) reply.callNotFound();
  });
  app.all('/api/*', async (request, reply) => {
    const { matched } = await openApi.handle(request, reply, { prefix: '/api', context: {} });
    if (!matched) reply.callNotFound();
  });
  attachTusRoutes(app, services, report);
  if (signIn) registerManage(app, { services, signIn, clock: services.context.writer.clock, certificate: certificate?.cert ?? null, report });
  gate.attach(app.server);
  return {
    app,
    async close() {
      services.hub.close();
      gate.close();
      await app.close();
    },
  };
}
