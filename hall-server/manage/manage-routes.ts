import { RPCHandler } from '@orpc/server/fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Clock } from '#kernel/clock.ts';
import { MANAGE_PATH } from '#contracts/hall/manage-contract.ts';
import { clearError, type ReportFault } from '../api/clear-errors.ts';
import type { HallServices } from '../hall-services.ts';
import { HEARTBEAT_MS } from '../sync/watch-hub.ts';
import { ManageDesk } from './manage-desk.ts';
import { manageRouter, type ManageCall } from './manage-router.ts';
import { BUILT_PAGES, pageFile } from './page-files.ts';
import { RateLimit } from './rate-limit.ts';
import { cookieOf, isOwnHost, isOwnPage, ownAddress } from './request-guard.ts';
import { SESSION_MS, type SignIn } from './sign-in.ts';

export interface ManageOptions {
  readonly services: HallServices;
  readonly signIn: SignIn;
  readonly clock: Clock;
  /** PEM; null over plain HTTP. */
  readonly certificate: string | null;
  readonly report: ReportFault;
  /** Folder of the built screens. */
  readonly pages?: string;
}

const HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
} as const;

/** Sign-ins per address and minute; the codes are 256 bits, this only keeps the log and the processor quiet. */
const SIGN_INS = { most: 10, spanMs: 60_000 };
const signInBody = z.strictObject({ code: z.string().min(1).max(100) });

/** The manager's pages, their sign-in and their calls, on the hall server's own address. */
export function registerManage(app: FastifyInstance, { services, signIn, clock, certificate, report, pages = BUILT_PAGES }: ManageOptions): void {
  const own = ownAddress(certificate);
  const desk = new ManageDesk(services);
  const tries = new RateLimit(clock, SIGN_INS.most, SIGN_INS.spanMs);
  const rpc = new RPCHandler<ManageCall>(manageRouter(desk, signIn, clock), {
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
  });
  // Cookies are shared by all ports of a host name, so the port is in the name.
  const cookieName = (request: FastifyRequest): string => `${certificate === null ? '' : '__Host-'}yichuang-manage-${request.socket.localPort ?? 0}`;
  const cookie = (request: FastifyRequest, value: string, seconds: number): string =>
    `${cookieName(request)}=${value}; HttpOnly; SameSite=Strict; Path=/; Max-Age=${seconds}${certificate === null ? '' : '; Secure'}`;
  const secretOf = (request: FastifyRequest): string => cookieOf(request.headers, cookieName(request));
  const refuse = (reply: FastifyReply, status: number, message: string): FastifyReply => reply.status(status).headers(HEADERS).send({ message });
  /** Null when the request may go on. */
  const foreign = (request: FastifyRequest, reply: FastifyReply): FastifyReply | null => {
    if (!isOwnHost(request.headers, own)) return refuse(reply, 421, '地址不是本服务器的 · not this server’s address');
    return request.method === 'GET' || isOwnPage(request.headers, own) ? null : refuse(reply, 403, '不是从本页面发来的 · not sent by this page');
  };

  app.get(MANAGE_PATH, (_request, reply) => reply.headers(HEADERS).redirect(`${MANAGE_PATH}/`));
  app.get(`${MANAGE_PATH}/`, (request, reply) => foreign(request, reply) ?? sendPage(reply, pages, null));
  app.get<{ Params: { name: string } }>(`${MANAGE_PATH}/assets/:name`, (request, reply) => foreign(request, reply) ?? sendPage(reply, pages, request.params.name));

  app.get(`${MANAGE_PATH}/session`, (request, reply) =>
    foreign(request, reply) ?? reply.headers({ ...HEADERS, 'cache-control': 'no-store' }).send({ signedIn: signIn.session(secretOf(request)) !== null }),
  );
  app.post(`${MANAGE_PATH}/session`, async (request, reply) => {
    const refused = foreign(request, reply);
    if (refused) return refused;
    if (!tries.take(request.ip)) return refuse(reply, 429, '试的次数太多，请稍候 · too many attempts');
    const body = signInBody.safeParse(request.body);
    const opened = body.success ? signIn.exchange(body.data.code) : null;
    if (!opened) return refuse(reply, 401, '链接无效或已用过 · the link is not good any more');
    await desk.note(opened.session.name, 'manage.signed-in');
    return reply.headers({ ...HEADERS, 'cache-control': 'no-store', 'set-cookie': cookie(request, opened.secret, SESSION_MS / 1000) }).send({ signedIn: true });
  });
  app.delete(`${MANAGE_PATH}/session`, async (request, reply) => {
    const refused = foreign(request, reply);
    if (refused) return refused;
    const ended = signIn.end(secretOf(request));
    if (ended) await desk.note(ended.name, 'manage.signed-out');
    return reply.headers({ ...HEADERS, 'set-cookie': cookie(request, '', 0) }).send({ signedIn: false });
  });

  app.post(`${MANAGE_PATH}/rpc/*`, async (request, reply) => {
    const refused = foreign(request, reply);
    if (refused) return refused;
    const session = signIn.session(secretOf(request));
    if (!session) return refuse(reply, 401, '请从管理员给的链接重新登录 · sign in again with a link');
    reply.headers({ ...HEADERS, 'cache-control': 'no-store' });
    const { matched } = await rpc.handle(request, reply, { prefix: `${MANAGE_PATH}/rpc`, context: { session } });
    if (!matched) reply.callNotFound();
  });
}

async function sendPage(reply: FastifyReply, pages: string, asset: string | null): Promise<FastifyReply> {
  const file = await pageFile(pages, asset);
  if (!file) return reply.status(404).headers(HEADERS).type('text/plain; charset=utf-8').send('没有这个页面 · no such page');
  const cache = asset === null ? 'no-store' : 'public, max-age=31536000, immutable';
  return reply.headers({ ...HEADERS, 'cache-control': cache }).type(file.type).send(file.body);
}
