import { ORPCError } from '@orpc/client';
import { type Clock, TIMED_OUT, withTimeout } from '#kernel/clock.ts';
import type { ServiceWindow } from '#domain/hall/business.ts';
import { numberLabel } from '#domain/ticket/number.ts';
import type { PublicTicket } from '#contracts/sync/feed.ts';
import type { WindowOutcome, WindowView } from '#contracts/terminal/window-contract.ts';
import type { HallLink } from '../hall/hall-link.ts';

/** How many of the next numbers are listed per business. */
const NEXT_SHOWN = 3;

/** A stalled line must not hold the clerk's key down: after this the server counts as out of reach. Milliseconds. */
const COMMAND_LIMIT_MS = 5_000;

type Command = { readonly windowId: string; readonly key: string };
type CallCommand = Command & { readonly seenTicketId: string | null };
type WindowState = ServiceWindow['state'];

/** A clerk's page over the replica: the view is local and instant, the commands go to the hall server. */
export class WindowDesk {
  readonly #link: HallLink;
  readonly #clock: Clock;

  constructor(link: HallLink, clock: Clock) {
    this.#link = link;
    this.#clock = clock;
  }

  /** True when the hall is known and has no such window. */
  hasNo(windowId: string): boolean {
    const { hall, windows } = this.#link.replica;
    return hall !== null && !windows.some((window) => window.id === windowId);
  }

  /** Null while the hall or the window is not known. */
  view(windowId: string): WindowView | null {
    const { replica } = this.#link;
    const window = replica.windows.find((each) => each.id === windowId);
    if (!replica.hall || !window) return null;
    return {
      hall: replica.hall,
      window,
      windows: replica.windows.map(({ id, label }) => ({ id, label })),
      time: { ...this.#link.time, timeZone: replica.hall.timeZone },
      link: { state: this.#link.state, pending: this.#link.pending, asOfMs: replica.asOfMs },
      current: this.#current(windowId),
      waiting: window.businessIds.flatMap((businessId) => this.#waiting(businessId) ?? []),
      help: [...replica.help],
    };
  }

  onChange(changed: () => void): () => void {
    return this.#link.onChange(changed);
  }

  next(command: CallCommand): Promise<WindowOutcome> {
    return this.#ask(async (options) => {
      const state = await this.#link.calls.windows.next(command, options);
      return state.current ? { outcome: 'done', label: numberLabel(state.current.number) } : { outcome: 'nobody-waiting', label: null };
    });
  }

  recall(command: CallCommand): Promise<WindowOutcome> {
    return this.#ask(async (options) => done((await this.#link.calls.windows.recall(command, options)).current));
  }

  finish(command: CallCommand): Promise<WindowOutcome> {
    return this.#ask(async (options) => done((await this.#link.calls.windows.finish(command, options)).current));
  }

  miss(command: CallCommand): Promise<WindowOutcome> {
    return this.#ask(async (options) => done((await this.#link.calls.windows.miss(command, options)).current));
  }

  setState(command: Command & { readonly state: WindowState }): Promise<WindowOutcome> {
    return this.#ask(async (options) => done((await this.#link.calls.windows.setState(command, options)).current));
  }

  async answerHelp(id: string): Promise<{ readonly answered: boolean }> {
    try {
      return await this.#inTime((options) => this.#link.calls.help.answer({ id }, options));
    } catch {
      return { answered: false };
    }
  }

  async #ask(ask: (options: { readonly signal: AbortSignal }) => Promise<WindowOutcome>): Promise<WindowOutcome> {
    try {
      return await this.#inTime(ask);
    } catch (error) {
      const refused = error instanceof ORPCError && (error.code === 'WRONG_STATE' || error.code === 'UNKNOWN_WINDOW');
      return { outcome: refused ? 'wrong-state' : 'offline', label: null };
    } finally {
      this.#link.poke();
    }
  }

  async #inTime<T>(ask: (options: { readonly signal: AbortSignal }) => Promise<T>): Promise<T> {
    const limit = new AbortController();
    const answer = await withTimeout(this.#clock, COMMAND_LIMIT_MS, ask({ signal: limit.signal }));
    if (answer !== TIMED_OUT) return answer;
    limit.abort();
    throw new Error(`no answer within ${COMMAND_LIMIT_MS} ms`);
  }

  #current(windowId: string): WindowView['current'] {
    const ticket = this.#link.replica.tickets.find(
      (each) => each.windowId === windowId && (each.state === 'called' || each.state === 'serving'),
    );
    if (!ticket) return null;
    const businessName = this.#business(ticket.businessId)?.name ?? '';
    return { ticket, label: numberLabel(ticket.number), businessName, sinceMs: ticket.calledAtMs ?? ticket.waitingSinceMs };
  }

  #waiting(businessId: string): WindowView['waiting'][number] | null {
    const business = this.#business(businessId);
    if (!business) return null;
    const waiting = this.#link.replica.tickets
      .filter((ticket) => ticket.businessId === businessId && ticket.state === 'waiting')
      .toSorted((a, b) => a.waitingSinceMs - b.waitingSinceMs);
    const first = waiting[0];
    return {
      businessId,
      businessName: business.name,
      count: waiting.length,
      longestMs: first ? Math.max(0, this.#link.time.nowMs - first.waitingSinceMs) : 0,
      next: waiting.slice(0, NEXT_SHOWN).map((ticket) => numberLabel(ticket.number)),
    };
  }

  #business(id: string) {
    return this.#link.replica.businesses.find((business) => business.id === id);
  }
}

function done(current: PublicTicket | null): WindowOutcome {
  return { outcome: 'done', label: current && numberLabel(current.number) };
}
