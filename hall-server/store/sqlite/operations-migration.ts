/** Restores, contacts, recovery copies, conditions and counters. Released with the others: never changed. */
export const OPERATIONS_SQL = `
ALTER TABLE hall_head ADD COLUMN restored_at_ms BIGINT;
ALTER TABLE hall_head ADD COLUMN restored_from_ms BIGINT;
ALTER TABLE hall_head ADD COLUMN recovering INTEGER NOT NULL DEFAULT 0;
ALTER TABLE hall_head ADD COLUMN own_series_from INTEGER NOT NULL DEFAULT 0;
CREATE TABLE terminal_contact (
  terminal_id TEXT NOT NULL PRIMARY KEY,
  seen_ms BIGINT NOT NULL,
  machine TEXT,
  incarnation TEXT NOT NULL,
  log_id TEXT NOT NULL,
  target BIGINT
);
INSERT INTO terminal_contact (terminal_id, seen_ms, machine, incarnation, log_id, target)
  SELECT terminal.id, COALESCE((SELECT MAX(at_ms) FROM audit_entry), terminal.enrolled_at_ms), NULL, hall_head.incarnation,
    (SELECT MAX(log_id) FROM log_cursor WHERE log_cursor.terminal_id = terminal.id), NULL
  FROM terminal CROSS JOIN hall_head
  WHERE EXISTS (SELECT 1 FROM log_cursor WHERE log_cursor.terminal_id = terminal.id);
CREATE TABLE recovery_copy (
  terminal_id TEXT NOT NULL PRIMARY KEY,
  key_id TEXT NOT NULL,
  value TEXT NOT NULL,
  deposited_at_ms BIGINT NOT NULL
);
CREATE TABLE condition (name TEXT NOT NULL PRIMARY KEY, at_ms BIGINT NOT NULL, value TEXT NOT NULL);
CREATE TABLE counter (name TEXT NOT NULL PRIMARY KEY, value BIGINT NOT NULL);
INSERT INTO counter (name, value) SELECT 'parked', COUNT(*) FROM parked_operation;
INSERT INTO counter (name, value) SELECT 'conflicts ' || business_day, COUNT(*) FROM conflict GROUP BY business_day;
INSERT INTO counter (name, value) SELECT 'tickets ' || business_day || ' ' || state, COUNT(*) FROM ticket GROUP BY business_day, state;
INSERT INTO counter (name, value) SELECT 'waiting ' || business_id, COUNT(*) FROM ticket WHERE state = 'waiting' GROUP BY business_id;
`;
