import type { RowChange } from './hall-store.ts';
import type { TicketRow } from './rows.ts';

/** What screens may ask at any time: kept by the commits themselves, never counted. */
export interface Statistics {
  readonly parked: number;
  /** Of the day asked for. */
  readonly conflicts: number;
  /** Tickets of that day. */
  readonly byState: Readonly<Record<string, number>>;
  /** Waiting now, per business. */
  readonly waiting: Readonly<Record<string, number>>;
}

/** Counters of those waiting for a business begin so. */
export const WAITING_PREFIX = 'waiting ';

/** By how much each counter moves with a commit. */
export function counterMoves(rows: readonly RowChange[]): ReadonlyMap<string, number> {
  const moves = new Map<string, number>();
  const move = (name: string, by: number): void => void moves.set(name, (moves.get(name) ?? 0) + by);
  const count = ({ businessDay, state, businessId }: TicketRow, by: number): void => {
    move(`tickets ${businessDay} ${state}`, by);
    if (state === 'waiting') move(`${WAITING_PREFIX}${businessId}`, by);
  };
  for (const change of rows) {
    if (change.table === 'ticket') {
      if (change.kind !== 'insert') count(change.before, -1);
      if (change.kind !== 'delete') count(change.row, 1);
    } else if (change.table === 'parked_operation') {
      if (change.kind !== 'update') move('parked', change.kind === 'insert' ? 1 : -1);
    } else if (change.table === 'conflict' && change.kind === 'insert') move(`conflicts ${change.row.businessDay}`, 1);
  }
  for (const [name, by] of moves) if (by === 0) moves.delete(name);
  return moves;
}

/** Counters by name as statistics of a day. */
export function statisticsOf(counters: Iterable<readonly [string, number]>, businessDay: string): Statistics {
  const byState: Record<string, number> = {};
  const waiting: Record<string, number> = {};
  let [parked, conflicts] = [0, 0];
  const tickets = `tickets ${businessDay} `;
  for (const [name, value] of counters) {
    if (value === 0) continue;
    if (name === 'parked') parked = value;
    else if (name === `conflicts ${businessDay}`) conflicts = value;
    else if (name.startsWith(tickets)) byState[name.slice(tickets.length)] = value;
    else if (name.startsWith(WAITING_PREFIX)) waiting[name.slice(WAITING_PREFIX.length)] = value;
  }
  return { parked, conflicts, byState, waiting };
}
