import type { Result } from '#kernel/result.ts';
import type { Business, Hall, ServiceWindow } from '#domain/hall/business.ts';
import type { NumberBlock, TicketNumber } from '#domain/ticket/number.ts';
import type { OnBehalf, PersonReference, Purpose, Ticket } from '#domain/ticket/ticket.ts';
import type { ClockStamp } from '#domain/time/stamp.ts';
import type { FileStore } from './blobs/file-api.ts';
import type { FeedCursor, FeedEntry, PublicTicket, WaitingCount } from '#contracts/sync/feed.ts';
import type { StoredOperation } from '#contracts/sync/operation.ts';
import type { BackupError, StoreBackup } from './backup/store-backup.ts';

/**
 * The terminal's store as its service sees it: every method resolves after the commit is on the disk (FULL), and the
 * only connection lives in a worker thread, so that an fsync never stalls a device. Methods that write a business row
 * write its operation in the same transaction.
 */
export interface TerminalStore extends FileStore {
  enrolment(): Promise<Enrolment | null>;
  saveEnrolment(enrolment: Enrolment): Promise<void>;

  /** Stores the intent to take a ticket before anything is asked. The same `tapId` again gives the ticket it made. */
  draftTicket(draft: TicketDraft): Promise<{ readonly kind: 'drafted' | 'repeated'; readonly ticket: Ticket }>;
  /** Draft → waiting with the number the server bound; appends `ticket.issued`; paper becomes `printing` (the intent). */
  issueBound(ticketId: string, number: TicketNumber): Promise<Result<Ticket, IssueError>>;
  /** Draft → waiting with the next number of today's lease, else of the permanent sub-series; marked offline. */
  issueOffline(ticketId: string): Promise<Result<Ticket, IssueError>>;
  /** A draft that came to nothing (existing ticket, refused business, person went home): it becomes `void`. Never one with a number. */
  dropDraft(ticketId: string): Promise<void>;
  /** What became of the paper; appends `ticket.paper`. */
  recordPaper(ticketId: string, paper: 'none' | 'printed' | 'unconfirmed' | 'unknown', source: PaperSource): Promise<Ticket>;
  /** 补打: paper becomes `printing` with the next copy number; the row is written before the first byte. */
  beginReprint(ticketId: string): Promise<{ readonly ticket: Ticket; readonly copy: number }>;
  /** Appends `help.requested`. */
  requestHelp(screen: string): Promise<void>;
  ticket(ticketId: string): Promise<Ticket | null>;
  /** This person's live tickets of this business day taken at this terminal, newest first; a state learned from the feed wins. */
  liveTicketsOf(digest: string): Promise<readonly Ticket[]>;
  /** What a crash left: drafts without a number, and tickets whose paper says `printing`. */
  interrupted(): Promise<{ readonly drafts: readonly Ticket[]; readonly printing: readonly Ticket[] }>;
  /** Tickets issued on this business day by this terminal, from a counter kept by the writing transactions. */
  issuedToday(): Promise<number>;

  replica(): Promise<Replica>;
  /** Applies entries in one transaction with the cursor; a higher revision of the same entity wins. */
  applyFeed(cursor: FeedCursor, entries: readonly FeedEntry[], serverMs: number | null): Promise<ReplicaChange>;
  /** Replaces the replica by a complete snapshot. */
  replaceReplica(cursor: FeedCursor, entries: readonly FeedEntry[]): Promise<Replica>;

  saveLease(businessDay: string, blocks: readonly NumberBlock[]): Promise<void>;
  /** Unused leased numbers per business day. */
  numbersLeft(): Promise<Readonly<Record<string, number>>>;
  /** Last number of each leased block per business day, those that are used up or dropped too. */
  blockEnds(): Promise<Readonly<Record<string, readonly number[]>>>;

  outbox(): Promise<OutboxHead>;
  /** Operations after `seq` in order, at most `maxBytes` of bodies (at least one operation). */
  operationsAfter(seq: number, maxBytes: number): Promise<readonly StoredOperation[]>;
  /** Moves the applied and safe marks (never back) and prunes operations up to `safe`. @param logId a word about another log is not heeded */
  acknowledge(applied: number, safe: number, logId?: string): Promise<OutboxHead>;
  noteParked(parked: readonly { readonly opId: string; readonly seq: number; readonly reason: string }[], logId?: string): Promise<void>;
  /** The server's whole list of this terminal's parked facts, told with its cursor `through`: missed ones are added, settled ones forgotten. */
  settleParked(logId: string, through: number, parked: readonly { readonly opId: string; readonly reason: string }[]): Promise<void>;
  /**
   * After a fork: a new log id; held operations are chained anew keeping their opIds. Leased numbers are dropped unless
   * the fork is certainly the server's alone. @param incarnation the server's, as the handshake told it
   */
  startNewLog(incarnation?: string): Promise<OutboxHead>;
  /** The server's cursor fits this log: in this run of the machine the disk cannot be an old copy any more. */
  confirmLog(incarnation: string): Promise<void>;
  /** Why a new log was begun since this was last asked; null when none was. Told once, also over restarts. */
  takeLogNews(): Promise<LogNews | null>;

