/**
 * Tickets are told to those they concern only. Every terminal read more than that: the feed begins anew one revision on, so
 * that whatever cursor a terminal has, it is answered with the snapshot and loses what it should not hold.
 * Released with the others: never changed.
 */
export const FEED_SCOPES_SQL = `
CREATE INDEX ticket_terminal ON ticket (terminal_id, business_day, id);
DELETE FROM feed;
UPDATE hall_head SET revision = revision + 1, feed_floor = revision + 1;
`;
