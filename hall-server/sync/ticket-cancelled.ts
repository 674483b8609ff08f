import { decideTicket } from '#domain/ticket/transitions.ts';
import { endCall } from '../windows/window-calls.ts';
import { setFate } from '../numbers/ledger.ts';
import { APPLIED, appendOperationEvent, noteConflict, type Applied, type Applying } from './applying.ts';

/** The person gave the ticket back, or it never was a ticket to anybody. */
export function applyTicketCancelled(applying: Applying<'ticket.cancelled'>): Applied {
  const { work, deciding, receipt, operation } = applying;
  const { ticketId, reason } = operation.payload;
  const row = work.table('ticket').get(ticketId);
  if (row && row.terminalId !== receipt.terminalId) return { kind: 'unauthorised', detail: `ticket of terminal ${row.terminalId}` };
  const aggregate = `ticket:${ticketId}`;
  appendOperationEvent(applying, aggregate, { reason });
  if (!row) {
    noteConflict(applying, 'unknown-ticket', aggregate);
    return APPLIED;
  }
  const cancelled = decideTicket(row, 'cancel');
  if (!cancelled.ok) {
    noteConflict(applying, 'cancelled-too-late', aggregate, { state: row.state, reason });
    return APPLIED;
  }
  if (row.issuedAtMs === null && row.number) setFate(work, row.number, { fate: 'void', ticketId });
  endCall(work, ticketId, deciding.nowMs, 'cancelled');
  work.table('ticket').put({ ...row, ...cancelled.value });
  return APPLIED;
}
