import { createHash } from 'node:crypto';
import type { Clock } from '#kernel/clock.ts';
import type { Random } from '#kernel/random.ts';

/** A working day; whoever stays longer opens a new link. */
export const SESSION_MS = 12 * 3_600_000;
/** A manager or two with a few pages each; more is nobody's use. */
const SESSIONS_KEPT = 32;
const LINKS_KEPT = 16;

/** Somebody who opened a link. Who it was is not known: the link is given by the administrator at the machine. */
export interface ManageSession {
  /** For the audit; tells sessions apart and opens nothing. */
  readonly name: string;
  /** Monotonic milliseconds at which it ends by itself. */
  readonly endsAtMs: number;
}

/**
 * One-time links and the sessions they are exchanged for. Only digests are held, and only in memory: a restart of the
 * server ends every session, a copy of its disk opens none. Times are monotonic, so that no clock can lengthen them.
 */
export class SignIn {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #links = new Map<string, number>();
  readonly #sessions = new Map<string, ManageSession>();

  constructor(clock: Clock, random: Random) {
    this.#clock = clock;
    this.#random = random;
  }

  /** @param minutes the link is good for, once @returns its code and when it ends, server milliseconds */
  makeLink(minutes: number): { readonly code: string; readonly expiresAtMs: number } {
    const code = this.#secret();
    this.#links.set(digest(code), this.#clock.monotonic() + minutes * 60_000);
    keepNewest(this.#links, LINKS_KEPT);
    return { code, expiresAtMs: Math.floor(this.#clock.now()) + minutes * 60_000 };
  }

  /** The secret for the cookie, or null when the code is none, used or too old. */
  exchange(code: string): { readonly secret: string; readonly session: ManageSession } | null {
    const link = digest(code);
    const endsAtMs = this.#links.get(link);
    this.#links.delete(link);
    if (endsAtMs === undefined || endsAtMs < this.#clock.monotonic()) return null;
    const secret = this.#secret();
    const session = { name: `manage:${digest(secret).slice(0, 8)}`, endsAtMs: this.#clock.monotonic() + SESSION_MS };
    this.#sessions.set(digest(secret), session);
    keepNewest(this.#sessions, SESSIONS_KEPT);
    return { secret, session };
  }

  session(secret: string): ManageSession | null {
    const session = this.#sessions.get(digest(secret));
    return session && session.endsAtMs > this.#clock.monotonic() ? session : null;
  }

  /** Whether the session still goes on. */
  lives(session: ManageSession): boolean {
    return session.endsAtMs > this.#clock.monotonic() && [...this.#sessions.values()].includes(session);
  }

  /** @returns the session that was ended */
  end(secret: string): ManageSession | null {
    const session = this.session(secret);
    this.#sessions.delete(digest(secret));
    return session;
  }

  #secret(): string {
    return Buffer.from(this.#random.bytes(32)).toString('base64url');
  }
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function keepNewest<Value>(map: Map<string, Value>, most: number): void {
  for (const key of map.keys()) {
    if (map.size <= most) return;
    map.delete(key);
  }
}
