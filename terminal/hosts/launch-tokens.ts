import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { chmodSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Surface } from '#contracts/terminal/common.ts';

/**
 * How a page proves that it was opened by this machine's own host and not by somebody's browser: the token stands only
 * in a page file that the terminal's user alone can read (never in argv or the environment), is good once, and is
 * exchanged for a cookie. As soon as one is used, the file holds the next.
 */
export class LaunchTokens {
  readonly #folder: string;
  readonly #tokens = new Map<Surface, string>();
  readonly #sessions = new Map<Surface, Set<string>>();
  #origin = '';

  constructor(folder: string) {
    this.#folder = folder;
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
    const sessions = this.#sessions.get(surface) ?? new Set();
    this.#sessions.set(surface, sessions.add(digest(session)));
    return session;
  }

  holds(surface: Surface, session: string): boolean {
    return this.#sessions.get(surface)?.has(digest(session)) ?? false;
  }

  #renew(surface: Surface): void {
    const token = randomBytes(32).toString('base64url');
    this.#tokens.set(surface, token);
    const file = this.pageFile(surface);
    writeFileSync(`${file}.new`, launchPage(this.#origin, surface, token), { mode: 0o600 });
    chmodSync(`${file}.new`, 0o600);
    renameSync(`${file}.new`, file);
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
