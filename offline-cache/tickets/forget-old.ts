import type { EngineContext } from '../engine/context.ts';

/** A kiosk shows and reprints today's tickets; a week leaves room for a long holiday and for questions. */
export const KEEP_DAYS = 7;

const DAY_MS = 86_400_000;

/**
 * Drops what this machine needs no more: persons' references must not stay on a kiosk for ever, and the file must not
 * grow for ever. Nothing goes while a fact still waits to be sent. Days only move forward, so their marks may go too.
 */
export function forgetOld(context: EngineContext, businessDay: string): void {
  const { applied, seq } = context.memory.head;
  if (applied < seq) return;
  const oldest = new Date(Date.parse(businessDay) - KEEP_DAYS * DAY_MS);
  const day = oldest.toISOString().slice(0, 10);
  context.run('DELETE FROM ticket WHERE business_day < ? AND number IS NOT NULL', day);
  // Drafts that came to nothing have no day: their last server time tells.
  context.run("DELETE FROM ticket WHERE state = 'void' AND number IS NULL AND (value ->> '$.takenAt.lastServerMs') < ?", oldest.getTime());
  for (const table of ['issued', 'lease', 'permanent']) context.run(`DELETE FROM ${table} WHERE business_day < ?`, day);
}
