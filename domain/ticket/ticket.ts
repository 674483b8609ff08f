import type { ClockStamp } from '../time/stamp.ts';
import type { TicketNumber } from './number.ts';

/** 号票: one leg of a visit. */
export interface Ticket {
  readonly id: string;
  readonly visitId: string;
  /** Position in the visit, from 0: a person with several businesses keeps one number over ordered legs. */
  readonly leg: number;
  readonly businessId: string;
  readonly number: TicketNumber | null;
  readonly state: TicketState;
  readonly paper: Paper;
  readonly person: PersonReference | null;
  readonly purpose: Purpose;
  /** 件数: how many cases the person brings, 1…99. Reports count persons and cases separately. */
  readonly cases: number;
  /** How many people came together, 1…99. */
  readonly party: number;
  readonly onBehalf: OnBehalf;
  /** Taken without the hall server: ordered by the time of taking, shown without people-ahead. */
  readonly offline: boolean;
  readonly takenAt: ClockStamp;
  readonly windowId: string | null;
  /** Grows by one with every change; commands compare and set it. */
  readonly version: number;
}

export type TicketState =
  | 'booked'
  | 'issuing'
  | 'waiting'
  | 'called'
  | 'serving'
  | 'suspended-released'
  | 'suspended-held'
  | 'suspended-waiting'
  | 'finished'
  | 'void'
  | 'missed'
  | 'abandoned'
  | 'cancelled'
  | 'expired';

/** States in which somebody still counts on the ticket. */
export const LIVE_STATES: ReadonlySet<TicketState> = new Set([
  'booked',
  'issuing',
  'waiting',
  'called',
  'serving',
  'suspended-released',
  'suspended-held',
  'suspended-waiting',
]);

export function isLive(ticket: Pick<Ticket, 'state'>): boolean {
  return LIVE_STATES.has(ticket.state);
}

/**
 * What is known of the paper. `printing` is written before the first byte, so that a crash leaves a trace; `unknown`
 * (went silent after the bytes) is callable, since a phantom call is cheaper than a lost person.
 */
export type Paper = 'none' | 'printing' | 'printed' | 'unconfirmed' | 'unknown';

export type Purpose = 'consult' | 'apply' | 'collect';

export type OnBehalf = 'self' | 'other-person' | 'organisation';

/** Who took it, without saying who: a keyed digest to recognise, a mask to show. */
export interface PersonReference {
  readonly kind: IdentityKind;
  /** HMAC-SHA-256 with the hall’s key over the canonical identity (identity/identify.ts), 64 hex digits. */
  readonly digest: string;
  /** 「王**」 or 「138****3210」; never the whole name or number. */
  readonly mask: string;
}

export type IdentityKind = 'id-card' | 'id-number' | 'phone' | 'passport' | 'credit-code';
