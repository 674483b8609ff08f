import type { Ticket } from '#domain/ticket/ticket.ts';
import type { EngineContext } from '../engine/context.ts';
import { appendOperation } from '../log/append.ts';
import type { PaperSource } from '../store-api.ts';
import { StoreFailure } from '../store-failure.ts';
import { mustFind, updateTicket, type TicketRow } from './ticket-rows.ts';

/** What the contract can say of one ticket; a person who asks more often than this still gets paper. */
const MAX_COPIES = 20;

/** The same word again about the same copy is the same fact: it is stored and sent once. */
export function recordPaper(
  context: EngineContext,
  ticketId: string,
  paper: 'none' | 'printed' | 'unconfirmed' | 'unknown',
  source: PaperSource,
): Ticket {
  const row = mustHaveNumber(context, ticketId);
  if (row.ticket.paper === paper) return row.ticket;
  const ticket = updateTicket(context, { ...row, ticket: { ...row.ticket, paper } });
  appendOperation(context, 'ticket.paper', `ticket:${ticketId}`, { ticketId, paper, copy: row.copies, source });
  return ticket;
}

/** The intent alone is no fact for the server: what became of the copy is recorded when it is known. */
export function beginReprint(context: EngineContext, ticketId: string): { readonly ticket: Ticket; readonly copy: number } {
  const row = mustHaveNumber(context, ticketId);
  const copies = Math.min(row.copies + 1, MAX_COPIES);
  return { ticket: updateTicket(context, { ticket: { ...row.ticket, paper: 'printing' }, copies }), copy: copies };
}

function mustHaveNumber(context: EngineContext, ticketId: string): TicketRow {
  const row = mustFind(context, ticketId);
  if (row.ticket.number === null) throw new StoreFailure('wrong-state', `ticket ${ticketId} has no number: there is nothing to print`);
  return row;
}
