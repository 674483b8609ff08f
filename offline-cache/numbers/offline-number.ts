import { z } from 'zod';
import { PERMANENT_RANGE, type NumberBlock, type TicketNumber } from '#domain/ticket/number.ts';
import { numberBlock } from '#contracts/schemas.ts';
import type { EngineContext } from '../engine/context.ts';
import { openNextPart, partsChooser } from './after-new-log.ts';
import { StoreFailure } from '../store-failure.ts';
import { businessDayNow } from './business-day.ts';

interface LeaseRow {
  readonly series: string;
  readonly first: number;
  readonly last: number;
  readonly next: number;
  readonly origin: NumberBlock['origin'];
}

/** The business day of a number given now without the server; null when no time was ever told. */
export function currentBusinessDay(context: EngineContext): string | null {
  const { server, timeZone } = context.memory;
  const leasedDays = context.rows<{ day: string }>('SELECT DISTINCT business_day AS day FROM lease').map(({ day }) => day);
  return businessDayNow(server, { bootId: context.bootId, ...context.moment }, timeZone, leasedDays);
}

/** Takes the next number of today's leases, else of the permanent sub-series; the marks move in this transaction. */
export function takeOfflineNumber(context: EngineContext): TicketNumber | null {
  const businessDay = currentBusinessDay(context);
  if (businessDay === null) return null;
  return takeLeased(context, businessDay) ?? takePermanent(context, businessDay);
}

const blocksSchema = z.array(numberBlock);

/**
 * Stores blocks; one that is already known keeps the mark of what was used of it. What the contract does not know is not
 * stored: every later number would fail on it. @throws StoreFailure malformed
 */
export function saveLease(context: EngineContext, blocks: readonly NumberBlock[]): void {
  // Member by member: a newer server may say more.
  const parsed = blocksSchema.safeParse(blocks.map(({ leaseId, businessDay, series, from, to, origin }) => ({ leaseId, businessDay, series, from, to, origin })));
  if (!parsed.success) throw new StoreFailure('malformed', `lease: ${parsed.error.message}`);
  for (const { businessDay, series, from, to, origin, leaseId } of blocks) {
    context.run(
      `INSERT INTO lease (business_day, series, first, last, next, origin, lease_id) VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (business_day, series, first) DO UPDATE SET last = excluded.last, lease_id = excluded.lease_id`,
      businessDay, series, from, to, from, origin, leaseId,
    );
  }
}

/** Last number of each leased block per business day, from the current day on, whatever was given of it. */
export function blockEnds(context: EngineContext): Record<string, number[]> {
  const rows = context.rows<{ day: string; last: number }>(
    "SELECT business_day AS day, last FROM lease WHERE origin = 'leased' AND business_day >= ? ORDER BY business_day, last",
    currentBusinessDay(context) ?? '',
  );
  const ends: Record<string, number[]> = {};
  for (const { day, last } of rows) (ends[day] ??= []).push(last);
  return ends;
}

/** Unused leased numbers per business day, from the current day on. */
export function numbersLeft(context: EngineContext): Record<string, number> {
  const rows = context.rows<{ day: string; left: number }>(
    `SELECT business_day AS day, sum(max(0, last - next + 1)) AS left FROM lease
     WHERE origin = 'leased' AND business_day >= ? GROUP BY business_day`,
    currentBusinessDay(context) ?? '',
  );
  return Object.fromEntries(rows.map(({ day, left }) => [day, left]));
}

/** Whether this terminal already gave the number to some ticket. */
export function isTaken(context: EngineContext, businessDay: string, series: string, number: number): boolean {
  return context.row('SELECT 1 FROM ticket WHERE business_day = ? AND series = ? AND number = ?', businessDay, series, number) !== undefined;
}

function takeLeased(context: EngineContext, businessDay: string): TicketNumber | null {
  const blocks = context.rows<LeaseRow>(
    `SELECT series, first, last, next, origin FROM lease WHERE business_day = ? AND next <= last
     ORDER BY origin = 'permanent', series, first`,
    businessDay,
  );
  for (const { series, first, last, next, origin } of blocks) {
    const number = firstFree(context, businessDay, series, next, last);
    context.run(
      'UPDATE lease SET next = ? WHERE business_day = ? AND series = ? AND first = ?',
      (number ?? last) + 1, businessDay, series, first,
    );
    if (number !== null) return { businessDay, series, number, origin };
  }
  return null;
}

function takePermanent(context: EngineContext, businessDay: string): TicketNumber | null {
  const series = context.memory.enrolment?.ownSeries ?? null;
  if (series === null) return null;
  if (partsChooser(context) !== null) {
    while (openNextPart(context, businessDay, series)) {
      const number = takeLeased(context, businessDay);
      if (number !== null) return number;
    }
    return null;
  }
  const mark = context.row<{ next: number }>('SELECT next FROM permanent WHERE business_day = ? AND series = ?', businessDay, series);
  const number = firstFree(context, businessDay, series, mark?.next ?? PERMANENT_RANGE.from, PERMANENT_RANGE.to);
  if (number === null) return null;
  context.run(
    `INSERT INTO permanent (business_day, series, next) VALUES (?, ?, ?)
     ON CONFLICT (business_day, series) DO UPDATE SET next = excluded.next`,
    businessDay, series, number + 1,
  );
  return { businessDay, series, number, origin: 'permanent' };
}

/** Blocks of a restored server may overlap what was already given: such numbers are passed over, never repeated. */
function firstFree(context: EngineContext, businessDay: string, series: string, from: number, to: number): number | null {
  for (let number = from; number <= to; number += 1) {
    if (!isTaken(context, businessDay, series, number)) return number;
  }
  return null;
}
