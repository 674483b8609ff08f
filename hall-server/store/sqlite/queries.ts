import { exhaustive } from '#kernel/exhaustive.ts';
import { LIVE_STATES } from '#domain/ticket/ticket.ts';
import type { PagedTable, QuerySelector, Selector } from '../hall-store.ts';
import { keyText, type KeyPart, type TableName } from '../tables.ts';
import { CODECS } from './row-codec.ts';
import { ROW_SQL, wanted } from './row-sql.ts';

/** One statement: the table its rows are of, the text and the values. */
export interface BuiltQuery {
  readonly table: TableName;
  readonly sql: string;
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
  // Also of a day to come: a kiosk alone may be past midnight before the hall has closed its day.
  ticket: "business_day >= (SELECT business_day FROM hall_head WHERE id = 'head') AND ",
};

/**
 * The statements for what is asked. Keys of one table, and questions that differ only in what they look for, become one
 * statement with a list: a batch of hundreds of facts asks ten times, not thousands of times.
 */
export function buildQueries(selectors: readonly Selector[]): readonly BuiltQuery[] {
  const lists = new Map<string, { readonly list: List; readonly asked: Map<string, Wanted> }>();
  const queries: BuiltQuery[] = [];
  const ask = (list: List, values: readonly Wanted[]): void => {
    let entry = lists.get(list.sql);
    if (!entry) lists.set(list.sql, (entry = { list, asked: new Map() }));
    for (const value of values) entry.asked.set(typeof value === 'object' ? keyText(value) : String(value), value);
  };
  for (const selector of selectors) {
    if ('keys' in selector) ask({ table: selector.table, sql: ROW_SQL[selector.table].byKeys }, selector.keys.map(plainKey));
    else if (selector.query === 'waiting-count' || selector.query === 'waiting-totals') continue;
    else if (isListed(selector)) ask(LISTS[selector.query], listedBy(selector));
    else queries.push(buildQuery(selector));
  }
  for (const { list, asked } of lists.values()) {
    if (asked.size > 0) queries.push({ ...list, values: [JSON.stringify([...asked.values()])] });
  }
  return queries;
}

/** Answered by the index of the queue alone. */
export const COUNT_WAITING = "SELECT COUNT(*) FROM ticket WHERE business_id = ? AND state = 'waiting' AND waiting_since_ms <= ?";

/** `!` is the character behind the space that ends the prefix. */
export const WAITING_TOTALS = "SELECT substr(name, 9) AS businessId, value AS count FROM counter WHERE name >= 'waiting ' AND name < 'waiting!' ORDER BY name";

type Wanted = KeyPart | readonly KeyPart[];

interface List {
  readonly table: TableName;
  readonly sql: string;
}

/** Questions that are asked once for every fact of a batch. */
const LISTS = {
  'live-tickets-of': { table: 'ticket', sql: `SELECT row.* FROM ${wanted('ticket', ['person_digest', 'business_id'])} AND row.state IN (${LIVE})` },
  'calls-of-ticket': { table: 'window_call', sql: `SELECT row.* FROM ${wanted('window_call', ['ticket_id'])}` },
  'ledger-of-ticket': { table: 'number_ledger', sql: `SELECT row.* FROM ${wanted('number_ledger', ['ticket_id'])}` },
  'events-of-operations': { table: 'event', sql: `SELECT row.* FROM ${wanted('event', ['op_id'])}` },
  'parked-of-aggregates': { table: 'parked_operation', sql: `SELECT row.* FROM ${wanted('parked_operation', ['aggregate'])} ORDER BY row.parked_at, row.seq` },
  'files-of-blobs': { table: 'file_wanted', sql: `SELECT row.* FROM ${wanted('file_wanted', ['blob_id'])}` },
} as const satisfies Readonly<Record<string, List>>;

type Listed = Extract<QuerySelector, { readonly query: keyof typeof LISTS }>;

function isListed(selector: QuerySelector): selector is Listed {
  return Object.hasOwn(LISTS, selector.query);
}

function listedBy(selector: Listed): readonly Wanted[] {
  switch (selector.query) {
    case 'live-tickets-of':
      return [[selector.personDigest, selector.businessId]];
    case 'calls-of-ticket':
    case 'ledger-of-ticket':
      return [selector.ticketId];
    case 'events-of-operations':
      return selector.opIds;
    case 'parked-of-aggregates':
      return selector.aggregates;
    case 'files-of-blobs':
      return selector.blobIds;
    default:
      return exhaustive(selector, 'query');
  }
}

function plainKey(key: readonly KeyPart[]): Wanted {
  return key.length === 1 ? key[0]! : key;
}

function buildQuery(selector: Exclude<QuerySelector, Listed | { readonly query: 'waiting-count' | 'waiting-totals' }>): BuiltQuery {
  const one = (table: TableName, where: string, ...values: (string | number)[]): BuiltQuery => ({ table, sql: `SELECT * FROM ${table} ${where}`, values });
  switch (selector.query) {
    case 'all':
      return one(selector.table, `ORDER BY ${CODECS[selector.table].keyNames.join(', ')}`);
    case 'waiting':
      return one('ticket', "WHERE business_id = ? AND state = 'waiting' ORDER BY waiting_since_ms LIMIT ?", selector.businessId, selector.limit);
    case 'at-window':
      return one('ticket', "WHERE window_id = ? AND state IN ('called', 'serving')", selector.windowId);
    case 'tickets-to-close':
      return one('ticket', 'WHERE business_day = ?', selector.businessDay);
    case 'open-calls':
      return one('window_call', 'WHERE ended_at_ms IS NULL');
    case 'bound-numbers':
      return one('number_ledger', "WHERE fate = 'bound' AND business_day <= ?", selector.throughDay);
    case 'highest-number':
      return one(
        'number_ledger',
        'WHERE hall_id = ? AND business_day = ? AND series = ? AND number BETWEEN ? AND ? ORDER BY number DESC LIMIT 1',
        selector.hallId,
        selector.businessDay,
        selector.series,
        selector.from,
        selector.to,
      );
    case 'events-of-log':
      return one('event', 'WHERE log_id = ? AND seq BETWEEN ? AND ?', selector.logId, selector.fromSeq, selector.toSeq);
    case 'parked-of-log':
      return one('parked_operation', 'WHERE log_id = ? AND seq BETWEEN ? AND ?', selector.logId, selector.fromSeq, selector.toSeq);
    case 'parked':
      return one('parked_operation', 'ORDER BY parked_at, seq');
    case 'parked-of-terminal':
      return one('parked_operation', 'WHERE terminal_id = ? ORDER BY parked_at, seq LIMIT ?', selector.terminalId, selector.limit);
    case 'first-parked':
      return one('parked_operation', 'ORDER BY parked_at, seq LIMIT ?', selector.limit);
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
    case 'files-of-aggregate':
      return one('file_wanted', 'WHERE aggregate = ? ORDER BY manifest_id, page', selector.aggregate);
    case 'unwanted-blobs':
      return one('blob', 'WHERE unwanted_since <= ? ORDER BY unwanted_since LIMIT ?', selector.throughVersion, selector.limit);
    case 'own-tickets-page':
      return one('ticket', `WHERE terminal_id = ? AND ${PAGE_FILTER.ticket}id > ? ORDER BY id LIMIT ?`, selector.terminalId, selector.afterId, selector.limit);
    case 'page':
      return one(selector.table, `WHERE ${PAGE_FILTER[selector.table]}id > ? ORDER BY id LIMIT ?`, selector.afterId, selector.limit);
    default:
      return exhaustive(selector, 'query');
  }
}
