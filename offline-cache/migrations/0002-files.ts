import type { Migration } from './migration.ts';

/** Files waiting for the server: their bytes lie enciphered beside the database, these rows say who wants them and how far they are. */
export const filesSchema: Migration = {
  version: 2,
  name: 'files',
  sql: `
-- One per content. held: only kept here. waiting: to be uploaded. sent: the server has it. lost: its bytes are gone or damaged.
CREATE TABLE blob (
  blob_id TEXT PRIMARY KEY,
  bytes INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('held', 'waiting', 'sent', 'lost')),
  -- Place in the queue.
  turn INTEGER NOT NULL,
  -- How many drafts and manifest pages want it; 0: nobody does.
  wanted INTEGER NOT NULL,
  -- Where the log stood when the server had it: once a later fact is safe, the copy that made it safe holds this blob too.
  sent_log TEXT,
  sent_seq INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX blob_queue ON blob (state, turn);
CREATE INDEX blob_unwanted ON blob (blob_id) WHERE wanted = 0;

-- Scanned, and not yet part of a fact. The owner is the draft it belongs to.
CREATE TABLE blob_draft (
  owner TEXT NOT NULL,
  blob_id TEXT NOT NULL,
  PRIMARY KEY (owner, blob_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX blob_draft_blob ON blob_draft (blob_id);

-- Named by the fact op_id; kept until the bytes may go.
CREATE TABLE manifest_page (
  manifest_id TEXT NOT NULL,
  page INTEGER NOT NULL,
  blob_id TEXT NOT NULL,
  aggregate TEXT NOT NULL,
  op_id TEXT NOT NULL,
  PRIMARY KEY (manifest_id, page)
) STRICT, WITHOUT ROWID;
CREATE INDEX manifest_page_blob ON manifest_page (blob_id);

-- Kept by the transactions that change a state, so that no screen counts rows.
CREATE TABLE blob_total (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  pages INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  lost INTEGER NOT NULL,
  last_turn INTEGER NOT NULL
) STRICT;
INSERT INTO blob_total (id, pages, bytes, lost, last_turn) VALUES (1, 0, 0, 0, 0);
`,
};
