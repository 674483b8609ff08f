import { err, ok, type Result } from '#kernel/result.ts';
import type { TicketNumber } from '#domain/ticket/number.ts';
import type { Ticket } from '#domain/ticket/ticket.ts';
import { ticketNumber } from '#contracts/schemas.ts';
import type { EngineContext } from '../engine/context.ts';
import { appendOperation } from '../log/append.ts';
import { currentBusinessDay, isTaken, takeOfflineNumber } from '../numbers/offline-number.ts';
import type { IssueError, TicketDraft } from '../store-api.ts';
import { StoreFailure } from '../store-failure.ts';
import { findTap, findTicket, insertTicket, mustFind, updateTicket } from './ticket-rows.ts';

export function draftTicket(
  context: EngineContext,
  { tapId, ...draft }: TicketDraft,
): { readonly kind: 'drafted' | 'repeated'; readonly ticket: Ticket } {
  const before = findTap(context, tapId);
  if (before) return { kind: 'repeated', ticket: before.ticket };
  const ticket: Ticket = {
    ...draft,
    id: context.newId(),
    visitId: context.newId(),
    leg: 0,
    number: null,
    state: 'issuing',
    paper: 'none',
    offline: false,
    takenAt: context.stamp(),
    windowId: null,
    version: 1,
  };
  insertTicket(context, tapId, ticket);
  return { kind: 'drafted', ticket };
}

export function issueBound(context: EngineContext, ticketId: string, number: TicketNumber): Result<Ticket, IssueError> {
  const draft = findDraft(context, ticketId);
  if (!draft.ok) return draft;
  const parsed = ticketNumber.safeParse(number);
  if (!parsed.success) throw new StoreFailure('malformed', `bound number: ${parsed.error.message}`);
  if (isTaken(context, number.businessDay, number.series, number.number)) return err({ kind: 'number-taken', number });
  return ok(issue(context, draft.value, parsed.data, false));
}

export function issueOffline(context: EngineContext, ticketId: string): Result<Ticket, IssueError> {
  const draft = findDraft(context, ticketId);
  if (!draft.ok) return draft;
  const number = takeOfflineNumber(context);
  return number ? ok(issue(context, draft.value, number, true)) : err({ kind: 'no-number-left' });
}

/** Nothing is told to the server: a number it may have bound meanwhile becomes void there at day close. */
export function dropDraft(context: EngineContext, ticketId: string): void {
  const { ticket, copies } = mustFind(context, ticketId);
  if (ticket.state === 'void') return;
  if (ticket.state !== 'issuing') throw new StoreFailure('wrong-state', `ticket ${ticketId} is ${ticket.state}: it cannot be dropped`);
  updateTicket(context, { ticket: { ...ticket, state: 'void' }, copies });
}

/** Tickets issued on the current business day, from the counter. */
export function issuedToday(context: EngineContext): number {
  const day = currentBusinessDay(context);
  return day === null ? 0 : (context.row<{ count: number }>('SELECT count FROM issued WHERE business_day = ?', day)?.count ?? 0);
}

function findDraft(context: EngineContext, ticketId: string): Result<Ticket, IssueError> {
  const ticket = findTicket(context, ticketId)?.ticket ?? null;
  return ticket?.state === 'issuing' ? ok(ticket) : err({ kind: 'not-a-draft', ticket });
}

/** Ticket, fact and counter in the caller's transaction. Paper is `printing` before the first byte leaves. */
function issue(context: EngineContext, draft: Ticket, number: TicketNumber, offline: boolean): Ticket {
  const ticket = updateTicket(context, { ticket: { ...draft, number, offline, state: 'waiting', paper: 'printing' }, copies: 1 });
  const { id: ticketId, visitId, leg, businessId, person, purpose, cases, party, onBehalf, takenAt } = ticket;
  appendOperation(context, 'ticket.issued', `ticket:${ticketId}`, {
    ticketId, visitId, leg, businessId, number, person, purpose, cases, party, onBehalf, offline, takenAt,
  });
  context.run(
    'INSERT INTO issued (business_day, count) VALUES (?, 1) ON CONFLICT (business_day) DO UPDATE SET count = count + 1',
    number.businessDay,
  );
  return ticket;
}
