import { numberLabel, type TicketNumber } from '#domain/ticket/number.ts';
import type { TicketIssued } from '#contracts/sync/operation.ts';
import { setFate } from '../numbers/ledger.ts';
import type { TicketRow } from '../store/rows.ts';
import { APPLIED, appendOperationEvent, effectiveAt, liveTicketsOf, noteConflict, type Applied, type Applying } from './applying.ts';

/** 已出号: a person holds this number. It wins over whatever the server had bound to the ticket meanwhile. */
export function applyTicketIssued(applying: Applying<'ticket.issued'>): Applied {
  const { work, receipt, operation } = applying;
  const { payload } = operation;
  const before = work.table('ticket').get(payload.ticketId);
  if (receipt.terminalKind === 'display') return { kind: 'unauthorised', detail: 'a display issues no tickets' };
  if (before && before.terminalId !== receipt.terminalId) return { kind: 'unauthorised', detail: `ticket of terminal ${before.terminalId}` };
  const aggregate = `ticket:${payload.ticketId}`;
  appendOperationEvent(applying, aggregate, { number: payload.number, businessId: payload.businessId, offline: payload.offline });
  if (before?.issuedAtMs != null) {
    noteConflict(applying, 'issued-again', aggregate, { label: numberLabel(payload.number) });
    return APPLIED;
  }
  settleNumber(applying, before, payload.number);
  noteBusiness(applying, aggregate);
  noteDouble(applying, aggregate);
  work.table('ticket').put(issuedRow(applying, before));
  return APPLIED;
}

function issuedRow(applying: Applying<'ticket.issued'>, before: TicketRow | undefined): TicketRow {
  const { work, deciding, receipt, operation } = applying;
  const { payload } = operation;
  const late = payload.number.businessDay < work.head.businessDay;
  if (late) noteConflict(applying, 'after-day-close', `ticket:${payload.ticketId}`, { businessDay: payload.number.businessDay });
  return {
    id: payload.ticketId,
    visitId: payload.visitId,
    leg: payload.leg,
    businessId: payload.businessId,
    number: payload.number,
    // Its day is over: nobody waits any more, but the books must show that it was given out.
    state: late ? 'expired' : 'waiting',
    paper: 'printing',
    person: payload.person,
    personDigest: payload.person?.digest ?? null,
    purpose: payload.purpose,
    cases: payload.cases,
    party: payload.party,
    onBehalf: payload.onBehalf,
    offline: payload.offline,
    takenAt: payload.takenAt,
    windowId: null,
    version: (before?.version ?? 0) + 1,
    terminalId: receipt.terminalId,
    businessDay: payload.number.businessDay,
    waitingSinceMs: effectiveAt(payload.takenAt, receipt),
    issuedAtMs: deciding.nowMs,
    calledAtMs: null,
    calls: 0,
    revision: before?.revision ?? 0,
  };
}

/** The number on the paper is used; another one bound to the same ticket is burnt at once and never given again. */
function settleNumber(applying: Applying<'ticket.issued'>, before: TicketRow | undefined, number: TicketNumber): void {
  const { work, operation, receipt } = applying;
  const { ticketId } = operation.payload;
  const aggregate = `ticket:${ticketId}`;
  const bound = before?.number;
  if (bound && !sameNumber(bound, number)) setFate(work, bound, { fate: 'void', ticketId });
  const entry = work.table('number_ledger').get(work.head.hallId, number.businessDay, number.series, number.number);
  const detail = { label: numberLabel(number), businessDay: number.businessDay };
  if (entry?.ticketId != null && entry.ticketId !== ticketId) {
    noteConflict(applying, 'duplicate-number', aggregate, { ...detail, otherTicketId: entry.ticketId });
    return;
  }
  if (entry?.fate === 'void') noteConflict(applying, 'void-number', aggregate, detail);
  const own = work.table('terminal').get(receipt.terminalId)?.ownSeries;
  if (number.origin === 'bound' ? !entry : number.series !== own) noteConflict(applying, 'foreign-number', aggregate, detail);
  setFate(work, number, { fate: 'used', ticketId });
}

function noteBusiness(applying: Applying<'ticket.issued'>, aggregate: string): void {
  const { businessId } = applying.operation.payload;
  const business = applying.work.table('business').get(businessId);
  if (!business) noteConflict(applying, 'unknown-business', aggregate, { businessId });
  else if (business.value.issuing.kind !== 'open') noteConflict(applying, 'business-not-open', aggregate, { businessId });
}

function noteDouble(applying: Applying<'ticket.issued'>, aggregate: string): void {
  const { ticketId, person, businessId }: TicketIssued = applying.operation.payload;
  if (!person) return;
  const other = liveTicketsOf(applying.work, person.digest, businessId).find(({ id }) => id !== ticketId);
  if (other) noteConflict(applying, 'double-live-ticket', aggregate, { otherTicketId: other.id });
}

function sameNumber(a: TicketNumber, b: TicketNumber): boolean {
  return a.businessDay === b.businessDay && a.series === b.series && a.number === b.number;
}
