import type * as rows from './rows.ts';

/** All tables with their row types. */
export interface Tables {
  hall_head: rows.HallHead;
  hall: rows.HallRow;
  business: rows.BusinessRow;
  service_window: rows.WindowRow;
  terminal: rows.TerminalRow;
  enrolment_code: rows.EnrolmentCodeRow;
  number_series: rows.SeriesRow;
  number_ledger: rows.LedgerRow;
  lease: rows.LeaseRow;
  ticket: rows.TicketRow;
  event: rows.EventRow;
  log_cursor: rows.CursorRow;
  safe_mark: rows.SafeMarkRow;
  parked_operation: rows.ParkedRow;
  conflict: rows.ConflictRow;
  attention_mark: rows.AttentionMarkRow;
  idempotency: rows.IdempotencyRow;
  help_request: rows.HelpRow;
  window_call: rows.WindowCallRow;
  file_wanted: rows.WantedFileRow;
  blob: rows.BlobRow;
  feed: rows.FeedRow;
  audit_entry: rows.AuditRow;
  audit_detail: rows.AuditDetailRow;
  terminal_contact: rows.ContactRow;
  recovery_copy: rows.RecoveryCopyRow;
  condition: rows.ConditionRow;
}

export type TableName = keyof Tables;

/** `json` columns hold JSON text; the others are TEXT, INTEGER or REAL as they are. */
export type ColumnKind = 'plain' | 'json' | 'flag';

export interface TableSpec<Row> {
  readonly key: readonly (keyof Row & string)[];
  readonly columns: { readonly [Column in keyof Row]-?: ColumnKind };
}

const plain = 'plain';
const json = 'json';
const flag = 'flag';

/** How each row lies in its table; column names are the snake_case of the fields. */
export const TABLES: { readonly [Table in TableName]: TableSpec<Tables[Table]> } = {
  hall_head: {
    key: ['id'],
    columns: {
      id: plain,
      hallId: plain,
      incarnation: plain,
      version: plain,
      revision: plain,
      feedFloor: plain,
      businessDay: plain,
      auditSeq: plain,
      auditHash: plain,
      restoredAtMs: plain,
      restoredFromMs: plain,
      recovering: flag,
      ownSeriesFrom: plain,
    },
  },
  hall: { key: ['id'], columns: { id: plain, value: json, revision: plain } },
  business: { key: ['id'], columns: { id: plain, series: plain, value: json, revision: plain } },
  service_window: { key: ['id'], columns: { id: plain, value: json, revision: plain } },
  terminal: {
    key: ['id'],
    columns: { id: plain, name: plain, kind: plain, tokenHash: plain, ownSeries: plain, keyId: plain, publicKey: plain, enrolledAtMs: plain, revision: plain },
  },
  enrolment_code: {
    key: ['codeHash'],
    columns: { codeHash: plain, name: plain, kind: plain, expiresAtMs: plain, usedAtMs: plain, terminalId: plain },
  },
  number_series: {
    key: ['hallId', 'businessDay', 'series'],
    columns: { hallId: plain, businessDay: plain, series: plain, next: plain },
  },
  number_ledger: {
    key: ['hallId', 'businessDay', 'series', 'number'],
    columns: { hallId: plain, businessDay: plain, series: plain, number: plain, fate: plain, ticketId: plain, leaseId: plain },
  },
  lease: {
    key: ['id'],
    columns: { id: plain, terminalId: plain, businessDay: plain, series: plain, fromNumber: plain, toNumber: plain, grantedAtMs: plain },
  },
  ticket: {
    key: ['id'],
    columns: {
      id: plain,
      visitId: plain,
      leg: plain,
      businessId: plain,
      number: json,
      state: plain,
      paper: plain,
      person: json,
      purpose: plain,
      cases: plain,
      party: plain,
      onBehalf: plain,
      offline: flag,
      takenAt: json,
      windowId: plain,
      version: plain,
      terminalId: plain,
      businessDay: plain,
      personDigest: plain,
      waitingSinceMs: plain,
      issuedAtMs: plain,
      calledAtMs: plain,
      calls: plain,
      revision: plain,
    },
  },
  event: {
    key: ['id'],
    columns: { id: plain, aggregate: plain, kind: plain, atMs: plain, appliedAtMs: plain, actor: plain, opId: plain, logId: plain, seq: plain, opHash: plain, detail: json },
  },
  log_cursor: { key: ['terminalId', 'logId'], columns: { terminalId: plain, logId: plain, seq: plain, headHash: plain, safeSeq: plain } },
  safe_mark: { key: ['terminalId', 'logId', 'slice'], columns: { terminalId: plain, logId: plain, slice: plain, seq: plain } },
  parked_operation: {
    key: ['opId'],
    columns: {
      opId: plain,
      terminalId: plain,
      logId: plain,
      seq: plain,
      aggregate: plain,
      reason: plain,
      detail: plain,
      hash: plain,
      body: plain,
      parkedAt: plain,
      serverMs: plain,
      bootId: plain,
      monotonicMs: plain,
    },
  },
  conflict: {
    key: ['id'],
    columns: { id: plain, kind: plain, aggregate: plain, opId: plain, atMs: plain, businessDay: plain, detail: json },
  },
  attention_mark: { key: ['id'], columns: { id: plain, state: plain, note: plain, atMs: plain, actor: plain } },
  idempotency: {
    key: ['terminalId', 'key'],
    columns: { terminalId: plain, key: plain, command: plain, businessDay: plain, answer: json },
  },
  help_request: {
    key: ['id'],
    columns: { id: plain, terminalId: plain, terminalName: plain, screen: plain, atMs: plain, answeredAtMs: plain, revision: plain },
  },
  window_call: {
    key: ['id'],
    columns: { id: plain, windowId: plain, ticketId: plain, calledAtMs: plain, rule: plain, endedAtMs: plain, outcome: plain },
  },
  file_wanted: {
    key: ['manifestId', 'page'],
    columns: { manifestId: plain, page: plain, aggregate: plain, blobId: plain, bytes: plain, mediaType: plain, name: plain, terminalId: plain, lost: plain },
  },
  blob: { key: ['blobId'], columns: { blobId: plain, bytes: plain, unwantedSince: plain } },
  feed: {
    key: ['revision'],
    columns: { revision: plain, entity: plain, entityId: plain, scopeBefore: json, scopeAfter: json, value: json },
  },
  audit_entry: { key: ['seq'], columns: { seq: plain, atMs: plain, actor: plain, action: plain, digest: plain, hash: plain } },
  audit_detail: { key: ['seq'], columns: { seq: plain, salt: plain, detail: json } },
  terminal_contact: {
    key: ['terminalId'],
    columns: { terminalId: plain, seenMs: plain, machine: plain, incarnation: plain, logId: plain, target: plain },
  },
  recovery_copy: { key: ['terminalId'], columns: { terminalId: plain, keyId: plain, value: json, depositedAtMs: plain } },
  condition: { key: ['name'], columns: { name: plain, atMs: plain, value: json } },
};

export type KeyPart = string | number;

/** The key of a row as one text, for maps. */
export function keyText(parts: readonly KeyPart[]): string {
  return parts.length === 1 ? String(parts[0]) : parts.join('\u0000');
}

export function keyOf<Table extends TableName>(table: Table, row: Tables[Table]): readonly KeyPart[] {
  return TABLES[table].key.map((column) => row[column] as KeyPart);
}