  /** Remembers the server's time and business day; stamps made later carry it. */
  noteServer(serverMs: number, businessDay: string | null, trust: ClockStamp['trust']): Promise<void>;
  /** The server's time now: its last word aged by this machine's monotonic time. Null when the machine restarted since. */
  serverNow(): Promise<number | null>;
  /** A stamp for now by the store's clock. */
  stamp(): Promise<ClockStamp>;

  backoff(): Promise<BackoffState>;
  saveBackoff(state: BackoffState): Promise<void>;

  /**
   * Copies the whole store, enciphered with the same key, into a new file, which is opened again and compared before it
   * takes its name. Other calls wait while the live rows are read once.
   */
  backup(file: string): Promise<Result<StoreBackup, BackupError>>;
  close(): Promise<void>;
}

/** What the terminal learned when it was enrolled; kept encrypted. */
export interface Enrolment {
  readonly terminalId: string;
  readonly terminalName: string;
  readonly hallId: string;
  readonly serverUrl: string;
  /** SHA-256 of the server's SubjectPublicKeyInfo, 64 hex digits: the pin. Empty for plain HTTP on loopback. */
  readonly serverKey: string;
  readonly token: string;
  /** Base64 of 32 bytes. */
  readonly digestKey: string;
  /** Series of numbers this terminal may give out alone; null for windows and displays. */
  readonly ownSeries: string | null;
  readonly signingKeyId: string;
  /** PKCS #8 DER, base64 (Ed25519). */
  readonly signingKey: string;
}

export interface TicketDraft {
  /** One per touch: a double tap carries the same. */
  readonly tapId: string;
  readonly businessId: string;
  readonly person: PersonReference | null;
  readonly purpose: Purpose;
  readonly cases: number;
  readonly party: number;
  readonly onBehalf: OnBehalf;
}

export type IssueError =
  /** Not a draft any more: `ticket` is what it became. */
  | { readonly kind: 'not-a-draft'; readonly ticket: Ticket | null }
  | { readonly kind: 'no-number-left' }
  /** This terminal already gave that number to another ticket; nothing was changed. Take an offline number instead. */
  | { readonly kind: 'number-taken'; readonly number: TicketNumber };

export type PaperSource = 'printer' | 'person' | 'restart';

/** The hall as this terminal knows it. */
export interface Replica {
  readonly cursor: FeedCursor | null;
  readonly hall: Hall | null;
  readonly businesses: readonly Business[];
  readonly windows: readonly ServiceWindow[];
  /** At a kiosk its own only; at windows and boards everybody's. */
  readonly tickets: readonly PublicTicket[];
  /** How many wait for each business; one that is not named has nobody waiting. */
  readonly waiting: readonly WaitingCount[];
  readonly help: readonly HelpCallValue[];
  /** Server time to which this is true; null before the first contact. */
  readonly asOfMs: number | null;
  readonly businessDay: string | null;
}

export type HelpCallValue = {
  readonly id: string;
  readonly terminalId: string;
  readonly terminalName: string;
  readonly screen: string;
  readonly atMs: number;
};

export interface ReplicaChange {
  readonly cursor: FeedCursor;
  readonly applied: readonly FeedEntry[];
}

export interface OutboxHead {
  readonly logId: string;
  readonly seq: number;
  readonly headHash: string;
  readonly applied: number;
  readonly safe: number;
  /** seq − applied, from counters, never by counting rows. */
  readonly pending: number;
  readonly parked: number;
  /** First sequence number still held for sending again, head + 1 when none. */
  readonly heldFrom: number;
  /** Digest of the machine this log is written on; null where none is told. */
  readonly machine: string | null;
}

/** Why the log before was left. */
export type NewLogCause =
  /** The server knows another continuation of the log: this disk is an old copy. */
  | 'forked'
  /** The server itself was restored from a backup. */
  | 'server-restored'
  /** The store was put back from a backup. */
  | 'restored'
  /** The disk was copied to another machine, or its network card or board was changed. */
  | 'cloned'
  | 'rebuilt'
  | 're-enrolled';

export interface LogNews {
  readonly cause: NewLogCause;
  /** `distrusted`: leased numbers present then are not given any more. */
  readonly numbers: 'kept' | 'distrusted';
  readonly before: string;
  readonly logId: string;
  /** Operations that were taken along. */
  readonly held: number;
}

export interface BackoffState {
  readonly attempt: number;
  /** Wall time is not used: milliseconds still to wait when it was saved. */
  readonly remainingMs: number;
}
