import type { Business } from '#domain/hall/business.ts';
import { numberLabel } from '#domain/ticket/number.ts';
import type { PersonReference, Ticket } from '#domain/ticket/ticket.ts';
import type { SenderClock } from '#contracts/hall/hall-contract.ts';
import type { PublicTicket } from '#contracts/sync/feed.ts';
import type { KioskBusiness, KioskTicket } from '#contracts/terminal/kiosk-contract.ts';
import type { HallLink } from '../hall/hall-link.ts';
import { kioskBusiness, kioskTicket, type Position, positionAt } from './kiosk-ticket.ts';

/** Looks things up in the replica and draws them as the kiosk's page shows them. Holds nothing of a person. */
export class KioskPictures {
  readonly #link: HallLink;
  readonly #senderClock: () => SenderClock;

  constructor(link: HallLink, senderClock: () => SenderClock) {
    this.#link = link;
    this.#senderClock = senderClock;
  }

  businessById(id: string): Business | null {
    return this.#link.replica.businesses.find((business) => business.id === id) ?? null;
  }

  business(business: Business): KioskBusiness {
    return kioskBusiness(business, this.#link.replica, this.#link.state === 'online');
  }

  /** The business of a ticket, as the ticket remembers it when the hall has it no more: paper can still be had. */
  businessOf(ticket: KioskTicket): KioskBusiness {
    const known = this.businessById(ticket.businessId);
    if (known) return this.business(known);
    const { businessId: id, businessName: name, businessNameEn: nameEn, place, bring } = ticket;
    const remembered: Business = {
      id, name, nameEn, place, bring,
      group: name.slice(0, 20),
      groupEn: nameEn.slice(0, 40),
      series: 'Z',
      realName: 'none',
      minutesPerTicket: 1,
      keywords: [],
      issuing: { kind: 'stopped', reason: '' },
    };
    return { business: remembered, waiting: null, estimate: null };
  }

  /** A ticket of this terminal; null while it has no number or its business is gone. */
  ownTicket(ticket: Ticket, position: Position | null = null, business = this.businessById(ticket.businessId)): KioskTicket | null {
    if (!business || !ticket.number) return null;
    return kioskTicket(ticket, business, this.#takenAtMs(ticket), position);
  }

  /** A ticket taken elsewhere, as far as the server tells. */
  foreignTicket(known: PublicTicket, business: Business, person: PersonReference | null, ahead: number | null): KioskTicket {
    const position = ahead === null ? null : positionAt(ahead, business, this.#link.replica);
    return {
      ticketId: known.id,
      label: numberLabel(known.number),
      businessId: business.id,
      businessName: business.name,
      businessNameEn: business.nameEn,
      place: business.place,
      ahead,
      estimate: position?.estimate ?? null,
      takenAtMs: known.waitingSinceMs,
      offline: known.offline,
      personMask: person?.mask ?? null,
      bring: business.bring,
    };
  }

  /** By age within one boot, so that a wrong clock prints no wrong time once the server's is known. */
  #takenAtMs(ticket: Ticket): number {
    const clock = this.#senderClock();
    if (ticket.takenAt.bootId !== clock.bootId) return ticket.takenAt.wallMs;
    return this.#link.time.nowMs - Math.max(0, clock.monotonicMs - ticket.takenAt.monotonicMs);
  }
}
