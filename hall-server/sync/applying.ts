import { effectiveTime, type ClockStamp } from '#domain/time/stamp.ts';
import { isLive } from '#domain/ticket/ticket.ts';
import type { Operation } from '#contracts/sync/operation.ts';
import { explainedByRestore } from '../recovery/explained.ts';
import type { Deciding } from '../store/hall-writer.ts';
import type { EventRow, TicketRow } from '../store/rows.ts';
import type { TerminalKind } from '../store/values.ts';
import type { WorkingSet } from '../store/working-set.ts';

/** When and from whom an operation came; kept with parked ones, so that their times stay true at replay. */
export interface Receipt {
  readonly terminalId: string;
  readonly terminalName: string;
  readonly terminalKind: TerminalKind;
  readonly logId: string;
  readonly serverMs: number;
  readonly bootId: string;
  readonly monotonicMs: number;
}

/** One fact being applied. */
export interface Applying<Kind extends Operation['kind']> {
  readonly work: WorkingSet;
  readonly deciding: Deciding;
  readonly receipt: Receipt;
  readonly operation: Extract<Operation, { readonly kind: Kind }>;
  readonly hash: string;
}

/** Any fact, for what treats all alike. */
export interface ApplyingAny {
  readonly work: WorkingSet;
  readonly deciding: Deciding;
  readonly receipt: Receipt;
  readonly operation: Operation;
  readonly hash: string;
}

/** A fact happened, so it is applied, if need be with conflicts that staff see; only a stranger's is not. */
export type Applied = { readonly kind: 'applied' } | { readonly kind: 'unauthorised'; readonly detail: string };

export const APPLIED: Applied = { kind: 'applied' };

export type ConflictKind =
  | 'duplicate-number'
  | 'void-number'
  | 'foreign-number'
  | 'double-live-ticket'
  | 'unknown-business'
  | 'business-not-open'
  | 'after-day-close'
  | 'issued-again'
  | 'unknown-ticket'
  | 'cancelled-too-late'
  /** A page a terminal promised will not come. */
  | 'file-lost'
  /** A manifest names a page again with other content: the first stands. */
  | 'page-attached-again'
  /** A page that was to be taken out is not there. */
  | 'unknown-page'
  /** A terminal's data was damaged and mended from what it keeps twice. */
  | 'store-recovered'
  | 'store-restored'
  | 'log-forked';

/** What a fact of the time a backup does not know must look like; staff have the restore itself to look at. */
const LEFT_BY_RESTORE: ReadonlySet<ConflictKind> = new Set(['foreign-number', 'void-number', 'double-live-ticket', 'after-day-close', 'unknown-ticket', 'cancelled-too-late']);

export function effectiveAt(stamp: ClockStamp, receipt: Receipt): number {
  return effectiveTime(stamp, receipt);
}

export function appendOperationEvent(applying: ApplyingAny, aggregate: string, detail: EventRow['detail']): void {
  const { work, deciding, receipt, operation, hash } = applying;
  work.table('event').put({
    id: deciding.newId(),
    aggregate,
    kind: operation.kind,
    atMs: effectiveAt(operation.at, receipt),
    appliedAtMs: deciding.nowMs,
    actor: receipt.terminalId,
    opId: operation.opId,
    logId: receipt.logId,
    seq: operation.seq,
    opHash: hash,
    detail,
  });
}

export function noteConflict(applying: ApplyingAny, kind: ConflictKind, aggregate: string, detail: Readonly<Record<string, unknown>> = {}): void {
  const { work, deciding, receipt, operation } = applying;
  const atMs = effectiveAt(operation.at, receipt);
  if (LEFT_BY_RESTORE.has(kind) && explainedByRestore(work, atMs)) return;
  work.table('conflict').put({
    id: deciding.newId(),
    kind,
    aggregate,
    opId: operation.opId,
    atMs,
    businessDay: work.head.businessDay,
    detail,
  });
}

/** Live, issued tickets of the same person for the same business. A number that is only bound is not yet a ticket. */
export function liveTicketsOf(work: WorkingSet, personDigest: string, businessId: string): readonly TicketRow[] {
  const key = (row: TicketRow): string | null => (row.personDigest === null ? null : `${row.personDigest} ${row.businessId}`);
  return work
    .table('ticket')
    .by('person', key, `${personDigest} ${businessId}`)
    .filter((row) => row.issuedAtMs !== null && isLive(row));
}
