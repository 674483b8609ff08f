import type { Migration } from './migration.ts';

/**
 * Rows that only carry a document (ticket, operation) keep it whole as JSON text; what is searched by is a generated
 * column of it, so that there is one truth.
 */
export const firstSchema: Migration = {
  version: 1,
  name: 'first schema',
  sql: `
-- Small singletons: enrolment, feed cursor, server time, backoff. JSON by name.
CREATE TABLE setting (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE ticket (
  ticket_id TEXT PRIMARY KEY,
  -- One per touch: a double tap meets the row the first one made.
  tap_id TEXT NOT NULL UNIQUE,
  -- How many times paper was begun: 0 for a draft, 1 for the first print.
  copies INTEGER NOT NULL,
  value TEXT NOT NULL,
  state TEXT GENERATED ALWAYS AS (value ->> '$.state') VIRTUAL,
  paper TEXT GENERATED ALWAYS AS (value ->> '$.paper') VIRTUAL,
  person_digest TEXT GENERATED ALWAYS AS (value ->> '$.person.digest') VIRTUAL,
  business_day TEXT GENERATED ALWAYS AS (value ->> '$.number.businessDay') VIRTUAL,
  series TEXT GENERATED ALWAYS AS (value ->> '$.number.series') VIRTUAL,
  number INTEGER GENERATED ALWAYS AS (value ->> '$.number.number') VIRTUAL,
  leg INTEGER GENERATED ALWAYS AS (value ->> '$.leg') VIRTUAL
) STRICT;
-- No number twice from this machine, whatever a lease says; later legs of a visit share the number of the first.
CREATE UNIQUE INDEX ticket_by_number ON ticket (business_day, series, number, leg) WHERE number IS NOT NULL;
CREATE INDEX ticket_by_person ON ticket (person_digest) WHERE person_digest IS NOT NULL;
CREATE INDEX ticket_drafts ON ticket (ticket_id) WHERE state = 'issuing';
CREATE INDEX ticket_printing ON ticket (ticket_id) WHERE paper = 'printing';

-- Facts in order; the body is what is hashed and sent, byte for byte.
CREATE TABLE operation (
  seq INTEGER PRIMARY KEY,
  op_id TEXT NOT NULL UNIQUE,
  hash TEXT NOT NULL,
  body TEXT NOT NULL
) STRICT;

-- The one log in use. (base_seq, base_hash) is its head when rows were last pruned; rows after it move the head on.
CREATE TABLE log_head (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  log_id TEXT NOT NULL,
  base_seq INTEGER NOT NULL,
  base_hash TEXT NOT NULL,
  applied INTEGER NOT NULL,
  safe INTEGER NOT NULL,
  parked INTEGER NOT NULL
) STRICT;

-- Operations the server could not apply; their rows are never pruned.
CREATE TABLE parked (
  op_id TEXT PRIMARY KEY,
  reason TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- How many tickets were issued, kept by the transactions that issue.
CREATE TABLE issued (
  business_day TEXT PRIMARY KEY,
  count INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Blocks only this terminal may give out. next is moved in the transaction that uses the number, and never back.
CREATE TABLE lease (
  business_day TEXT NOT NULL,
  series TEXT NOT NULL,
  first INTEGER NOT NULL,
  last INTEGER NOT NULL,
  next INTEGER NOT NULL,
  origin TEXT NOT NULL,
  lease_id TEXT NOT NULL,
  PRIMARY KEY (business_day, series, first)
) STRICT, WITHOUT ROWID;

-- High-water mark of the permanent sub-series, per day and series.
CREATE TABLE permanent (
  business_day TEXT NOT NULL,
  series TEXT NOT NULL,
  next INTEGER NOT NULL,
  PRIMARY KEY (business_day, series)
) STRICT, WITHOUT ROWID;

-- What the feed told, as it told it: a program that can read more finds it here after an update.
CREATE TABLE replica (
  entity TEXT NOT NULL,
  id TEXT NOT NULL,
  revision INTEGER NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (entity, id)
) STRICT, WITHOUT ROWID;
`,
};
