import { isLive, type Ticket } from '#domain/ticket/ticket.ts';
import { ticket as ticketSchema } from '#contracts/schemas.ts';
import type { EngineContext } from '../engine/context.ts';
import { StoreFailure } from '../store-failure.ts';

export interface TicketRow {
  readonly ticket: Ticket;
  /** How many times paper was begun. */
  readonly copies: number;
}

interface Stored {
  readonly value: string;
  readonly copies: number;
}

export function findTicket(context: EngineContext, ticketId: string): TicketRow | null {
  return read(context.row<Stored>('SELECT value, copies FROM ticket WHERE ticket_id = ?', ticketId));
}

export function findTap(context: EngineContext, tapId: string): TicketRow | null {
  return read(context.row<Stored>('SELECT value, copies FROM ticket WHERE tap_id = ?', tapId));
}

/** @throws StoreFailure unknown-ticket */
export function mustFind(context: EngineContext, ticketId: string): TicketRow {
  const row = findTicket(context, ticketId);
  if (!row) throw new StoreFailure('unknown-ticket', `there is no ticket ${ticketId}`);
  return row;
}

export function insertTicket(context: EngineContext, tapId: string, ticket: Ticket): void {
  context.run('INSERT INTO ticket (ticket_id, tap_id, copies, value) VALUES (?, ?, 0, ?)', ticket.id, tapId, text(ticket));
  context.passed('business-row-written');
}

/** Writes the ticket one version later. */
export function updateTicket(context: EngineContext, { ticket, copies }: TicketRow): Ticket {
  const next = { ...ticket, version: ticket.version + 1 };
  context.run('UPDATE ticket SET value = ?, copies = ? WHERE ticket_id = ?', text(next), copies, ticket.id);
  context.passed('business-row-written');
  return next;
}

/** Live tickets with a number of this person and day, newest first. `businessDay` null: of any day. */
export function liveTickets(context: EngineContext, digest: string, businessDay: string | null): Ticket[] {
  return many(context, 'SELECT value, copies FROM ticket WHERE person_digest = ? ORDER BY rowid DESC', digest).filter(
    (ticket) => ticket.number !== null && isLive(ticket) && (businessDay === null || ticket.number.businessDay === businessDay),
  );
}

export function draftTickets(context: EngineContext): Ticket[] {
  return many(context, "SELECT value, copies FROM ticket WHERE state = 'issuing' ORDER BY rowid");
}

export function printingTickets(context: EngineContext): Ticket[] {
  return many(context, "SELECT value, copies FROM ticket WHERE paper = 'printing' ORDER BY rowid");
}

function many(context: EngineContext, sql: string, ...values: readonly unknown[]): Ticket[] {
  return context.rows<Stored>(sql, ...values).map((row) => read(row)!.ticket);
}

function read(row: Stored | undefined): TicketRow | null {
  if (!row) return null;
  const ticket = ticketSchema.safeParse(JSON.parse(row.value));
  if (!ticket.success) throw new StoreFailure('damaged', `a stored ticket cannot be read: ${ticket.error.message}`);
  return { ticket: ticket.data, copies: row.copies };
}

function text(ticket: Ticket): string {
  const parsed = ticketSchema.safeParse(ticket);
  if (!parsed.success) throw new StoreFailure('malformed', `ticket: ${parsed.error.message}`);
  return JSON.stringify(parsed.data);
}
