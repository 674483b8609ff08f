import { decideTicket } from '#domain/ticket/transitions.ts';
import { isLive } from '#domain/ticket/ticket.ts';
import type { HallContext } from '../hall-context.ts';
import type { Act, Deciding } from '../store/hall-writer.ts';
import type { TicketRow } from '../store/rows.ts';
import type { WorkingSet } from '../store/working-set.ts';
import { endCall } from '../windows/window-calls.ts';
import { businessDayAt } from './business-day.ts';
import { setFate } from './ledger.ts';

export type DayClosed = { readonly kind: 'same-day' } | { readonly kind: 'closed'; readonly from: string; readonly to: string };

/**
 * 日结: an explicit job. When the hall's day is over, what still waits expires, numbers that never became a ticket are
 * void, and the tickets of that day leave the feed. A clock that went back closes nothing.
 */
export function closeDay(context: HallContext): Act<DayClosed> {
  // Decided while loading: the day's tickets are only read when it is over.
  let today = '';
  return {
    load: (work, round) => {
      if (round === 0) return [{ query: 'all', table: 'hall' }];
      const ending = work.head.businessDay;
      const timeZone = [...work.table('hall').all()][0]?.value.timeZone ?? 'Asia/Shanghai';
      if (round === 1) today = businessDayAt(context.writer.clock.now(), timeZone, context.settings.dayStartMinutes);
      if (round > 1 || today <= ending) return null;
      return [
        { query: 'tickets-to-close', businessDay: ending },
        { query: 'bound-numbers', throughDay: ending },
        { query: 'open-calls' },
        { query: 'idempotency-before', businessDay: ending },
      ];
    },
    decide: (work, deciding) => {
      const from = work.head.businessDay;
      const to = today;
      if (to <= from) return { kind: 'same-day' };
      for (const entry of work.table('number_ledger').all()) if (entry.fate === 'bound') setFate(work, entry, { fate: 'void', ticketId: entry.ticketId });
      for (const row of work.table('ticket').all()) closeTicket(work, deciding, row);
      for (const { terminalId, key } of work.table('idempotency').all()) work.table('idempotency').delete(terminalId, key);
      // Two days of feed are kept: older cursors read the snapshot.
      const feedFloor = Math.max(work.head.feedFloor, work.head.revision - FEED_KEPT);
      work.dropFeedThrough = feedFloor;
      work.head = { ...work.head, businessDay: to, feedFloor };
      deciding.audit({ actor: 'server', action: 'day.closed', detail: { from, to } });
      return { kind: 'closed', from, to };
    },
  };
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
