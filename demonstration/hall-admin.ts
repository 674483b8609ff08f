import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { ADMIN_FILE } from '#hall-server/admin/admin-endpoint.ts';
import { adminAnswer, type AdminAnswer, type AdminCommand } from '#hall-server/admin/admin-work.ts';

const adminFile = z.object({ url: z.string(), token: z.string() });

/** Has a command done by the hall server of that data folder, as its administrator would. @throws Error while none runs */
export async function askAdmin(serverFolder: string, command: AdminCommand): Promise<AdminAnswer> {
  const { url, token } = adminFile.parse(JSON.parse(readFileSync(path.join(serverFolder, ADMIN_FILE), 'utf8')));
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const response = await fetch(`${url}/admin`, { method: 'POST', headers, body: JSON.stringify(command) });
  return adminAnswer.parse(await response.json());
}
