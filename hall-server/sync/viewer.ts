import type { FeedEntry } from '#contracts/sync/feed.ts';
import type { FeedRow, TerminalRow } from '../store/rows.ts';

/** The scopes a terminal sees. */
export function scopesOf(terminal: Pick<TerminalRow, 'id' | 'kind'>): ReadonlySet<string> {
  return new Set(['hall', `terminal:${terminal.id}`, ...MORE[terminal.kind]]);
}

const MORE: Readonly<Record<TerminalRow['kind'], readonly string[]>> = { kiosk: [], window: ['staff'], display: ['board'] };

/** Whose tickets the viewer sees: every terminal's, or those of the terminals named by its scopes. */
export function ticketsSeen(scopes: ReadonlySet<string>): 'all' | readonly string[] {
  if (scopes.has('staff') || scopes.has('board')) return 'all';
  return [...scopes].flatMap((scope) => (scope.startsWith(TERMINAL) ? [scope.slice(TERMINAL.length)] : []));
}

const TERMINAL = 'terminal:';

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
