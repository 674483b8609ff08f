import type { FeedEntity, FeedEntry } from '#contracts/sync/feed.ts';
import type { Replica, ReplicaChange } from '../store-api.ts';
import { readFeedValue, type FeedValue } from './feed-value.ts';

export interface ReplicaRow {
  readonly entity: FeedEntity;
  readonly id: string;
  readonly revision: number;
  readonly value: unknown;
}

type Facts = Pick<Replica, 'cursor' | 'asOfMs' | 'businessDay'>;

export const EMPTY_REPLICA: Replica = {
  cursor: null,
  hall: null,
  businesses: [],
  windows: [],
  tickets: [],
  waiting: [],
  help: [],
  asOfMs: null,
  businessDay: null,
};

/** The hall as the rows tell it; lists are in the order of their ids, so that a screen does not jump. */
export function buildReplica(rows: readonly ReplicaRow[], facts: Facts): Replica {
  return {
    ...facts,
    hall: valuesOf(rows, 'hall')[0] ?? null,
    businesses: valuesOf(rows, 'business'),
    windows: valuesOf(rows, 'window'),
    tickets: valuesOf(rows, 'ticket'),
    waiting: valuesOf(rows, 'waiting'),
    help: valuesOf(rows, 'help'),
  };
}

/** The replica after the change; lists that it does not touch stay the same objects. */
export function changedReplica(replica: Replica, { cursor, applied }: ReplicaChange, facts: Omit<Facts, 'cursor'>): Replica {
  const of = (entity: FeedEntity): readonly FeedEntry[] => applied.filter((entry) => entry.entity === entity);
  const hall = of('hall').at(-1);
  return {
    ...facts,
    cursor,
    hall: hall ? readFeedValue('hall', hall.value) : replica.hall,
    businesses: merged('business', replica.businesses, of('business')),
    windows: merged('window', replica.windows, of('window')),
    tickets: merged('ticket', replica.tickets, of('ticket')),
    waiting: merged('waiting', replica.waiting, of('waiting')),
    help: merged('help', replica.help, of('help')),
  };
}

type Listed = 'business' | 'window' | 'ticket' | 'waiting' | 'help';

function merged<Entity extends Listed>(
  entity: Entity,
  list: readonly FeedValue<Entity>[],
  entries: readonly FeedEntry[],
): readonly FeedValue<Entity>[] {
  if (entries.length === 0) return list;
  const next = [...list];
  for (const { id, value } of entries) {
    const read = value === null ? null : readFeedValue(entity, value);
    const at = placeOf(next, id);
    const known = next[at]?.id === id ? 1 : 0;
    if (read) next.splice(at, known, read);
    else next.splice(at, known);
  }
  return next;
}

/** Where `id` stands in a list that is in the order of its ids, or would stand: a day's tickets are not sorted for each that moves. */
function placeOf(list: readonly { readonly id: string }[], id: string): number {
  let from = 0;
  let to = list.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if (list[middle]!.id < id) from = middle + 1;
    else to = middle;
  }
  return from;
}

function valuesOf<Entity extends FeedEntity>(rows: readonly ReplicaRow[], entity: Entity): readonly FeedValue<Entity>[] {
  return rows.flatMap((row) => (row.entity === entity ? (readFeedValue(entity, row.value) ?? []) : []) as readonly FeedValue<Entity>[]);
}
