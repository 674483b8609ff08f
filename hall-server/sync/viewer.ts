import type { FeedEntry } from '#contracts/sync/feed.ts';
import type { FeedRow, TerminalRow } from '../store/rows.ts';

/** The scopes a terminal sees. */
export function scopesOf(terminal: Pick<TerminalRow, 'id' | 'kind'>): ReadonlySet<string> {
  const own = ['hall', `terminal:${terminal.id}`];
  return new Set(terminal.kind === 'window' ? [...own, 'staff'] : own);
}

/** The entry as one viewer may have it: whole, as a tombstone after losing sight, or not at all. */
export function entryFor(entry: FeedEntry, scopes: ReadonlySet<string>): FeedEntry | null {
  if (entry.scopeAfter.some((scope) => scopes.has(scope))) return entry;
  return entry.scopeBefore.some((scope) => scopes.has(scope)) ? { ...entry, value: null } : null;
}

export function entryOfRow(row: FeedRow): FeedEntry {
  return {
    revision: row.revision,
    entity: row.entity as FeedEntry['entity'],
    id: row.entityId,
    scopeBefore: [...row.scopeBefore],
    scopeAfter: [...row.scopeAfter],
    value: row.value,
  };
}
