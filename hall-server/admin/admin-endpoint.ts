import { timingSafeEqual } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Fastify from 'fastify';
import type { Random } from '#kernel/random.ts';
import { adminCommand, type AdminAnswer, type AdminCommand } from './admin-work.ts';

/** Where a running server's administrator endpoint is, readable by its owner only. */
export const ADMIN_FILE = 'admin.json';

export interface AdminEndpoint {
  close(): Promise<void>;
}

/**
 * Lets the command line reach the one writer: HTTP on a loopback port of its own, proven by a token that stands in a 0600
 * file of the data folder and is new at every start.
 */
export async function openAdminEndpoint(folder: string, random: Random, work: (command: AdminCommand) => Promise<AdminAnswer>): Promise<AdminEndpoint> {
  const token = Buffer.from(random.bytes(32)).toString('base64url');
  const expected = Buffer.from(`Bearer ${token}`);
  const app = Fastify({ logger: false, forceCloseConnections: true });
  app.post('/admin', async (request, reply) => {
    const given = Buffer.from(request.headers.authorization ?? '');
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return reply.status(401).send({ message: 'token' });
    const command = adminCommand.safeParse(request.body);
    if (!command.success) return reply.status(400).send({ message: command.error.issues[0]?.message ?? 'invalid' });
    return reply.send(await work(command.data));
  });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  const file = path.join(folder, ADMIN_FILE);
  rmSync(file, { force: true });
  writeFileSync(file, JSON.stringify({ url, token }), { mode: 0o600 });
  return {
    async close() {
      rmSync(file, { force: true });
      await app.close();
    },
  };
}
