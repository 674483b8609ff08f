import type { Business, Hall, ServiceWindow } from '#domain/hall/business.ts';
import type { PersonReference, Ticket } from '#domain/ticket/ticket.ts';
import type { ManifestFile } from '#contracts/blobs/manifest.ts';
import type { HelpCallValue, TerminalKind } from './values.ts';

/** The rows of the hall's database, one interface per table. All times are server milliseconds since 1970. */

/** The one row that every writing transaction locks: it issues revisions and holds the audit chain's head. */
export interface HallHead {
  readonly id: 'head';
  readonly hallId: string;
  readonly incarnation: string;
  /** Grows with every commit; a commit is refused when it is not the one that was loaded. */
  readonly version: number;
  /** Last revision of the feed that was issued. */
  readonly revision: number;
  /** Revisions up to here are no longer in the feed; older cursors need the snapshot. */
  readonly feedFloor: number;
  readonly businessDay: string;
  readonly auditSeq: number;
  readonly auditHash: string;
  /** When this incarnation began from a backup (or a rolled-back database was noticed); null: never. */
  readonly restoredAtMs: number | null;
  /** When that backup was made; null: unknown. */
  readonly restoredFromMs: number | null;
  /** No numbers are bound until all terminals have told what they gave out; see docs/decisions/0015. */
  readonly recovering: boolean;
  /** Own series of new kiosks are taken from this candidate on: earlier ones may belong to kiosks a backup does not know. */
  readonly ownSeriesFrom: number;
}

/** Rows that stand in the feed remember the revision of their last change, for the snapshot. */
export interface Published {
  readonly revision: number;
}

export interface HallRow extends Published {
  readonly id: string;
  readonly value: Hall;
}

export interface BusinessRow extends Published {
  readonly id: string;
  readonly series: string;
  readonly value: Business;
}

export interface WindowRow extends Published {
  readonly id: string;
  readonly value: ServiceWindow;
}

export interface TerminalRow extends Published {
  readonly id: string;
  readonly name: string;
  readonly kind: TerminalKind;
  /** SHA-256 of the bearer token, hex. */
  readonly tokenHash: string;
  readonly ownSeries: string | null;
  readonly keyId: string;
  readonly publicKey: string;
  readonly enrolledAtMs: number;
}

export interface EnrolmentCodeRow {
  /** SHA-256 of the secret part, hex. */
  readonly codeHash: string;
  readonly name: string;
  readonly kind: TerminalKind;
  readonly expiresAtMs: number;
  readonly usedAtMs: number | null;
  readonly terminalId: string | null;
}

export interface SeriesRow {
  readonly hallId: string;
  readonly businessDay: string;
  readonly series: string;
  /** The next number to give out, from 1. */
  readonly next: number;
}

/** `bound`: given to a ticket, not yet known to be issued. `leased`: lent to a kiosk. `void`: burnt, never given again. */
export type NumberFate = 'bound' | 'leased' | 'used' | 'void';

export interface LedgerRow {
  readonly hallId: string;
  readonly businessDay: string;
  readonly series: string;
  readonly number: number;
  readonly fate: NumberFate;
  readonly ticketId: string | null;
  readonly leaseId: string | null;
}

export interface LeaseRow {
  readonly id: string;
  readonly terminalId: string;
  readonly businessDay: string;
  readonly series: string;
  readonly fromNumber: number;
  readonly toNumber: number;
  readonly grantedAtMs: number;
}

/** The projection of a ticket's events. */
export interface TicketRow extends Ticket, Published {
  readonly terminalId: string;
  /** Day of the number, for reports and the day roll. */
  readonly businessDay: string;
  readonly personDigest: string | null;
  /** Effective time of taking. */
  readonly waitingSinceMs: number;
  /** When the fact that it was issued was applied; null while it is only bound. */
  readonly issuedAtMs: number | null;
  readonly calledAtMs: number | null;
  readonly calls: number;
  readonly person: PersonReference | null;
}

/** Append-only. */
export interface EventRow {
  readonly id: string;
  /** `ticket:<uuid>`, `help:<uuid>`. */
  readonly aggregate: string;
  readonly kind: string;
  /** When it happened, as far as can be told. */
  readonly atMs: number;
  readonly appliedAtMs: number;
  /** Terminal or `server`. */
  readonly actor: string;
  /** The operation it was applied from, unique over all logs; null for what the server did itself. */
  readonly opId: string | null;
  readonly logId: string | null;
  readonly seq: number | null;
  readonly opHash: string | null;
  readonly detail: Readonly<Record<string, unknown>>;
}

