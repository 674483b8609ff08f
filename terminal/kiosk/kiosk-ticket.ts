import type { Business } from '#domain/hall/business.ts';
import { estimateWait, type WaitEstimate } from '#domain/queue/estimate.ts';
import { numberLabel } from '#domain/ticket/number.ts';
import type { Ticket } from '#domain/ticket/ticket.ts';
import type { KioskBusiness, KioskTicket } from '#contracts/terminal/kiosk-contract.ts';
import type { Replica } from '#offline-cache/store-api.ts';

/** How the page and the paper speak of a ticket. Pure: replica in, view out. */

/** How many people wait before this ticket, as the server said when it bound the number. */
export interface Position {
  readonly ahead: number;
  readonly estimate: WaitEstimate | null;
}

export function kioskTicket(ticket: Ticket, business: Business, takenAtMs: number, position: Position | null): KioskTicket {
  if (!ticket.number) throw new Error(`ticket ${ticket.id} has no number yet`);
  const known = ticket.offline ? null : position;
  return {
    ticketId: ticket.id,
    label: numberLabel(ticket.number),
    businessId: business.id,
    businessName: business.name,
    businessNameEn: business.nameEn,
    place: business.place,
    ahead: known?.ahead ?? null,
    estimate: known?.estimate ?? null,
    takenAtMs,
    offline: ticket.offline,
    personMask: ticket.person?.mask ?? null,
    bring: business.bring,
  };
}

/** A business with its waiting figures; without them when they would be stale. */
export function kioskBusiness(business: Business, replica: Replica, online: boolean): KioskBusiness {
  if (!online) return { business, waiting: null, estimate: null };
  const waiting = waitingFor(replica, business.id);
  return { business, waiting, estimate: estimateWait(waiting, business.minutesPerTicket, openWindows(replica, business.id)) };
}

/** Everybody waiting for a business, as the hall counted them. */
export function waitingFor(replica: Replica, businessId: string): number {
  return replica.waiting.find(({ id }) => id === businessId)?.waiting ?? 0;
}

export function openWindows(replica: Replica, businessId: string): number {
  return replica.windows.filter((window) => window.state === 'open' && window.businessIds.includes(businessId)).length;
}

/** A position with the wait it means at the windows that are open now. */
export function positionAt(ahead: number, business: Business, replica: Replica): Position {
  return { ahead, estimate: estimateWait(ahead, business.minutesPerTicket, openWindows(replica, business.id)) };
}
