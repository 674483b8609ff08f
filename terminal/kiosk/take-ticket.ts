import { type Clock, TIMED_OUT, withTimeout } from '#kernel/clock.ts';
import { err, ok, type Result } from '#kernel/result.ts';
import type { Business } from '#domain/hall/business.ts';
import type { PersonReference, Ticket } from '#domain/ticket/ticket.ts';
import type { SenderClock } from '#contracts/hall/hall-contract.ts';
import type { PublicTicket } from '#contracts/sync/feed.ts';
import type { TerminalStore, TicketDraft } from '#offline-cache/store-api.ts';
import type { HallLink } from '../hall/hall-link.ts';
import type { Position } from './kiosk-ticket.ts';

/**
 * 取号: draft, number, issue. The draft commits before anything is asked; the ticket with its number, its operation
 * and the intent to print commit in one transaction before the first byte is printed.
 */
export interface TakeTicketPorts {
  readonly clock: Clock;
  readonly store: TerminalStore;
  readonly link: Pick<HallLink, 'state' | 'calls'>;
  /** Milliseconds the server may take; 0 asks nobody. */
  readonly bindLimitMs: number;
  readonly senderClock: () => SenderClock;
}

export interface Taken {
  readonly ticket: Ticket;
  readonly position: Position | null;
}

export type NotTaken =
  /** There is a live ticket of this business for this person; nothing new was issued. */
  | { readonly kind: 'existing'; readonly ticket: PublicTicket | Ticket; readonly ahead: number | null }
  | { readonly kind: 'refused'; readonly reason: 'closed' | 'stopped' | 'no-number-left' };

export async function takeTicket(
  ports: TakeTicketPorts,
  tapId: string,
  business: Business,
  person: PersonReference | null,
): Promise<Result<Taken, NotTaken>> {
  const own = person ? await ownLiveTicket(ports, person, business.id) : null;
  if (own) return err({ kind: 'existing', ticket: own, ahead: null });

  const draft: TicketDraft = { tapId, businessId: business.id, person, purpose: 'apply', cases: 1, party: 1, onBehalf: 'self' };
  const { ticket } = await ports.store.draftTicket(draft);
  if (ticket.state !== 'issuing') return ok({ ticket, position: null });

  const answer = await askForNumber(ports, ticket);
  if (answer?.kind === 'bound') {
    const issued = await ports.store.issueBound(ticket.id, answer.number);
    if (issued.ok) return ok({ ticket: issued.value, position: { ahead: answer.ahead, estimate: answer.estimate } });
  }
  if (answer?.kind === 'existing') {
    await ports.store.dropDraft(ticket.id);
    return err({ kind: 'existing', ticket: answer.ticket, ahead: answer.ahead });
  }
  if (answer?.kind === 'refused') {
    await ports.store.dropDraft(ticket.id);
    return err({ kind: 'refused', reason: answer.reason === 'stopped' ? 'stopped' : 'closed' });
  }
  const issued = await ports.store.issueOffline(ticket.id);
  if (issued.ok) return ok({ ticket: issued.value, position: null });
  if (issued.error.kind === 'not-a-draft' && issued.error.ticket) return ok({ ticket: issued.error.ticket, position: null });
  await ports.store.dropDraft(ticket.id);
  return err({ kind: 'refused', reason: 'no-number-left' });
}

/**
 * Where a ticket of this kiosk stands now: a kiosk does not know the tickets of others, so the server is asked. Null when
 * it no longer waits or nobody answers in time. Only a ticket the server has shown us is asked for: for an unknown one it
 * would set a number aside.
 */
export async function askPosition(ports: TakeTicketPorts & { readonly link: Pick<HallLink, 'replica'> }, ticket: Ticket): Promise<Position | null> {
  const known = ports.link.replica.tickets.find(({ id }) => id === ticket.id);
  if (ticket.offline || known?.state !== 'waiting') return null;
  const answer = await askForNumber(ports, ticket);
  return answer?.kind === 'bound' ? { ahead: answer.ahead, estimate: answer.estimate } : null;
}

/** The server's answer, or null when there was none in time; a late one changes nothing here. */
async function askForNumber(ports: TakeTicketPorts, ticket: Ticket) {
  const limit = ports.link.state === 'online' ? ports.bindLimitMs : 0;
  if (limit <= 0) return null;
  const answer = await withTimeout(ports.clock, limit, bind(ports, ticket));
  return answer === TIMED_OUT ? null : answer;
}

/** A failed call counts as no answer: the kiosk goes on with a leased number. */
async function bind(ports: TakeTicketPorts, ticket: Ticket) {
  const request = {
    ticketId: ticket.id,
    visitId: ticket.visitId,
    businessId: ticket.businessId,
    person: ticket.person,
    purpose: ticket.purpose,
    cases: ticket.cases,
    party: ticket.party,
    onBehalf: ticket.onBehalf,
    takenAt: ticket.takenAt,
    clock: ports.senderClock(),
  };
  try {
    return await ports.link.calls.tickets.bindNumber(request);
  } catch {
    return null;
  }
}

/** The store knows the business day also when the replica grew old over a midnight without the server. */
async function ownLiveTicket(ports: TakeTicketPorts, person: PersonReference, businessId: string): Promise<Ticket | null> {
  const live = await ports.store.liveTicketsOf(person.digest);
  return live.find((ticket) => ticket.businessId === businessId) ?? null;
}
