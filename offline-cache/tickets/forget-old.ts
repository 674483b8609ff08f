import type { EngineContext } from '../engine/context.ts';
import { readSetting, writeSetting } from '../engine/settings.ts';

/** A kiosk shows and reprints today's tickets; a week leaves room for a long holiday and for questions. */
export const KEEP_DAYS = 7;
/** More than one, so that days without service are caught up with. */
const STEP_DAYS = 2;

const DAY_MS = 86_400_000;

/** Facts of these tickets may still have to be sent, again or at all, or staff must still decide about them. */
const STILL_HELD = "SELECT body ->> '$.aggregate' FROM operation";

/**
 * Drops what this machine needs no more, when a new business day begins: persons' references must not stay on a kiosk for
 * ever, and the file must not grow for ever. A ticket goes when its day is over for a week and every fact about it is
 * `safe`: operations are kept until then (and parked ones until staff settle them), so a ticket that none of them names
 * has none left. What cannot go today is tried again tomorrow.
 *
 * A server whose clock was wrong names a far day and takes it back. So what is kept from moves on by at most two days for each
 * day the server names: a holiday is caught up with within weeks, and before the marks of the real day would go, that day and
 * the next, all that anybody leased, are really over. No number is given twice, however far the wrong day was.
 */
export function forgetOld(context: EngineContext, businessDay: string): void {
  const wanted = daysAfter(businessDay, -KEEP_DAYS);
  const kept = readSetting<string>(context, 'kept-from') ?? keptSoFar(context) ?? wanted;
  const next = daysAfter(kept, STEP_DAYS);
  const day = next < wanted ? next : wanted;
  writeSetting(context, 'kept-from', day);
  context.run(`DELETE FROM ticket WHERE number IS NOT NULL AND business_day < ? AND 'ticket:' || ticket_id NOT IN (${STILL_HELD})`, day);
  // Drafts that came to nothing have no day and no facts: their last server time tells.
  context.run(
    "DELETE FROM ticket WHERE state = 'void' AND number IS NULL AND coalesce(value ->> '$.takenAt.lastServerMs', 0) < ?",
    Date.parse(day),
  );
  for (const table of ['issued', 'lease', 'permanent']) context.run(`DELETE FROM ${table} WHERE business_day < ?`, day);
}

/** A store that has not noted it, of an older program or rebuilt: its oldest number may be of the real day. */
function keptSoFar(context: EngineContext): string | null {
  const oldest = context.row<{ day: string | null }>(
    'SELECT min(day) AS day FROM (SELECT min(business_day) AS day FROM lease UNION ALL SELECT min(business_day) FROM issued UNION ALL SELECT min(business_day) FROM permanent)',
  );
  return oldest?.day == null ? null : daysAfter(oldest.day, -KEEP_DAYS);
}

function daysAfter(day: string, days: number): string {
  return new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);
}
