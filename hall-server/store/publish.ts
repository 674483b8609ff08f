import type { FeedEntity, FeedEntry, PublicTicket } from '#contracts/sync/feed.ts';
import type { PagedTable, WaitingCount } from './hall-store.ts';
import type { HallHead, TicketRow } from './rows.ts';
import { counterMoves, WAITING_PREFIX } from './statistics.ts';
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
      // Whoever proves tickets: windows and guide desks, never the hundreds of other kiosks.
      scopes: ['staff', ownScope(row.id)],
      value: { terminalId: row.id, keyId: row.keyId, algorithm: 'ed25519', publicKey: row.publicKey },
    }),
  },
  help_request: {
    entity: 'help',
    see: (row) =>
      row.answeredAtMs === null
        ? {
            scopes: ['staff', ownScope(row.terminalId)],
            value: { id: row.id, terminalId: row.terminalId, terminalName: row.terminalName, screen: row.screen, atMs: row.atMs },
          }
        : NOBODY,
  },
  ticket: {
    entity: 'ticket',
    // A number that is only bound is nobody's business yet; tickets of earlier days leave every replica. Other kiosks are
    // told how many wait, not who: a hall has hundreds of kiosks, and each would carry the whole day.
    see: (row, head) =>
      row.issuedAtMs === null || row.businessDay < head.businessDay
        ? NOBODY
        : { scopes: ['staff', 'board', ownScope(row.terminalId)], value: publicTicketOf(row) },
  },
};

function ownScope(terminalId: string): string {
  return `terminal:${terminalId}`;
}

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

/** By how much the queues of businesses grow or shrink with this working set. */
export function waitingMoves(work: WorkingSet): ReadonlyMap<string, number> {
  const moves = new Map<string, number>();
  for (const [name, by] of counterMoves(work.rowChanges())) if (name.startsWith(WAITING_PREFIX)) moves.set(name.slice(WAITING_PREFIX.length), by);
  return moves;
}

/** What everybody is told of a business's queue. */
export function waitingEntry({ businessId, count }: WaitingCount, revision: number): FeedEntry {
  return { revision, entity: 'waiting', id: businessId, scopeBefore: [...HALL], scopeAfter: [...HALL], value: { id: businessId, waiting: Math.max(0, count) } };
}

/**
 * Issues revisions for all published rows this working set changes, one per row however often it was written, and one for
 * each queue whose length changes; puts the feed rows and the new head into it.
 * @param waiting the new lengths of those queues
 */
export function publishChanges(work: WorkingSet, waiting: readonly WaitingCount[]): FeedEntry[] {
  const entries: FeedEntry[] = [];
  let { revision } = work.head;
  const issue = (issued: FeedEntry): void => {
    entries.push(issued);
    work.table('feed').put({
      revision: issued.revision,
      entity: issued.entity,
      entityId: issued.id,
      scopeBefore: issued.scopeBefore,
      scopeAfter: issued.scopeAfter,
      value: issued.value,
    });
  };
  for (const table of PAGED_TABLES) {
    for (const entry of entriesOf(work, table)) {
      revision += 1;
      issue({ revision, ...entry.entry });
      if (entry.row) work.table(table).put({ ...entry.row, revision });
    }
  }
  for (const count of waiting) issue(waitingEntry(count, (revision += 1)));
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
