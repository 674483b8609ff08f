import { APPLIED, appendOperationEvent, noteConflict, type Applied, type Applying } from './applying.ts';

/** What became of the paper. Any terminal may tell: an existing ticket can be reprinted at another kiosk. */
export function applyTicketPaper(applying: Applying<'ticket.paper'>): Applied {
  const { work, operation } = applying;
  const { ticketId, paper, copy, source } = operation.payload;
  const aggregate = `ticket:${ticketId}`;
  appendOperationEvent(applying, aggregate, { paper, copy, source });
  const row = work.table('ticket').get(ticketId);
  if (!row) noteConflict(applying, 'unknown-ticket', aggregate);
  else if (row.paper !== paper) work.table('ticket').put({ ...row, paper, version: row.version + 1 });
  return APPLIED;
}
