import { hash } from 'node:crypto';
import { AFTER_NEW_LOG_PART, AFTER_NEW_LOG_RANGE } from '#domain/ticket/number.ts';
import type { EngineContext } from '../engine/context.ts';
import { readSetting, writeSetting } from '../engine/settings.ts';

/**
 * Numbers after a new log (decision 0014). A store that went back in time, or of which a second one runs, must not give
 * numbers by its own marks again: its leases are dropped, and until the server lends new ones, and whenever it lends
 * none, it gives permanent numbers from parts of AFTER_NEW_LOG_RANGE that its log's name chooses. Leases lent afterwards
 * are as good as ever: the server lends a number once.
 *
 * Whoever begins such a log (restore, clone, fork, a rebuild whose marks are not whole) calls `distrustNumbers` in the
 * transaction that begins it. A rebuild whose marks are exact does not.
 */

/**
 * Uses up every block that is here. The rows stay: they say for which days the server ever lent numbers, and keep a block
 * that is told again from coming back to life. @param logId the new log; chooses the parts from now on
 */
export function distrustNumbers(context: EngineContext, logId: string): void {
  context.run('UPDATE lease SET next = last + 1');
  writeSetting(context, 'number-parts', logId);
}

/** With a new series the ordinary permanent range is this store's own again. */
export function trustNumbers(context: EngineContext): void {
  context.run("DELETE FROM setting WHERE name = 'number-parts'");
}

/** The log whose name chooses the parts; null while permanent numbers come from PERMANENT_RANGE. */
export function partsChooser(context: Pick<EngineContext, 'row'>): string | null {
  return readSetting<string>(context, 'number-parts');
}

export interface NumberPart {
  readonly from: number;
  readonly to: number;
}

/** How many parts there are. */
export const PART_COUNT = (AFTER_NEW_LOG_RANGE.to - AFTER_NEW_LOG_RANGE.from + 1) / AFTER_NEW_LOG_PART;

/** The part this log gives from on its `turn`-th turn (from 0) of the day; null after the last. No part comes twice. */
export function partOf(chooser: string, businessDay: string, turn: number): NumberPart | null {
  if (turn >= PART_COUNT) return null;
  const digest = hash('sha256', `${chooser} ${businessDay}`, 'buffer');
  const start = digest.readUInt32BE(0) % PART_COUNT;
  const step = 1 + (digest.readUInt32BE(4) % (PART_COUNT - 1));
  const from = AFTER_NEW_LOG_RANGE.from + ((start + turn * step) % PART_COUNT) * AFTER_NEW_LOG_PART;
  return { from, to: from + AFTER_NEW_LOG_PART - 1 };
}

/** Lease name of such a part: it is kept as a block of its own, so that its mark moves like that of any block. */
const partLease = (chooser: string): string => `after-new-log ${chooser}`;

/** Opens the next part of the day as a block. @returns false when permanent numbers are the ordinary ones, or all parts are used */
export function openNextPart(context: EngineContext, businessDay: string, series: string): boolean {
  const chooser = partsChooser(context);
  if (chooser === null) return false;
  const opened = context.row<{ turns: number }>(
    'SELECT count(*) AS turns FROM lease WHERE business_day = ? AND series = ? AND lease_id = ?',
    businessDay, series, partLease(chooser),
  );
  const part = partOf(chooser, businessDay, opened?.turns ?? 0);
  if (!part) return false;
  // A part that a log before this one opened keeps its mark.
  context.run(
    `INSERT INTO lease (business_day, series, first, last, next, origin, lease_id) VALUES (?, ?, ?, ?, ?, 'permanent', ?)
     ON CONFLICT (business_day, series, first) DO UPDATE SET lease_id = excluded.lease_id`,
    businessDay, series, part.from, part.to, part.from, partLease(chooser),
  );
  return true;
}
