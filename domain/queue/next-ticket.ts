import { numberLabel } from '../ticket/number.ts';
import type { Ticket } from '../ticket/ticket.ts';

/** A waiting ticket with the time it counts from, in the server's milliseconds. */
export interface Candidate {
  readonly ticket: Ticket;
  readonly waitingSinceMs: number;
}

/** 叫号依据: which rule won. It is stored with the call and shown. */
export interface NextTicket {
  readonly ticket: Ticket;
  readonly rule: 'longest-wait';
}

/** The next ticket for a window among those it takes: longest effective wait; on a tie the smaller number. */
export function nextTicket(candidates: readonly Candidate[], businessIds: readonly string[]): NextTicket | null {
  let best: Candidate | null = null;
  for (const candidate of candidates) {
    if (candidate.ticket.state !== 'waiting' || !businessIds.includes(candidate.ticket.businessId)) continue;
    if (!best || comesBefore(candidate, best)) best = candidate;
  }
  return best && { ticket: best.ticket, rule: 'longest-wait' };
}

function comesBefore(a: Candidate, b: Candidate): boolean {
  if (a.waitingSinceMs !== b.waitingSinceMs) return a.waitingSinceMs < b.waitingSinceMs;
  return label(a) < label(b);
}

function label(candidate: Candidate): string {
  return candidate.ticket.number ? numberLabel(candidate.ticket.number) : candidate.ticket.id;
}
