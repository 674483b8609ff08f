import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { secureRandom } from '#kernel/random.ts';
import { realClock } from '#kernel/real-clock.ts';
import { err, ok, type Result } from '#kernel/result.ts';
import { serverCertificate } from '../keys/server-certificate.ts';
import { openHall } from '../open-hall.ts';
import { startSentence } from '../start-error.ts';
import { IDENTITY_FILE } from '../store/sqlite/open-database.ts';
import { ADMIN_FILE } from './admin-endpoint.ts';
import { adminAnswer, doAdminWork, type AdminAnswer, type AdminCommand } from './admin-work.ts';

const endpoint = z.object({ url: z.url(), token: z.string() });
const identity = z.object({ spkiSha256: z.string().regex(/^[0-9a-f]{64}$/) });

/** Has a command done by the running server, or by itself when none runs. The error is a sentence for people. */
export async function runAdmin(folder: string, command: AdminCommand): Promise<Result<AdminAnswer, string>> {
  const running = await askRunning(folder, command);
  if (running) return running;
  if (!existsSync(folder)) return err(`没有这个数据文件夹：${folder} · no such data folder`);
  const hall = openHall({ dataFolder: folder, clock: realClock, random: secureRandom, config: null });
  if (!hall.ok) return err(startSentence(hall.error));
  try {
    return ok(await doAdminWork(hall.value, secureRandom, await fingerprint(folder), command));
  } finally {
    await hall.value.close();
  }
}

/** Null when no server runs there. */
async function askRunning(folder: string, command: AdminCommand): Promise<Result<AdminAnswer, string> | null> {
  const found = readJson(path.join(folder, ADMIN_FILE), endpoint);
  if (!found) return null;
  let response: Response;
  try {
    response = await fetch(`${found.url}/admin`, {
      method: 'POST',
      headers: { authorization: `Bearer ${found.token}`, 'content-type': 'application/json' },
      body: JSON.stringify(command),
    });
  } catch {
    // The file was left by a server that was killed.
    return null;
  }
  const answer = adminAnswer.safeParse(await response.json());
  return answer.success ? ok(answer.data) : err(`服务器没有执行（${response.status}）· the server refused`);
}

async function fingerprint(folder: string): Promise<Uint8Array> {
  const known = readJson(path.join(folder, IDENTITY_FILE), identity);
  return known ? Buffer.from(known.spkiSha256, 'hex') : (await serverCertificate(folder)).spkiSha256;
}

function readJson<Shape>(file: string, shape: z.ZodType<Shape>): Shape | null {
  try {
    const parsed = shape.safeParse(JSON.parse(readFileSync(file, 'utf8')));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
