import { identityOfCard } from '#domain/identity/identify.ts';
import type { Business } from '#domain/hall/business.ts';
import type { PersonReference, Ticket } from '#domain/ticket/ticket.ts';
import type { KioskSession as SessionView } from '#contracts/terminal/kiosk-contract.ts';
import type { ReaderEvent } from '#drivers/id-card-reader/index.ts';
import type { KioskPorts } from './kiosk-ports.ts';
import type { Position } from './kiosk-ticket.ts';
import { personReference } from './person.ts';
import type { KioskPictures } from './pictures.ts';
import type { Screen, Stay } from './screen.ts';

/** Screens on which a newly laid card starts a session of its own; on the others a person is in the middle of something. */
const WELCOMING: ReadonlySet<SessionView['kind']> = new Set(['home', 'person', 'result', 'refused', 'help']);

export interface CardDeskOptions {
  readonly ports: Pick<KioskPorts, 'store' | 'reader' | 'enrolment'>;
  readonly screen: Screen;
  readonly pictures: KioskPictures;
  /** Where a ticket stands now, asked of the server. */
  readonly positionOf: (ticket: Ticket) => Promise<Position | null>;
  readonly take: (business: Business, person: PersonReference) => void;
  /** This person's session begins. */
  readonly begin: (person: PersonReference) => void;
  /** How long the person's tickets stay. */
  readonly stay: () => Stay;
  readonly fault: (act: string, error: unknown) => void;
}

/** What a card on the reader means on the screen that is shown. */
export class CardDesk {
  readonly #options: CardDeskOptions;

  constructor(options: CardDeskOptions) {
    this.#options = options;
  }

  event(event: ReaderEvent): void {
    const { screen } = this.#options;
    const { session } = screen;
    if (event.kind === 'card-read') return this.#read({ name: event.card.name || (event.card.englishName ?? ''), number: event.card.idNumber });
    if (session.kind !== 'identify') return;
    if (event.kind === 'card-found') screen.amend({ ...session, hint: 'reading' });
    if (event.kind === 'card-gone') screen.amend({ ...session, hint: this.restingHint() });
    if (event.kind === 'card-failed') {
      const wrong = event.error.kind === 'not-an-id-card';
      screen.amend({ ...session, hint: wrong ? 'wrong-card' : 'lift-and-lay-again' });
    }
  }

  /** What the card step says while no card lies there. */
  restingHint(): 'lay-card' | 'reader-unavailable' {
    return this.#options.ports.reader?.state.kind === 'ready' ? 'lay-card' : 'reader-unavailable';
  }

  /** Shows this person's live tickets; others can be taken from there. */
  async welcome(person: PersonReference): Promise<void> {
    const { ports, screen, pictures, begin, stay, fault } = this.#options;
    const { turn } = screen;
    const tickets = await ports.store.liveTicketsOf(person.digest).catch((error: unknown) => {
      fault('person', error);
      return [];
    });
    if (turn !== screen.turn) return this.#late(person);
    begin(person);
    screen.show({ kind: 'person', personMask: person.mask, tickets: tickets.flatMap((ticket) => pictures.ownTicket(ticket) ?? []) }, stay());
    if (tickets.length > 0) void this.#tellPositions(person, tickets);
  }

  /** The screen does not wait for the server: places in the queue come when they are known. */
  async #tellPositions(person: PersonReference, tickets: readonly Ticket[]): Promise<void> {
    const { screen, pictures, positionOf } = this.#options;
    const { turn } = screen;
    const positions = await Promise.all(tickets.map(positionOf));
    if (turn !== screen.turn || screen.session.kind !== 'person' || positions.every((position) => position === null)) return;
    screen.amend({ kind: 'person', personMask: person.mask, tickets: tickets.flatMap((ticket, at) => pictures.ownTicket(ticket, positions[at]) ?? []) });
  }

  #read(card: { readonly name: string; readonly number: string }): void {
    const { ports, screen, take } = this.#options;
    const { session } = screen;
    const identity = identityOfCard(card);
    if (!identity.ok) {
      if (session.kind === 'identify') screen.amend({ ...session, hint: 'wrong-card' });
      return;
    }
    const person = personReference(ports.enrolment.digestKey, identity.value);
    if (session.kind === 'identify') take(session.business.business, person);
    else if (WELCOMING.has(session.kind)) void this.welcome(person);
  }

  /** The person touched something while their tickets were looked up. */
  #late(person: PersonReference): void {
    const { session } = this.#options.screen;
    if (session.kind === 'identify') this.#options.take(session.business.business, person);
  }
}
