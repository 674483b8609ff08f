import { ATTENTION_SQL } from './attention-migration.ts';
import { FEED_SCOPES_SQL } from './feed-scopes-migration.ts';
import { OPERATIONS_SQL } from './operations-migration.ts';

/**
 * Numbered, never changed once released; each runs in one transaction. Portable SQL only (SQLite, PostgreSQL and
 * relatives): TEXT keys, BIGINT times, no sequences, no triggers, uniqueness by UNIQUE.
 */
export interface Migration {
  readonly version: number;
  readonly name: string;
  readonly sql: string;
}

export const MIGRATIONS: readonly Migration[] = [
  {
    version: 1,
    name: 'the hall',
    sql: `
CREATE TABLE hall_head (
  id TEXT NOT NULL PRIMARY KEY CHECK (id = 'head'),
  hall_id TEXT NOT NULL,
  incarnation TEXT NOT NULL,
  version BIGINT NOT NULL,
  revision BIGINT NOT NULL,
  feed_floor BIGINT NOT NULL,
  business_day TEXT NOT NULL,
  audit_seq BIGINT NOT NULL,
  audit_hash TEXT NOT NULL
);
CREATE TABLE hall (id TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL, revision BIGINT NOT NULL);
CREATE TABLE business (id TEXT NOT NULL PRIMARY KEY, series TEXT NOT NULL, value TEXT NOT NULL, revision BIGINT NOT NULL);
CREATE TABLE service_window (id TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL, revision BIGINT NOT NULL);
CREATE TABLE terminal (
  id TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  token_hash TEXT NOT NULL UNIQUE,
  own_series TEXT UNIQUE,
  key_id TEXT NOT NULL,
  public_key TEXT NOT NULL,
  enrolled_at_ms BIGINT NOT NULL,
  revision BIGINT NOT NULL
);
CREATE TABLE enrolment_code (
  code_hash TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  expires_at_ms BIGINT NOT NULL,
  used_at_ms BIGINT,
  terminal_id TEXT
);
CREATE TABLE number_series (
  hall_id TEXT NOT NULL,
  business_day TEXT NOT NULL,
  series TEXT NOT NULL,
  next INTEGER NOT NULL,
  PRIMARY KEY (hall_id, business_day, series)
);
CREATE TABLE number_ledger (
  hall_id TEXT NOT NULL,
  business_day TEXT NOT NULL,
  series TEXT NOT NULL,
  number INTEGER NOT NULL,
  fate TEXT NOT NULL CHECK (fate IN ('bound', 'leased', 'used', 'void')),
  ticket_id TEXT,
  lease_id TEXT,
  PRIMARY KEY (hall_id, business_day, series, number)
);
CREATE INDEX number_ledger_ticket ON number_ledger (ticket_id) WHERE ticket_id IS NOT NULL;
CREATE INDEX number_ledger_bound ON number_ledger (business_day) WHERE fate = 'bound';
CREATE TABLE lease (
  id TEXT NOT NULL PRIMARY KEY,
  terminal_id TEXT NOT NULL,
  business_day TEXT NOT NULL,
  series TEXT NOT NULL,
  from_number INTEGER NOT NULL,
  to_number INTEGER NOT NULL,
  granted_at_ms BIGINT NOT NULL
);
CREATE TABLE ticket (
  id TEXT NOT NULL PRIMARY KEY,
  visit_id TEXT NOT NULL,
  leg INTEGER NOT NULL,
  business_id TEXT NOT NULL,
  number TEXT,
  state TEXT NOT NULL,
  paper TEXT NOT NULL,
  person TEXT,
  purpose TEXT NOT NULL,
  cases INTEGER NOT NULL,
  party INTEGER NOT NULL,
  on_behalf TEXT NOT NULL,
  offline INTEGER NOT NULL,
  taken_at TEXT NOT NULL,
  window_id TEXT,
  version INTEGER NOT NULL,
  terminal_id TEXT NOT NULL,
  business_day TEXT NOT NULL,
  person_digest TEXT,
  waiting_since_ms DOUBLE PRECISION NOT NULL,
  issued_at_ms BIGINT,
  called_at_ms BIGINT,
  calls INTEGER NOT NULL,
  revision BIGINT NOT NULL
);
CREATE INDEX ticket_queue ON ticket (business_id, state, waiting_since_ms);
CREATE INDEX ticket_person ON ticket (person_digest, business_id) WHERE person_digest IS NOT NULL;
CREATE INDEX ticket_window ON ticket (window_id, state) WHERE window_id IS NOT NULL;
CREATE INDEX ticket_day ON ticket (business_day, id);
CREATE TABLE event (
  id TEXT NOT NULL PRIMARY KEY,
  aggregate TEXT NOT NULL,
  kind TEXT NOT NULL,
  at_ms DOUBLE PRECISION NOT NULL,
  applied_at_ms BIGINT NOT NULL,
  actor TEXT NOT NULL,
  op_id TEXT UNIQUE,
  log_id TEXT,
  seq BIGINT,
  op_hash TEXT,
  detail TEXT NOT NULL
);
CREATE INDEX event_aggregate ON event (aggregate);
CREATE UNIQUE INDEX event_log ON event (log_id, seq) WHERE log_id IS NOT NULL;
CREATE TABLE log_cursor (
  terminal_id TEXT NOT NULL,
  log_id TEXT NOT NULL,
  seq BIGINT NOT NULL,
  head_hash TEXT NOT NULL,
  safe_seq BIGINT NOT NULL,
  PRIMARY KEY (terminal_id, log_id)
);
CREATE TABLE safe_mark (
  terminal_id TEXT NOT NULL,
  log_id TEXT NOT NULL,
  slice BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  PRIMARY KEY (terminal_id, log_id, slice)
);
CREATE TABLE parked_operation (
  op_id TEXT NOT NULL PRIMARY KEY,
  terminal_id TEXT NOT NULL,
  log_id TEXT NOT NULL,
  seq BIGINT NOT NULL,
  aggregate TEXT NOT NULL,
  reason TEXT NOT NULL,
  detail TEXT NOT NULL,
  hash TEXT NOT NULL,
  body TEXT NOT NULL,
  parked_at BIGINT NOT NULL,
  server_ms BIGINT NOT NULL,
  boot_id TEXT NOT NULL,
  monotonic_ms DOUBLE PRECISION NOT NULL
);
CREATE INDEX parked_aggregate ON parked_operation (aggregate, parked_at, seq);
CREATE INDEX parked_log ON parked_operation (log_id, seq);
CREATE TABLE conflict (
  id TEXT NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  aggregate TEXT NOT NULL,
  op_id TEXT NOT NULL,
  at_ms DOUBLE PRECISION NOT NULL,
  business_day TEXT NOT NULL,
  detail TEXT NOT NULL
);
CREATE INDEX conflict_day ON conflict (business_day);
CREATE TABLE idempotency (
  terminal_id TEXT NOT NULL,
  key TEXT NOT NULL,
  command TEXT NOT NULL,
  business_day TEXT NOT NULL,
  answer TEXT NOT NULL,
  PRIMARY KEY (terminal_id, key)
);
CREATE INDEX idempotency_day ON idempotency (business_day);
CREATE TABLE help_request (
  id TEXT NOT NULL PRIMARY KEY,
  terminal_id TEXT NOT NULL,
  terminal_name TEXT NOT NULL,
  screen TEXT NOT NULL,
  at_ms DOUBLE PRECISION NOT NULL,
  answered_at_ms BIGINT,
  revision BIGINT NOT NULL
);
CREATE INDEX help_open ON help_request (id) WHERE answered_at_ms IS NULL;
CREATE TABLE window_call (
  id TEXT NOT NULL PRIMARY KEY,
  window_id TEXT NOT NULL,
  ticket_id TEXT NOT NULL,
  called_at_ms BIGINT NOT NULL,
  rule TEXT NOT NULL,
  ended_at_ms BIGINT,
  outcome TEXT
);
CREATE INDEX window_call_ticket ON window_call (ticket_id);
CREATE INDEX window_call_open ON window_call (window_id) WHERE ended_at_ms IS NULL;
CREATE TABLE feed (
  revision BIGINT NOT NULL PRIMARY KEY,
  entity TEXT NOT NULL,
  entity_id TEXT NOT NULL,
  scope_before TEXT NOT NULL,
  scope_after TEXT NOT NULL,
  value TEXT
);
CREATE TABLE audit_entry (
  seq BIGINT NOT NULL PRIMARY KEY,
  at_ms BIGINT NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  digest TEXT NOT NULL,
  hash TEXT NOT NULL
);
CREATE TABLE audit_detail (seq BIGINT NOT NULL PRIMARY KEY, salt TEXT NOT NULL, detail TEXT NOT NULL);
`,
  },
  {
    version: 2,
    name: 'files',
    sql: `
CREATE TABLE file_wanted (
  manifest_id TEXT NOT NULL,
  page INTEGER NOT NULL,
  aggregate TEXT NOT NULL,
  blob_id TEXT NOT NULL,
  bytes BIGINT NOT NULL,
  media_type TEXT NOT NULL,
  name TEXT NOT NULL,
  terminal_id TEXT NOT NULL,
  lost TEXT,
  PRIMARY KEY (manifest_id, page)
);
CREATE INDEX file_wanted_aggregate ON file_wanted (aggregate, manifest_id, page);
CREATE INDEX file_wanted_blob ON file_wanted (blob_id);
CREATE TABLE blob (
  blob_id TEXT NOT NULL PRIMARY KEY,
  bytes BIGINT NOT NULL,
  unwanted_since BIGINT
);
CREATE INDEX blob_unwanted ON blob (unwanted_since) WHERE unwanted_since IS NOT NULL;
`,
  },
  { version: 3, name: 'hall operations', sql: OPERATIONS_SQL },
  { version: 4, name: 'attention', sql: ATTENTION_SQL },
  { version: 5, name: 'feed scopes', sql: FEED_SCOPES_SQL },
];

export const NEWEST_SCHEMA = MIGRATIONS.at(-1)!.version;