export interface CursorRow {
  readonly terminalId: string;
  readonly logId: string;
  readonly seq: number;
  readonly headHash: string;
  readonly safeSeq: number;
}

/** How far a log was applied in one slice of time, so that `safe` is found by one index look-up. */
export interface SafeMarkRow {
  readonly terminalId: string;
  readonly logId: string;
  readonly slice: number;
  readonly seq: number;
}

export interface ParkedRow {
  readonly opId: string;
  readonly terminalId: string;
  readonly logId: string;
  readonly seq: number;
  readonly aggregate: string;
  readonly reason: 'malformed' | 'unauthorised' | 'unsupported' | 'waiting';
  readonly detail: string;
  readonly hash: string;
  readonly body: string;
  /** Head version of the parking commit, then `seq`: the order of replay. */
  readonly parkedAt: number;
  readonly serverMs: number;
  readonly bootId: string;
  readonly monotonicMs: number;
}

export interface ConflictRow {
  readonly id: string;
  readonly kind: string;
  readonly aggregate: string;
  readonly opId: string;
  readonly atMs: number;
  readonly businessDay: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** What staff did about one parked operation, conflict or condition; every change of it is in the audit. */
export interface AttentionMarkRow {
  /** `parked:<opId>`, `conflict:<id>`, `state:<name>`. */
  readonly id: string;
  readonly state: 'open' | 'seen' | 'handled';
  readonly note: string;
  readonly atMs: number;
  readonly actor: string;
}

export interface IdempotencyRow {
  readonly terminalId: string;
  readonly key: string;
  /** Command and target: the same key for something else is a fault of the caller. */
  readonly command: string;
  readonly businessDay: string;
  readonly answer: unknown;
}

export interface HelpRow extends Published, HelpCallValue {
  readonly answeredAtMs: number | null;
}

export interface WindowCallRow {
  readonly id: string;
  readonly windowId: string;
  readonly ticketId: string;
  readonly calledAtMs: number;
  /** 叫号依据. */
  readonly rule: string;
  readonly endedAtMs: number | null;
  readonly outcome: 'finished' | 'missed' | 'cancelled' | 'expired' | null;
}

/** One page a manifest names: wanted until it is detached, whether its bytes are here or not. */
export interface WantedFileRow extends ManifestFile {
  readonly manifestId: string;
  /** `case:<uuid>`. */
  readonly aggregate: string;
  /** Who promised it. */
  readonly terminalId: string;
  /** Why it will not come, as the terminal said; a blob that is here all the same counts as here. */
  readonly lost: 'damaged' | 'missing' | null;
}

/** A blob whose bytes lie here and passed their SHA-256. */
export interface BlobRow {
  readonly blobId: string;
  readonly bytes: number;
  /** Head version at which no applied manifest wanted it (any more); null while one does. */
  readonly unwantedSince: number | null;
}

export interface FeedRow {
  readonly revision: number;
  readonly entity: string;
  readonly entityId: string;
  readonly scopeBefore: readonly string[];
  readonly scopeAfter: readonly string[];
  readonly value: unknown;
}

/** Hash-chained: `hash` = SHA-256 over the hash before and this entry; `digest` covers the salted detail. */
export interface AuditRow {
  readonly seq: number;
  readonly atMs: number;
  readonly actor: string;
  readonly action: string;
  readonly digest: string;
  readonly hash: string;
}

/** The erasable part of an audit entry. */
export interface AuditDetailRow {
  readonly seq: number;
  readonly salt: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** When and as what a terminal last shook hands; `seenMs` is kept to the hour while nothing else changes. */
export interface ContactRow {
  readonly terminalId: string;
  readonly seenMs: number;
  readonly machine: string | null;
  /** The hall's incarnation at that time. */
  readonly incarnation: string;
  readonly logId: string;
  /** Newest sequence number it held at its first handshake with this log in this incarnation; null when it did not say. */
  readonly target: number | null;
}

/** A terminal's store key wrapped to the hall's recovery key. */
export interface RecoveryCopyRow {
  readonly terminalId: string;
  readonly keyId: string;
  readonly value: Readonly<Record<string, unknown>>;
  readonly depositedAtMs: number;
}

/** A lasting condition of the server that staff should know, e.g. how the last backup went. */
export interface ConditionRow {
  readonly name: string;
  readonly atMs: number;
  readonly value: Readonly<Record<string, unknown>>;
}
