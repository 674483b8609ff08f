import { MAX_NUMBER, type TicketNumber } from '#domain/ticket/number.ts';
import type { WaitEstimate } from '#domain/queue/estimate.ts';
import type { OnBehalf, PersonReference, Purpose } from '#domain/ticket/ticket.ts';
import { effectiveTime, type ClockStamp } from '#domain/time/stamp.ts';
import type { SenderClock } from '#contracts/hall/hall-contract.ts';
import type { PublicTicket } from '#contracts/sync/feed.ts';
import type { HallContext } from '../hall-context.ts';
import type { Act, Deciding } from '../store/hall-writer.ts';
import { publicTicketOf } from '../store/publish.ts';
import type { BusinessRow, TicketRow } from '../store/rows.ts';
import type { WorkingSet } from '../store/working-set.ts';
import { liveTicketsOf } from '../sync/applying.ts';
import { aheadOf, estimateFor, queueRows } from './queue-position.ts';

export interface BindRequest {
  readonly ticketId: string;
  readonly visitId: string;
  readonly businessId: string;
  readonly person: PersonReference | null;
  readonly purpose: Purpose;
  readonly cases: number;
  readonly party: number;
  readonly onBehalf: OnBehalf;
  readonly takenAt: ClockStamp;
  readonly clock: SenderClock;
}

export type BindAnswer =
  | { readonly kind: 'bound'; readonly number: TicketNumber; readonly ahead: number; readonly estimate: WaitEstimate | null; readonly serverMs: number }
  | { readonly kind: 'existing'; readonly ticket: PublicTicket; readonly ahead: number; readonly serverMs: number }
  | { readonly kind: 'refused'; readonly reason: 'unknown-business' | 'closed' | 'stopped'; readonly serverMs: number }
  /** The hall was restored and does not yet know all numbers that were given: the kiosk goes on with its own. */
  | { readonly kind: 'recovering'; readonly serverMs: number }
  /** The ticket id belongs to another terminal: answered as forbidden. */
  | { readonly kind: 'foreign-ticket' };

/**
 * Binds the next number to a ticket, once: repeated and late requests get the number it has, be it bound or already
 * reported from a lease.
 */
export function bindNumber(context: HallContext, terminalId: string, request: BindRequest): Act<BindAnswer> {
  const { businessId, person, ticketId } = request;
  return {
    load: (work, round) => {
      if (round === 0) {
        return [
          { table: 'ticket', keys: [[ticketId]] },
          { table: 'business', keys: [[businessId]] },
          ...(person ? [{ query: 'live-tickets-of', personDigest: person.digest, businessId } as const] : []),
        ];
      }
      if (round > 1) return null;
      const series = work.table('business').get(businessId)?.series;
      return [
        ...queueRows(...positionAsked(context, work, request)),
        ...(series === undefined ? [] : [{ table: 'number_series', keys: [[context.hallId, work.head.businessDay, series]] } as const]),
      ];
    },
    decide: (work, deciding) => decideBinding(work, deciding, terminalId, request),
  };
}

/** Whose place in which queue will be answered: of the ticket that is there, or of the one about to be. */
function positionAsked({ writer }: HallContext, work: WorkingSet, { ticketId, businessId, person, takenAt, clock }: BindRequest): [businessId: string, throughMs: number] {
  const there = work.table('ticket').get(ticketId) ?? (person && liveTicketsOf(work, person.digest, businessId)[0]);
  if (there) return [there.businessId, there.waitingSinceMs];
  return [businessId, effectiveTime(takenAt, { bootId: clock.bootId, monotonicMs: clock.monotonicMs, serverMs: writer.clock.now() })];
}

function decideBinding(work: WorkingSet, deciding: Deciding, terminalId: string, request: BindRequest): BindAnswer {
  const serverMs = deciding.nowMs;
  const present = work.table('ticket').get(request.ticketId);
  const business = work.table('business').get(request.businessId);
  if (present && present.terminalId !== terminalId) return { kind: 'foreign-ticket' };
  if (present?.number) return bound(work, present, present.number, business, serverMs);
  if (!business) return { kind: 'refused', reason: 'unknown-business', serverMs };
  // Before the person's other tickets are looked at: one that still waits in the backup may long be finished.
  if (work.head.recovering) return { kind: 'recovering', serverMs };
  const existing = request.person && liveTicketsOf(work, request.person.digest, request.businessId)[0];
  if (existing) return { kind: 'existing', ticket: publicTicketOf(existing), ahead: aheadOf(work, existing), serverMs };
  const { issuing } = business.value;
  if (issuing.kind !== 'open') return { kind: 'refused', reason: issuing.kind, serverMs };
  const number = takeNext(work, business);
  if (!number) return { kind: 'refused', reason: 'stopped', serverMs };
  const row = boundRow(work, deciding, terminalId, request, number);
  work.table('ticket').put(row);
  return bound(work, row, number, business, serverMs);
}

function bound(work: WorkingSet, row: TicketRow, number: TicketNumber, business: BusinessRow | undefined, serverMs: number): BindAnswer {
  const ahead = aheadOf(work, row);
  return { kind: 'bound', number, ahead, estimate: business ? estimateFor(work, business, ahead) : null, serverMs };
}

/** The next number of the business's series today, written into the ledger; null when the series is used up. */
function takeNext(work: WorkingSet, business: BusinessRow): TicketNumber | null {
  const { hallId, businessDay } = work.head;
  const { series } = business;
  const next = work.table('number_series').get(hallId, businessDay, series)?.next ?? 1;
  if (next > MAX_NUMBER) return null;
  work.table('number_series').put({ hallId, businessDay, series, next: next + 1 });
  return { businessDay, series, number: next, origin: 'bound' };
}

function boundRow(work: WorkingSet, deciding: Deciding, terminalId: string, request: BindRequest, number: TicketNumber): TicketRow {
  const { clock, person } = request;
  const { hallId, businessDay } = work.head;
  work.table('number_ledger').put({ hallId, businessDay, series: number.series, number: number.number, fate: 'bound', ticketId: request.ticketId, leaseId: null });
  const atMs = effectiveTime(request.takenAt, { bootId: clock.bootId, monotonicMs: clock.monotonicMs, serverMs: deciding.nowMs });
  work.table('event').put({
    id: deciding.newId(),
    aggregate: `ticket:${request.ticketId}`,
    kind: 'ticket.bound',
    atMs,
    appliedAtMs: deciding.nowMs,
    actor: terminalId,
    opId: null,
    logId: null,
    seq: null,
    opHash: null,
    detail: { number, businessId: request.businessId },
  });
  return {
    id: request.ticketId,
    visitId: request.visitId,
    leg: 0,
    businessId: request.businessId,
    number,
    state: 'issuing',
    paper: 'none',
    person,
    personDigest: person?.digest ?? null,
    purpose: request.purpose,
    cases: request.cases,
    party: request.party,
    onBehalf: request.onBehalf,
    offline: false,
    takenAt: request.takenAt,
    windowId: null,
    version: 1,
    terminalId,
    businessDay,
    waitingSinceMs: atMs,
    issuedAtMs: null,
    calledAtMs: null,
    calls: 0,
    revision: 0,
  };
}
