import { exhaustive } from '#kernel/exhaustive.ts';
import { LIVE_STATES } from '#domain/ticket/ticket.ts';
import type { PagedTable, QuerySelector } from '../hall-store.ts';
import type { TableName } from '../tables.ts';

/** The SQL of each named query: which table its rows are of, the text after FROM, and the values. */
export interface BuiltQuery {
  readonly table: TableName;
  readonly where: string;
  readonly values: readonly (string | number)[];
}

const LIVE = [...LIVE_STATES].map((state) => `'${state}'`).join(', ');

/** Published rows that a snapshot may leave out anyway are left to the database, so that a page is O(page). */
const PAGE_FILTER: { readonly [Table in PagedTable]: string } = {
  hall: '',
  business: '',
  service_window: '',
  terminal: '',
  help_request: 'answered_at_ms IS NULL AND ',
  ticket: "business_day = (SELECT business_day FROM hall_head WHERE id = 'head') AND ",
};

export function buildQuery(selector: QuerySelector): readonly BuiltQuery[] {
  const one = (table: TableName, where: string, ...values: (string | number)[]): BuiltQuery[] => [{ table, where, values }];
  switch (selector.query) {
    case 'all':
      return one(selector.table, 'ORDER BY id');
    case 'live-tickets-of':
      return one('ticket', `WHERE person_digest = ? AND business_id = ? AND state IN (${LIVE})`, selector.personDigest, selector.businessId);
    case 'waiting':
      return one('ticket', "WHERE business_id = ? AND state = 'waiting' ORDER BY waiting_since_ms LIMIT ?", selector.businessId, selector.limit);
    case 'at-window':
      return one('ticket', "WHERE window_id = ? AND state IN ('called', 'serving')", selector.windowId);
    case 'tickets-to-close':
      return one('ticket', 'WHERE business_day = ?', selector.businessDay);
    case 'calls-of-ticket':
      return one('window_call', 'WHERE ticket_id = ?', selector.ticketId);
    case 'open-calls':
      return one('window_call', 'WHERE ended_at_ms IS NULL');
    case 'ledger-of-ticket':
      return one('number_ledger', 'WHERE ticket_id = ?', selector.ticketId);
    case 'bound-numbers':
      return one('number_ledger', "WHERE fate = 'bound' AND business_day <= ?", selector.throughDay);
    case 'events-of-operations':
      return selector.opIds.map((opId) => ({ table: 'event', where: 'WHERE op_id = ?', values: [opId] }));
    case 'events-of-log':
      return one('event', 'WHERE log_id = ? AND seq BETWEEN ? AND ?', selector.logId, selector.fromSeq, selector.toSeq);
    case 'parked-of-log':
      return one('parked_operation', 'WHERE log_id = ? AND seq BETWEEN ? AND ?', selector.logId, selector.fromSeq, selector.toSeq);
    case 'parked-of-aggregates':
      return selector.aggregates.map((aggregate) => ({ table: 'parked_operation', where: 'WHERE aggregate = ? ORDER BY parked_at, seq', values: [aggregate] }));
    case 'parked':
      return one('parked_operation', 'ORDER BY parked_at, seq');
    case 'conflicts-of-day':
      return one('conflict', 'WHERE business_day = ? ORDER BY at_ms', selector.businessDay);
    case 'safe-mark':
      return one(
        'safe_mark',
        'WHERE terminal_id = ? AND log_id = ? AND slice <= ? ORDER BY slice',
        selector.terminalId,
        selector.logId,
        selector.slice,
      );
    case 'idempotency-before':
      return one('idempotency', 'WHERE business_day < ?', selector.businessDay);
    case 'page':
      return one(selector.table, `WHERE ${PAGE_FILTER[selector.table]}id > ? ORDER BY id LIMIT ?`, selector.afterId, selector.limit);
    default:
      return exhaustive(selector, 'query');
  }
}
