import { operationPayloads, type OperationEnvelope, type OperationKind } from '#contracts/sync/operation.ts';
import type { Ticket } from '#domain/ticket/ticket.ts';
import { ticket as ticketSchema } from '#contracts/schemas.ts';
import { putFileFactRows } from '../blobs/file-fact-rows.ts';
import type { Connection } from '../database/open-database.ts';

/**
 * The business rows of a fact whose own rows are lost: what a ticket was when it was issued, and what became of its paper. Total over the
 * kinds: one that leaves no row here leaves none.
 */
export function putFactRows(connection: Connection, envelope: OperationEnvelope): void {
  const { kind, payload, opId } = envelope;
  putFileFactRows(connection, envelope);
  if (kind === 'ticket.issued') issued(connection, payload, opId);
  if (kind === 'ticket.paper') {
    const read = operationPayloads['ticket.paper'].safeParse(payload);
    if (read.success) change(connection, read.data.ticketId, { paper: read.data.paper }, read.data.copy);
  }
  if (kind === 'ticket.cancelled') {
    const read = operationPayloads['ticket.cancelled'].safeParse(payload);
    if (read.success) change(connection, read.data.ticketId, { state: 'cancelled' }, null);
  }
}

/** Kinds whose rows `putFactRows` makes; of all others there is nothing to make. */
export const KINDS_WITH_ROWS: ReadonlySet<OperationKind> = new Set(['ticket.issued', 'ticket.paper', 'ticket.cancelled', 'files.attached', 'files.detached', 'file.lost']);

function issued(connection: Connection, payload: unknown, opId: string): void {
  const read = operationPayloads['ticket.issued'].safeParse(payload);
  if (!read.success) return;
  const { ticketId, ...facts } = read.data;
  // Paper was begun with the number; what became of it is not known unless a later fact says so.
  const ticket: Ticket = { ...facts, id: ticketId, state: 'waiting', paper: 'printing', windowId: null, version: 2 };
  const { changes } = connection
    .prepare(
      `INSERT INTO ticket (ticket_id, tap_id, copies, value) VALUES (?, ?, 1, ?)
       ON CONFLICT (ticket_id) DO UPDATE SET value = excluded.value, copies = 1 WHERE ticket.number IS NULL`,
    )
    .run(ticketId, `salvaged:${opId}`, JSON.stringify(ticket));
  // Known with its number already, so counted already.
  if (changes === 0) return;
  connection
    .prepare('INSERT INTO issued (business_day, count) VALUES (?, 1) ON CONFLICT (business_day) DO UPDATE SET count = count + 1')
    .run(facts.number.businessDay);
}

function change(connection: Connection, ticketId: string, what: Partial<Ticket>, copies: number | null): void {
  const row = connection.prepare('SELECT value, copies FROM ticket WHERE ticket_id = ?').get(ticketId) as { value: string; copies: number } | undefined;
  if (!row) return;
  const before = ticketSchema.safeParse(JSON.parse(row.value));
  if (!before.success) return;
  const after: Ticket = { ...before.data, ...what, version: before.data.version + 1 };
  connection.prepare('UPDATE ticket SET value = ?, copies = ? WHERE ticket_id = ?').run(JSON.stringify(after), copies ?? row.copies, ticketId);
}
