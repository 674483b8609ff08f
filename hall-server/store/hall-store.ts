import type { Result } from '#kernel/result.ts';
import type { FeedRow, HallHead, TerminalRow } from './rows.ts';
import type { Statistics } from './statistics.ts';
import type { KeyPart, TableName, Tables } from './tables.ts';

/**
 * The hall's database behind one shape that fits a synchronous and an asynchronous one: load what is named, decide
 * without touching the database, commit the changes if nobody committed in between. Business code uses `HallWriter`.
 */
export interface HallStore {
  /**
   * Resolves when writing failed below the database and nothing that this store says can be trusted any more: from then on
   * every call is refused, and only a new process helps. A full disk is no loss; it heals by itself.
   */
  readonly lost: Promise<Error>;
  /** Reads the head and what the selectors name, from one consistent state. */
  load(selectors: readonly Selector[]): Promise<Loaded>;
  /**
   * Writes all changes with the head in one transaction that is on the disk when this resolves. `conflict`: the head or a
   * row is no longer as loaded, nothing was written.
   */
  commit(changes: Changes): Promise<Result<void, 'conflict'>>;
  /** Feed rows after `revision` in order with the head they belong to, from one consistent state. */
  feedAfter(revision: number, limit: number): Promise<{ readonly head: HallHead; readonly rows: readonly FeedRow[] }>;
  terminalByToken(tokenHash: string): Promise<TerminalRow | undefined>;
  /** What the commits counted; cheap at any time. */
  statistics(businessDay: string): Promise<Statistics>;
  /** Totals of one business day for the reports, counted row by row. */
  totals(businessDay: string): Promise<Totals>;
  close(): Promise<void>;
}

/** What a decision needs to see. Rows by key may be absent; queries give what matches. */
export type Selector = KeySelector | QuerySelector;

export type KeySelector = {
  [Table in TableName]: { readonly table: Table; readonly keys: readonly (readonly KeyPart[])[] };
}[TableName];

export type QuerySelector =
  /** Every row of a small table. */
  | { readonly query: 'all'; readonly table: 'hall' | 'business' | 'service_window' | 'terminal' | 'terminal_contact' | 'log_cursor' | 'condition' }
  /** Live tickets of one person for one business. */
  | { readonly query: 'live-tickets-of'; readonly personDigest: string; readonly businessId: string }
  /** Waiting tickets of a business, longest wait first. */
  | { readonly query: 'waiting'; readonly businessId: string; readonly limit: number }
  /** How many wait for a business since `throughMs` or longer; `Infinity`: all. Told as a count, not as rows. */
  | { readonly query: 'waiting-count'; readonly businessId: string; readonly throughMs: number }
  /** How many wait for each business that ever had somebody waiting, as the commits counted. Told as counts. */
  | { readonly query: 'waiting-totals' }
  /** Tickets called or served at a window. */
  | { readonly query: 'at-window'; readonly windowId: string }
  /** All tickets whose number is of this business day. */
  | { readonly query: 'tickets-to-close'; readonly businessDay: string }
  | { readonly query: 'calls-of-ticket'; readonly ticketId: string }
  | { readonly query: 'open-calls' }
  | { readonly query: 'ledger-of-ticket'; readonly ticketId: string }
  | { readonly query: 'bound-numbers'; readonly throughDay: string }
  /** The entry of the highest number within a range that has one. */
  | { readonly query: 'highest-number'; readonly hallId: string; readonly businessDay: string; readonly series: string; readonly from: number; readonly to: number }
  | { readonly query: 'events-of-operations'; readonly opIds: readonly string[] }
  | { readonly query: 'events-of-log'; readonly logId: string; readonly fromSeq: number; readonly toSeq: number }
  | { readonly query: 'parked-of-log'; readonly logId: string; readonly fromSeq: number; readonly toSeq: number }
  | { readonly query: 'parked-of-aggregates'; readonly aggregates: readonly string[] }
  | { readonly query: 'parked' }
  /** Of one terminal, whatever log they came in. */
  | { readonly query: 'parked-of-terminal'; readonly terminalId: string; readonly limit: number }
  /** The first of them in the order of replay. */
  | { readonly query: 'first-parked'; readonly limit: number }
  | { readonly query: 'conflicts-of-day'; readonly businessDay: string }
  /** The newest mark at or before `slice`: how far the log is safe. */
  | { readonly query: 'safe-mark'; readonly terminalId: string; readonly logId: string; readonly slice: number }
  | { readonly query: 'idempotency-before'; readonly businessDay: string }
  /** Every page the manifests of an aggregate want. */
  | { readonly query: 'files-of-aggregate'; readonly aggregate: string }
  /** Every page that wants one of these blobs. */
  | { readonly query: 'files-of-blobs'; readonly blobIds: readonly string[] }
  /** Blobs that no applied manifest has wanted since this head version or longer, oldest first. */
  | { readonly query: 'unwanted-blobs'; readonly throughVersion: number; readonly limit: number }
  /** Rows of a published table after `afterId` in key order, for the snapshot. */
  | { readonly query: 'page'; readonly table: PagedTable; readonly afterId: string; readonly limit: number }
  /** The same of the tickets that one terminal issued. */
  | { readonly query: 'own-tickets-page'; readonly terminalId: string; readonly afterId: string; readonly limit: number };

export type PagedTable = 'hall' | 'business' | 'service_window' | 'terminal' | 'help_request' | 'ticket';

export interface Loaded {
  readonly head: HallHead;
  readonly rows: readonly LoadedRows[];
  /** One for each business whose waiting were asked for. */
  readonly waiting: readonly WaitingCount[];
}

export interface WaitingCount {
  readonly businessId: string;
  readonly count: number;
}

export type LoadedRows = {
  [Table in TableName]: { readonly table: Table; readonly rows: readonly Tables[Table][] };
}[TableName];

export type RowChange = {
  [Table in TableName]:
    | { readonly table: Table; readonly kind: 'insert'; readonly row: Tables[Table] }
    | { readonly table: Table; readonly kind: 'update'; readonly row: Tables[Table]; readonly before: Tables[Table] }
    | { readonly table: Table; readonly kind: 'delete'; readonly before: Tables[Table] };
}[TableName];

export interface Changes {
  /** The head as loaded: the commit is refused when the stored version differs. */
  readonly expected: HallHead;
  readonly head: HallHead;
  readonly rows: readonly RowChange[];
  /** Feed rows up to this revision are dropped; 0 drops none. */
  readonly dropFeedThrough: number;
}

export interface Totals {
  readonly byState: Readonly<Record<string, number>>;
  readonly byTerminal: Readonly<Record<string, number>>;
  readonly conflicts: number;
  readonly parked: number;
}
