import type { FeedEntity, FeedEntry, PublicTicket } from '#contracts/sync/feed.ts';
import type { PagedTable } from './hall-store.ts';
import type { HallHead, TicketRow } from './rows.ts';
import type { Tables } from './tables.ts';
import type { WorkingSet } from './working-set.ts';

/** What the feed tells of each row, and to whom. Nothing personal is named here; a test reads every entry. */

interface Sight {
  readonly scopes: readonly string[];
  readonly value: unknown;
}

const HALL = ['hall'] as const;
const NOBODY: Sight = { scopes: [], value: null };

const SIGHT: { readonly [Table in PagedTable]: { readonly entity: FeedEntity; readonly see: (row: Tables[Table], head: HallHead) => Sight } } = {
  hall: { entity: 'hall', see: (row) => ({ scopes: HALL, value: row.value }) },
  business: { entity: 'business', see: (row) => ({ scopes: HALL, value: row.value }) },
  service_window: { entity: 'window', see: (row) => ({ scopes: HALL, value: row.value }) },
  terminal: {
    entity: 'terminal-key',
    see: (row) => ({
      scopes: HALL,
      value: { terminalId: row.id, keyId: row.keyId, algorithm: 'ed25519', publicKey: row.publicKey },
    }),
  },
  help_request: {
    entity: 'help',
    see: (row) =>
      row.answeredAtMs === null
        ? {
            scopes: ['staff', `terminal:${row.terminalId}`],
            value: { id: row.id, terminalId: row.terminalId, terminalName: row.terminalName, screen: row.screen, atMs: row.atMs },
          }
        : NOBODY,
  },
  ticket: {
    entity: 'ticket',
    // A number that is only bound is nobody's business yet; tickets of earlier days leave every replica.
    see: (row, head) =>
      row.issuedAtMs === null || row.businessDay < head.businessDay ? NOBODY : { scopes: HALL, value: publicTicketOf(row) },
  },
};

export const PAGED_TABLES = Object.keys(SIGHT) as readonly PagedTable[];

export function publicTicketOf(row: TicketRow): PublicTicket {
  return {
    id: row.id,
    businessId: row.businessId,
    number: row.number!,
    state: row.state,
    windowId: row.windowId,
    offline: row.offline,
    waitingSinceMs: row.waitingSinceMs,
    calledAtMs: row.calledAtMs,
    calls: row.calls,
  };
}

/** The entry that shows a row as it stands, or null when nobody may see it. For the snapshot. */
export function presentEntry<Table extends PagedTable>(table: Table, row: Tables[Table], head: HallHead): FeedEntry | null {
  const { entity, see } = SIGHT[table];
  const sight = see(row, head);
  if (sight.scopes.length === 0) return null;
  return { revision: row.revision, entity, id: row.id, scopeBefore: [...sight.scopes], scopeAfter: [...sight.scopes], value: sight.value };
}

/**
 * Issues revisions for all published rows this working set changes, one per row however often it was written, and puts
 * the feed rows and the new head into it.
 */
export function publishChanges(work: WorkingSet): FeedEntry[] {
  const entries: FeedEntry[] = [];
  let { revision } = work.head;
  for (const table of PAGED_TABLES) {
    for (const entry of entriesOf(work, table)) {
      revision += 1;
      const issued: FeedEntry = { revision, ...entry.entry };
      entries.push(issued);
      if (entry.row) work.table(table).put({ ...entry.row, revision });
      work.table('feed').put({
        revision,
        entity: issued.entity,
        entityId: issued.id,
        scopeBefore: issued.scopeBefore,
        scopeAfter: issued.scopeAfter,
        value: issued.value,
      });
    }
  }
  if (revision !== work.head.revision) work.head = { ...work.head, revision };
  return entries;
}

interface Unnumbered<Table extends PagedTable> {
  readonly entry: Omit<FeedEntry, 'revision'>;
  readonly row: Tables[Table] | undefined;
}

function entriesOf<Table extends PagedTable>(work: WorkingSet, table: Table): Unnumbered<Table>[] {
  const { entity, see } = SIGHT[table];
  const found: Unnumbered<Table>[] = [];
  for (const { before, now } of work.table(table).touched()) {
    const was = before ? see(before, work.headBefore) : NOBODY;
    const is = now ? see(now, work.head) : NOBODY;
    if (was.scopes.length === 0 && is.scopes.length === 0) continue;
    if (JSON.stringify(was) === JSON.stringify(is)) continue;
    found.push({
      entry: { entity, id: (now ?? before)!.id, scopeBefore: [...was.scopes], scopeAfter: [...is.scopes], value: is.value },
      row: now,
    });
  }
  return found;
}
