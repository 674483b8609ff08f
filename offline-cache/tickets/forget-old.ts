import type { EngineContext } from '../engine/context.ts';

/** A kiosk shows and reprints today's tickets; a week leaves room for a long holiday and for questions. */
export const KEEP_DAYS = 7;

const DAY_MS = 86_400_000;

/** Facts of these tickets may still have to be sent, again or at all, or staff must still decide about them. */
const STILL_HELD = "SELECT body ->> '$.aggregate' FROM operation";

/**
 * Drops what this machine needs no more, when a new business day begins: persons' references must not stay on a kiosk for
 * ever, and the file must not grow for ever. A ticket goes when its day is over for a week and every fact about it is
 * `safe`: operations are kept until then (and parked ones until staff settle them), so a ticket that none of them names
 * has none left. What cannot go today is tried again tomorrow. Days only move forward, so their marks may go too.
 */
export function forgetOld(context: EngineContext, businessDay: string): void {
  const oldest = new Date(Date.parse(businessDay) - KEEP_DAYS * DAY_MS);
  const day = oldest.toISOString().slice(0, 10);
  context.run(`DELETE FROM ticket WHERE number IS NOT NULL AND business_day < ? AND 'ticket:' || ticket_id NOT IN (${STILL_HELD})`, day);
  // Drafts that came to nothing have no day and no facts: their last server time tells.
  context.run(
    "DELETE FROM ticket WHERE state = 'void' AND number IS NULL AND coalesce(value ->> '$.takenAt.lastServerMs', 0) < ?",
    oldest.getTime(),
  );
  for (const table of ['issued', 'lease', 'permanent']) context.run(`DELETE FROM ${table} WHERE business_day < ?`, day);
}
