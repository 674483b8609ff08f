import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { chmodSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type Surface, surface as surfaceSchema } from '#contracts/terminal/common.ts';

/**
 * How a page proves that it was opened by this machine's own host and not by somebody's browser: the token stands only
 * in a page file that the terminal's user alone can read (never in argv or the environment), is good once, and is
 * exchanged for a cookie. As soon as one is used, the file holds the next. Digests of the cookies outlive the process,
 * so that a page whose service was killed comes back to it by itself.
 */
export class LaunchTokens {
  readonly #folder: string;
  readonly #tokens = new Map<Surface, string>();
  /** Digests of the cookies given out, newest last. */
  readonly #sessions: Map<Surface, string[]>;
  #origin = '';

  constructor(folder: string) {
    this.#folder = folder;
    this.#sessions = readSessions(this.#sessionFile);
  }

  /** Writes a page file per surface. @param origin e.g. `http://127.0.0.1:8201` */
  publish(origin: string, surfaces: readonly Surface[]): void {
    this.#origin = origin;
    for (const surface of surfaces) this.#renew(surface);
  }

  pageFile(surface: Surface): string {
    return join(this.#folder, `launch-${surface}.html`);
  }

  /** The session secret for the cookie, or null when the token is none of the surface's, or used up. */
  exchange(surface: Surface, token: string): string | null {
    const expected = this.#tokens.get(surface);
    if (!expected || !same(expected, token)) return null;
    this.#renew(surface);
    const session = randomBytes(32).toString('base64url');
    const sessions = [...(this.#sessions.get(surface) ?? []), digest(session)].slice(-SESSIONS_KEPT);
    this.#sessions.set(surface, sessions);
    writePrivately(this.#sessionFile, JSON.stringify(Object.fromEntries(this.#sessions)));
    return session;
  }

  holds(surface: Surface, session: string): boolean {
    return this.#sessions.get(surface)?.includes(digest(session)) ?? false;
  }

  #renew(surface: Surface): void {
    const token = randomBytes(32).toString('base64url');
    this.#tokens.set(surface, token);
    writePrivately(this.pageFile(surface), launchPage(this.#origin, surface, token));
  }

  get #sessionFile(): string {
    return join(this.#folder, 'page-sessions.json');
  }
}

/** Pages that still work after the service was killed and came back: the newest few, a page and its reloads. */
const SESSIONS_KEPT = 8;

/** Whole or not at all, and never readable by others, not even for an instant. */
function writePrivately(file: string, text: string): void {
  writeFileSync(`${file}.new`, text, { mode: 0o600 });
  chmodSync(`${file}.new`, 0o600);
  renameSync(`${file}.new`, file);
}

/** Unreadable or foreign content only costs the open pages a new launch. */
function readSessions(file: string): Map<Surface, string[]> {
  try {
    const parsed = z.partialRecord(surfaceSchema, z.array(z.string())).safeParse(JSON.parse(readFileSync(file, 'utf8')));
    return new Map(parsed.success ? (Object.entries(parsed.data) as [Surface, string[]][]) : []);
  } catch {
    return new Map();
  }
}

function launchPage(origin: string, surface: Surface, token: string): string {
  return `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>一窗终端</title>
<form method="post" action="${origin}/launch"><input type="hidden" name="surface" value="${surface}"><input type="hidden" name="token" value="${token}"></form>
<script>document.forms[0].submit()</script></html>
`;
}

function same(a: string, b: string): boolean {
  return timingSafeEqual(Buffer.from(digest(a)), Buffer.from(digest(b)));
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
