import { decideTicket } from '#domain/ticket/transitions.ts';
import { isLive } from '#domain/ticket/ticket.ts';
import type { HallContext } from '../hall-context.ts';
import type { Act, Deciding } from '../store/hall-writer.ts';
import type { TicketRow } from '../store/rows.ts';
import { STEADY_CONDITION, STRAY_CONDITION } from '../store/conditions.ts';
import type { WorkingSet } from '../store/working-set.ts';
import { endCall } from '../windows/window-calls.ts';
import { setFate } from './ledger.ts';
import { CLOCK_CONDITION, DAY_ROWS, plausibleDay, type PlausibleDay } from './plausible-day.ts';

export type DayClosed =
  | { readonly kind: 'same-day' }
  | { readonly kind: 'closed'; readonly from: string; readonly to: string }
  /** The server's clock names a day that cannot be: the hall stays in its own, staff are told. */
  | { readonly kind: 'suspect'; readonly from: string; readonly clockDay: string };

export interface DaySet {
  readonly kind: 'day-set';
  readonly from: string;
  readonly to: string;
  /** The day by the server's clock; another one than `to`: the clock must be put right too. */
  readonly clockDay: string;
}

const CONDITIONS: readonly (readonly string[])[] = [[STEADY_CONDITION], [STRAY_CONDITION]];

/** How finely steady time is stored: what a power cut may take from it. */
const STEADY_STEP_MS = 600_000;

/**
 * 日结: an explicit job. When the hall's day is over, what still waits expires, numbers that never became a ticket are
 * void, and the tickets of that day leave the feed. A clock that went back closes nothing, one that jumped neither (see
 * plausible-day.ts): an administrator's word then moves the day, also back. Back in an earlier day its series go on behind
 * the numbers they gave; whoever waits keeps waiting.
 * @param asked the day an administrator names; null: by the clock
 */
export function moveDay(context: HallContext, asked: string | null): Act<DayClosed | DaySet> {
  // Decided while loading: the day's tickets are only read when it is over.
  let found: PlausibleDay;
  return {
    load: (work, round) => {
      if (round === 0) return [...DAY_ROWS, { table: 'condition', keys: CONDITIONS }];
      const ending = work.head.businessDay;
      if (round === 1) found = plausibleDay(context, work);
      if (round > 1 || (asked ?? found.day) <= ending) return null;
      return [
        ...[...new Set([ending, ...strayDays(work)])].map((businessDay) => ({ query: 'tickets-to-close', businessDay }) as const),
        { query: 'bound-numbers', throughDay: ending },
        { query: 'open-calls' },
        { query: 'idempotency-before', businessDay: ending },
      ];
    },
    decide: (work, deciding) => {
      const from = work.head.businessDay;
      const to = asked ?? found.day;
      const { clockDay } = found;
      const suspect = asked === null ? found.suspect : clockDay === to ? null : clockDay > to ? 'ahead' : 'behind';
      noteSteady(context, work, deciding);
      noteClock(work, deciding, suspect, clockDay, to);
      // The clock and the hall agree, or somebody says so: from here monotonic time tells which days can come.
      if (asked !== null || to === clockDay) context.steady.know(to);
      if (to > from) close(work, deciding, from, to);
      if (to < from) goBack(work, deciding, from, to);
      if (asked !== null) {
        deciding.audit({ actor: 'admin', action: 'day.set', detail: { from, to, clockDay } });
        return { kind: 'day-set', from, to, clockDay };
      }
      if (suspect === 'ahead') return { kind: 'suspect', from, clockDay };
      return to === from ? { kind: 'same-day' } : { kind: 'closed', from, to };
    },
  };
}

function close(work: WorkingSet, deciding: Deciding, from: string, to: string): void {
  for (const entry of work.table('number_ledger').all()) if (entry.fate === 'bound') setFate(work, entry, { fate: 'void', ticketId: entry.ticketId });
  for (const row of work.table('ticket').all()) closeTicket(work, deciding, row);
  for (const { terminalId, key } of work.table('idempotency').all()) work.table('idempotency').delete(terminalId, key);
  if (strayDays(work).length > 0) work.table('condition').delete(STRAY_CONDITION);
  // Two days of feed are kept: older cursors read the snapshot.
  const feedFloor = Math.max(work.head.feedFloor, work.head.revision - FEED_KEPT);
  work.dropFeedThrough = feedFloor;
  work.head = { ...work.head, businessDay: to, feedFloor };
  deciding.audit({ actor: 'server', action: 'day.closed', detail: { from, to } });
}

function goBack(work: WorkingSet, deciding: Deciding, from: string, to: string): void {
  work.table('condition').put({ name: STRAY_CONDITION, atMs: deciding.nowMs, value: { days: [...new Set([...strayDays(work), from])] } });
  work.head = { ...work.head, businessDay: to };
}

function strayDays(work: WorkingSet): readonly string[] {
  return (work.table('condition').get(STRAY_CONDITION)?.value['days'] ?? []) as readonly string[];
}

function noteSteady({ steady }: HallContext, work: WorkingSet, { nowMs }: Deciding): void {
  const steadyMs = steady.now();
  const stored = Number(work.table('condition').get(STEADY_CONDITION)?.value['steadyMs'] ?? 0);
  if (steadyMs - stored >= STEADY_STEP_MS) work.table('condition').put({ name: STEADY_CONDITION, atMs: nowMs, value: { steadyMs } });
}

/** Written when something changed: the moment a clock was doubted first is what it must go back before. */
function noteClock(work: WorkingSet, { nowMs, audit }: Deciding, suspect: PlausibleDay['suspect'], clockDay: string, day: string): void {
  const before = work.table('condition').get(CLOCK_CONDITION);
  const doubted = before?.value['suspect'] ?? null;
  if (doubted === suspect && (suspect === null || (before?.value['day'] === day && nowMs >= Number(before.value['clockMs'])))) return;
  work.table('condition').put({ name: CLOCK_CONDITION, atMs: nowMs, value: { suspect, clockMs: nowMs, clockDay, day } });
  audit({ actor: 'server', action: suspect === null ? 'clock.believed' : 'clock.doubted', detail: { clockMs: nowMs, clockDay, day } });
}

/** Revisions that stay readable after a day's close; a terminal away for longer reads the snapshot. */
const FEED_KEPT = 20_000;

function closeTicket(work: WorkingSet, deciding: Deciding, row: TicketRow): void {
  const closed = isLive(row) ? decideTicket(row, row.issuedAtMs === null ? 'void' : 'expire') : null;
  if (!closed?.ok) {
    // Touched, so that its tombstone goes out with the day.
    work.table('ticket').put({ ...row, version: row.version + 1 });
    return;
  }
  endCall(work, row.id, deciding.nowMs, 'expired');
  work.table('ticket').put({ ...row, ...closed.value });
  work.table('event').put({
    id: deciding.newId(),
    aggregate: `ticket:${row.id}`,
    kind: `ticket.${closed.value.state}`,
    atMs: deciding.nowMs,
    appliedAtMs: deciding.nowMs,
    actor: 'server',
    opId: null,
    logId: null,
    seq: null,
    opHash: null,
    detail: {},
  });
}
