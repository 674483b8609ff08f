import { ORPCError } from '@orpc/client';
import { type Clock, TIMED_OUT, withTimeout } from '#kernel/clock.ts';
import type { ServiceWindow } from '#domain/hall/business.ts';
import { numberLabel } from '#domain/ticket/number.ts';
import type { PublicTicket } from '#contracts/sync/feed.ts';
import type { WindowOutcome, WindowView } from '#contracts/terminal/window-contract.ts';
import { NoAnswer, wasNeverSent } from '#offline-cache/sync/link-fault.ts';
import type { HallLink } from '../hall/hall-link.ts';
import { linkView } from '../hall/link-view.ts';
import type { Notices } from '../notices.ts';

/** How many of the next numbers are listed per business. */
const NEXT_SHOWN = 3;

/** A stalled line must not hold the clerk's key down: after this nobody knows whether the command was done. Milliseconds. */
const COMMAND_LIMIT_MS = 5_000;

type Command = { readonly windowId: string; readonly key: string };
type CallCommand = Command & { readonly seenTicketId: string | null };
type WindowState = ServiceWindow['state'];

/** A clerk's page over the replica: the view is local and instant, the commands go to the hall server. */
export class WindowDesk {
  readonly #link: HallLink;
  readonly #clock: Clock;
  readonly #notices: Notices;

  constructor(link: HallLink, clock: Clock, notices: Notices) {
    this.#link = link;
    this.#clock = clock;
    this.#notices = notices;
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
      link: linkView(this.#link),
      staff: { ...this.#link.concerns, notices: [...this.#notices.unseen] },
      current: this.#current(windowId),
      waiting: window.businessIds.flatMap((businessId) => this.#waiting(businessId) ?? []),
      help: [...replica.help],
    };
  }

  onChange(changed: () => void): () => void {
    const unsubscribe = [this.#link.onChange(changed), this.#notices.onChange(changed)];
    return () => unsubscribe.forEach((end) => end());
  }

  confirmNotice(id: string): { readonly confirmed: boolean } {
    return { confirmed: this.#notices.confirm(id) };
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
      return { outcome: failureOf(error), label: null };
    } finally {
      this.#link.poke();
    }
  }

  async #inTime<T>(ask: (options: { readonly signal: AbortSignal }) => Promise<T>): Promise<T> {
    const limit = new AbortController();
    const answer = await withTimeout(this.#clock, COMMAND_LIMIT_MS, ask({ signal: limit.signal }));
    if (answer !== TIMED_OUT) return answer;
    limit.abort();
    throw new NoAnswer('window command', COMMAND_LIMIT_MS);
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

/** Only what surely never reached the server was surely not done. */
function failureOf(error: unknown): Exclude<WindowOutcome['outcome'], 'done' | 'nobody-waiting'> {
  if (error instanceof ORPCError) return error.code === 'WRONG_STATE' || error.code === 'UNKNOWN_WINDOW' ? 'wrong-state' : 'refused';
  return wasNeverSent(error) ? 'offline' : 'unknown';
}

function done(current: PublicTicket | null): WindowOutcome {
  return { outcome: 'done', label: current && numberLabel(current.number) };
}
