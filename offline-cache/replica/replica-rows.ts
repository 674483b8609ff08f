import type { FeedCursor, FeedEntry } from '#contracts/sync/feed.ts';
import type { EngineContext } from '../engine/context.ts';
import { writeSetting } from '../engine/settings.ts';
import { DEFAULT_TIME_ZONE, serverNow } from '../numbers/business-day.ts';
import type { Replica, ReplicaChange } from '../store-api.ts';
import { findTicket, updateTicket } from '../tickets/ticket-rows.ts';
import { asSeenBy, readFeedValue } from './feed-value.ts';
import { buildReplica, type ReplicaRow } from './replica-view.ts';

export interface FeedState {
  readonly cursor: FeedCursor | null;
  readonly asOfMs: number | null;
}

export function readReplica(context: EngineContext): Replica {
  const rows = context.rows<{ entity: ReplicaRow['entity']; id: string; revision: number; value: string }>(
    'SELECT entity, id, revision, value FROM replica ORDER BY entity, id',
  );
  const { cursor, asOfMs, server } = context.memory;
  return buildReplica(
    rows.map((row) => ({ ...row, value: JSON.parse(row.value) as unknown })),
    { cursor, asOfMs, businessDay: server?.businessDay ?? null },
  );
}

/**
 * Applies entries behind the cursor in revision order. What is not news (another incarnation, a revision at or before the
 * cursor, an older revision of the same entity) changes nothing, so a repeated or late delivery is harmless.
 */
export function applyFeed(context: EngineContext, cursor: FeedCursor, entries: readonly FeedEntry[], serverMs: number | null): ReplicaChange {
  const current = context.memory.cursor;
  if (current && current.incarnation !== cursor.incarnation) return { cursor: current, applied: [] };
  const floor = current?.revision ?? 0;
  const news = entries.filter(({ revision }) => revision > floor).toSorted((a, b) => a.revision - b.revision);
  const applied = news.map((entry) => asSeenBy(entry, context.memory.enrolment?.terminalId ?? null)).filter((entry) => apply(context, entry));
  const next = { incarnation: cursor.incarnation, revision: Math.max(floor, cursor.revision) };
  const asOfMs = serverMs === null ? context.memory.asOfMs : Math.max(serverMs, context.memory.asOfMs ?? serverMs);
  saveFeedState(context, { cursor: next, asOfMs });
  return { cursor: next, applied };
}

export function replaceReplica(context: EngineContext, cursor: FeedCursor, entries: readonly FeedEntry[]): Replica {
  context.run('DELETE FROM replica');
  for (const entry of entries) apply(context, asSeenBy(entry, context.memory.enrolment?.terminalId ?? null));
  const { server, asOfMs } = context.memory;
  saveFeedState(context, { cursor, asOfMs: serverNow(server, { bootId: context.bootId, ...context.moment }) ?? server?.serverMs ?? asOfMs });
  return readReplica(context);
}

/** Forgets everything the feed told: after enrolment in another hall. */
export function clearReplica(context: EngineContext): void {
  context.run('DELETE FROM replica');
  saveFeedState(context, { cursor: null, asOfMs: null });
}

/** The hall's time zone as last told. */
export function readTimeZone(context: Pick<EngineContext, 'row'>): string {
  const row = context.row<{ zone: string | null }>("SELECT value ->> '$.timeZone' AS zone FROM replica WHERE entity = 'hall' LIMIT 1");
  return row?.zone ?? DEFAULT_TIME_ZONE;
}

function saveFeedState(context: EngineContext, state: FeedState): void {
  writeSetting(context, 'feed', state);
  context.memory = { ...context.memory, ...state, timeZone: readTimeZone(context) };
}

function apply(context: EngineContext, { entity, id, revision, value }: FeedEntry): boolean {
  if (value === null) return context.run('DELETE FROM replica WHERE entity = ? AND id = ? AND revision < ?', entity, id, revision) > 0;
  const changed = context.run(
    `INSERT INTO replica (entity, id, revision, value) VALUES (?, ?, ?, ?)
     ON CONFLICT (entity, id) DO UPDATE SET revision = excluded.revision, value = excluded.value WHERE excluded.revision > replica.revision`,
    entity, id, revision, JSON.stringify(value),
  );
  if (changed > 0 && entity === 'ticket') learnTicket(context, id, value);
  return changed > 0;
}

/**
 * A ticket of this terminal moves on at the server: called, finished, missed. Its number stays what was printed, and a
 * number that was bound but never issued here (`issuing`) says nothing about it.
 */
function learnTicket(context: EngineContext, ticketId: string, value: unknown): void {
  const own = findTicket(context, ticketId);
  if (!own || own.ticket.number === null) return;
  const told = readFeedValue('ticket', value);
  if (!told || told.state === 'issuing') return;
  if (told.state === own.ticket.state && told.windowId === own.ticket.windowId) return;
  updateTicket(context, { ...own, ticket: { ...own.ticket, state: told.state, windowId: told.windowId } });
}
