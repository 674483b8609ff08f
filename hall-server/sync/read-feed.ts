import type { FeedCursor, FeedEntry } from '#contracts/sync/feed.ts';
import type { HallStore, PagedTable, QuerySelector } from '../store/hall-store.ts';
import { PAGED_TABLES, presentEntry, waitingEntry } from '../store/publish.ts';
import type { HallHead } from '../store/rows.ts';
import { entryFor, entryOfRow, ticketsSeen } from './viewer.ts';

export type FeedAnswer =
  | { readonly kind: 'entries'; readonly incarnation: string; readonly entries: FeedEntry[]; readonly head: number }
  | { readonly kind: 'snapshot-needed'; readonly incarnation: string; readonly head: number };

/**
 * A kiosk sees little of a day: behind by more than this it reads a snapshot, which is its own tickets, instead of walking
 * through the revisions of all others.
 */
const FEW_REVISIONS = 2_000;

/**
 * Entries after a cursor, at most `limit`. `head` is the newest revision: with fewer entries than `limit` the answer is
 * complete up to it; else the reader goes on after the last entry.
 */
export async function readFeed(store: HallStore, scopes: ReadonlySet<string>, after: FeedCursor, limit: number): Promise<FeedAnswer> {
  const entries: FeedEntry[] = [];
  const most = ticketsSeen(scopes) === 'all' ? Infinity : FEW_REVISIONS;
  for (let from = after.revision; ; ) {
    const { head, rows } = await store.feedAfter(from, limit);
    const { incarnation, revision } = head;
    if (after.incarnation !== incarnation || from < head.feedFloor || from > revision || revision - after.revision > most) return { kind: 'snapshot-needed', incarnation, head: revision };
    for (const row of rows) {
      const entry = entryFor(entryOfRow(row), scopes);
      if (entry) entries.push(entry);
      if (entries.length === limit) return { kind: 'entries', incarnation, entries, head: revision };
    }
    if (rows.length < limit) return { kind: 'entries', incarnation, entries, head: revision };
    from = rows.at(-1)!.revision;
  }
}

export interface SnapshotPage {
  readonly incarnation: string;
  readonly startedAt: number;
  readonly entries: FeedEntry[];
  readonly next: string | null;
}

/**
 * One page of everything a viewer may see. The revision of the first page stays the snapshot's: what changes while pages
 * are read comes with the feed after it, and the higher revision wins.
 * @param page `<table>|<last id>` as given by the page before, null for the first
 * @returns null when `page` is none of ours
 */
export async function readSnapshot(
  store: HallStore,
  scopes: ReadonlySet<string>,
  request: { readonly startedAt: number | null; readonly page: string | null; readonly limit: number },
): Promise<SnapshotPage | null> {
  const position = parsePage(request.page);
  if (!position) return null;
  let { at, afterId } = position;
  const entries: FeedEntry[] = [];
  let head: HallHead | undefined;
  while (at < PAGED_TABLES.length) {
    const table = PAGED_TABLES[at]!;
    const room = request.limit - entries.length;
    const loaded = await store.load(pageOf(table, scopes, afterId, room));
    head ??= loaded.head;
    const rows: { readonly id: string }[] = [];
    for (const found of loaded.rows) if (found.table === table) rows.push(...found.rows);
    for (const row of rows) {
      const entry = presentEntry(table, row as never, loaded.head);
      const visible = entry && entryFor(entry, scopes);
      if (visible) entries.push(visible);
    }
    const last = rows.at(-1)?.id;
    if (rows.length >= room && last !== undefined) return finish(head, request.startedAt, entries, `${table}|${last}`);
    at += 1;
    afterId = '';
  }
  const { head: now, waiting } = await store.load([{ query: 'waiting-totals' }]);
  for (const count of waiting) entries.push(waitingEntry(count, now.revision));
  head ??= now;
  return finish(head, request.startedAt, entries, null);
}

function pageOf(table: PagedTable, scopes: ReadonlySet<string>, afterId: string, limit: number): readonly QuerySelector[] {
  const seen = ticketsSeen(scopes);
  if (table !== 'ticket' || seen === 'all') return [{ query: 'page', table, afterId, limit }];
  return seen.slice(0, 1).map((terminalId) => ({ query: 'own-tickets-page', terminalId, afterId, limit }));
}

function finish(head: HallHead, startedAt: number | null, entries: FeedEntry[], next: string | null): SnapshotPage {
  return { incarnation: head.incarnation, startedAt: startedAt ?? head.revision, entries, next };
}

function parsePage(page: string | null): { at: number; afterId: string } | null {
  if (page === null) return { at: 0, afterId: '' };
  const bar = page.indexOf('|');
  const at = PAGED_TABLES.indexOf(page.slice(0, Math.max(bar, 0)) as PagedTable);
  return at < 0 ? null : { at, afterId: page.slice(bar + 1) };
}
