import { TIMED_OUT, withTimeout } from '#kernel/clock.ts';
import { uuidV7 } from '#kernel/uuid-v7.ts';
import { normaliseIdentity, type TypedWay } from '#domain/identity/identify.ts';
import type { Business } from '#domain/hall/business.ts';
import type { PersonReference, Ticket } from '#domain/ticket/ticket.ts';
import type { PublicTicket } from '#contracts/sync/feed.ts';
import type { KioskBusiness, KioskSession as SessionView, KioskTicket, KioskView } from '#contracts/terminal/kiosk-contract.ts';
import { CardDesk } from './card-desk.ts';
import { KIOSK_DELAYS, type KioskDelays } from './delays.ts';
import { HelpCall } from './help-call.ts';
import type { KioskPorts } from './kiosk-ports.ts';
import { kioskView } from './kiosk-view.ts';
import { personReference } from './person.ts';
import type { Position } from './kiosk-ticket.ts';
import { KioskPictures } from './pictures.ts';
import { PrintDesk, type PrintedPaper } from './print-desk.ts';
import { Screen, type Stay } from './screen.ts';
import { settleInterrupted } from './settle-interrupted.ts';
import { askPosition, takeTicket } from './take-ticket.ts';

type Way = Extract<SessionView, { kind: 'identify' }>['ways'][number];

/** Room for the first turn after a start. */
const FIRST_TURNS = 2 ** 40;

/** Which identities a business takes, the card first. */
const WAYS: Readonly<Record<Business['realName'], readonly Way[]>> = {
  required: ['id-card', 'id-number', 'passport', 'credit-code'],
  optional: ['id-card', 'id-number', 'phone', 'passport', 'credit-code', 'none'],
  none: [],
};

/** The kiosk's whole session: one person at a time, wiped at the end. The page only shows it. */
export class KioskSession {
  readonly #ports: KioskPorts;
  readonly #delays: KioskDelays;
  readonly #screen: Screen;
  readonly #desk: PrintDesk;
  readonly #pictures: KioskPictures;
  readonly #cards: CardDesk;
  readonly #help: HelpCall;
  readonly #listeners = new Set<() => void>();
  readonly #unsubscribe: (() => void)[] = [];
  /** Held only until that person's session ends: one card is enough for several businesses. */
  #person: PersonReference | null = null;
  /** The ticket of another kiosk that is shown, as the server told it. */
  #foreign: PublicTicket | null = null;

  constructor(ports: KioskPorts) {
    this.#ports = ports;
    this.#delays = ports.delays ?? KIOSK_DELAYS;
    this.#screen = new Screen(ports.clock, Math.floor(ports.random.next() * FIRST_TURNS), () => this.#changed());
    this.#desk = new PrintDesk(ports);
    this.#pictures = new KioskPictures(ports.link, ports.senderClock);
    const fault = (act: string, error: unknown): void => this.#fault(act, error);
    this.#help = new HelpCall({ ports, screen: this.#screen, stay: () => this.#stay(this.#delays.notice), fault });
    this.#cards = new CardDesk({
      ports,
      screen: this.#screen,
      pictures: this.#pictures,
      positionOf: (ticket) => this.#positionOf(ticket),
      take: (business, person) => void this.#take(business, person),
      begin: (person) => (this.#person = person),
      stay: () => this.#stay(this.#delays.person),
      fault,
    });
    this.#unsubscribe.push(ports.link.onChange(() => this.#changed()));
    if (ports.reader) {
      this.#unsubscribe.push(ports.reader.onState(() => this.#readerChanged()));
      this.#unsubscribe.push(ports.reader.onEvent((event) => this.#cards.event(event)));
    }
    if (ports.printer) this.#unsubscribe.push(ports.printer.onState(() => this.#changed()));
  }

  /** Settles what a crash left; a print that was under way a moment ago is asked about. */
  async recover(): Promise<void> {
    const interrupted = await settleInterrupted(this.#ports, this.#delays.askAfterRestart);
    const shown = interrupted && this.#pictures.ownTicket(interrupted);
    if (shown) this.#askPaper(shown, null);
  }

  /** Null until the hall is known for the first time. */
  get view(): KioskView | null {
    return kioskView(this.#ports, this.#screen);
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  stop(): void {
    this.#screen.stop();
    for (const unsubscribe of this.#unsubscribe.splice(0)) unsubscribe();
  }

  // Acts of the person. Each returns whether the touch still met its screen.

  chooseBusiness(turn: number, businessId: string): boolean {
    const business = this.#pictures.businessById(businessId);
    if (!this.#meets(turn, 'home', 'person') || !business) return false;
    if (business.issuing.kind !== 'open') return this.#refuse(business, business.issuing.kind);
    if (business.realName === 'none') return this.#take(business, null);
    if (this.#person) return this.#take(business, this.#person);
    // A kiosk without a reader asks nobody for a card.
    const ways = WAYS[business.realName].filter((way) => way !== 'id-card' || this.#ports.reader !== null);
    return this.#show(
      { kind: 'identify', business: this.#pictures.business(business), ways, hint: this.#cards.restingHint(), fault: null },
      this.#waitForPerson(),
    );
  }

  identify(turn: number, way: TypedWay, value: string): boolean {
    const { session } = this.#screen;
    if (!this.#meets(turn, 'identify') || session.kind !== 'identify' || !session.ways.includes(way)) return false;
    const read = normaliseIdentity(way, value, this.#today());
    if (!read.ok) {
      this.#ports.log('identity-refused', { way, fault: read.error });
      this.#screen.amend({ ...session, fault: { way, fault: read.error } });
      this.#screen.extend();
      return true;
    }
    const person = personReference(this.#ports.enrolment.digestKey, read.value);
    return this.#take(session.business.business, person);
  }

  takeWithoutName(turn: number): boolean {
    const { session } = this.#screen;
    if (!this.#meets(turn, 'identify') || session.kind !== 'identify') return false;
    if (!session.ways.includes('none')) return this.#refuse(session.business.business, 'real-name-required');
    return this.#take(session.business.business, null);
  }

  reprint(turn: number, ticketId: string): boolean {
    const { session } = this.#screen;
    if (!this.#meets(turn, 'existing', 'person')) return false;
    const tickets = session.kind === 'person' ? session.tickets : session.kind === 'existing' ? [session.ticket] : [];
    const ticket = tickets.find((each) => each.ticketId === ticketId);
    if (!ticket) return false;
    return this.#reprint(ticket);
  }

  tryPrintAgain(turn: number): boolean {
    const { session } = this.#screen;
    if (!this.#meets(turn, 'show-number') || session.kind !== 'show-number' || !session.mayRetry) return false;
    return this.#reprint(session.ticket);
  }

  takeAnother(turn: number): boolean {
    if (!this.#meets(turn, 'result', 'existing')) return false;
    const person = this.#person;
    if (!person) return this.#goHome();
    void this.#cards.welcome(person);
    return true;
  }

  answerPaper(turn: number, came: boolean): boolean {
    const { session } = this.#screen;
    if (!this.#meets(turn, 'ask-paper') || session.kind !== 'ask-paper') return false;
    const { ticket, fault } = session;
    this.#ports.log('ticket-paper-answered', { number: ticket.label, answer: came ? 'came' : 'did-not-come', ticket: ticket.ticketId });
    return this.#run(this.#pictures.businessOf(ticket), 'printing', ticket.label, async () => {
      await this.#desk.record(ticket.ticketId, came ? 'printed' : 'none', 'person');
      if (came) this.#result(ticket, 'printed', false);
      else this.#screen.show({ kind: 'show-number', ticket, fault: fault ?? 'no-answer', mayRetry: true }, null);
    });
  }

  extend(turn: number): boolean {
    return turn === this.#screen.turn && this.#screen.extend();
  }

  home(turn: number): boolean {
    if (turn !== this.#screen.turn || this.#screen.session.kind === 'working') return false;
    return this.#goHome();
  }

  callStaff(turn: number): boolean {
    return this.#help.call(turn);
  }

  #readerChanged(): void {
    const { session } = this.#screen;
    if (session.kind === 'identify') this.#screen.amend({ ...session, hint: this.#cards.restingHint() });
    else this.#changed();
  }

  // Taking and printing.

  #take(chosen: Business, person: PersonReference | null): boolean {
    // The hall may have changed while the person stood before this screen.
    const business = this.#pictures.businessById(chosen.id);
    if (!business) return this.#refuse(chosen, 'stopped');
    if (business.issuing.kind !== 'open') return this.#refuse(business, business.issuing.kind);
    if (!person && business.realName === 'required') return this.#refuse(business, 'real-name-required');
    const tapId = uuidV7(this.#ports.clock, this.#ports.random);
    const tappedAt = this.#ports.clock.monotonic();
    this.#person = person ?? this.#person;
    return this.#run(this.#pictures.business(business), 'numbering', null, async () => {
      const taken = await takeTicket({ ...this.#ports, bindLimitMs: this.#delays.bindLimit }, tapId, business, person);
      if (!taken.ok) {
        if (taken.error.kind === 'refused') this.#refuse(business, taken.error.reason);
        else this.#existing(taken.error.ticket, business, person, taken.error.ahead);
        return;
      }
      const { ticket, position } = taken.value;
      const shown = this.#pictures.ownTicket(ticket, position, business);
      if (!shown || !ticket.number) throw new Error(`ticket ${ticket.id} was issued without a number`);
      const ms = Math.round(this.#ports.clock.monotonic() - tappedAt);
      this.#ports.log('ticket-taken', { number: shown.label, business: business.id, origin: ticket.number.origin, ticket: ticket.id, ms });
      this.#screen.show({ kind: 'working', step: 'printing', business: this.#pictures.business(business), label: shown.label }, null);
      this.#afterPrint(await this.#desk.print(shown, ticket.number, false));
    });
  }

  #reprint(ticket: KioskTicket): true {
    return this.#run(this.#pictures.businessOf(ticket), 'printing', ticket.label, async () => this.#afterPrint(await this.#desk.reprint(ticket, this.#foreign)));
  }

  /** While it runs the screen takes no touch and no card: it is the only one to leave it. */
  #run(row: KioskBusiness, step: 'numbering' | 'printing', label: string | null, work: () => Promise<void>): true {
    this.#screen.show({ kind: 'working', step, business: row, label }, null);
    const settled = work()
      .catch((error: unknown) => {
        this.#fault(step, error);
        this.#refuse(row.business, 'storage-fault');
      })
      .finally(() => this.#ports.link.poke());
    void withTimeout(this.#ports.clock, this.#delays.work, settled).then((outcome) => (outcome === TIMED_OUT ? this.#ports.onStuck?.() : undefined));
    return true;
  }

  #afterPrint(paper: PrintedPaper): void {
    switch (paper.kind) {
      case 'printed':
      case 'unconfirmed':
        return this.#result(paper.ticket, paper.kind, paper.reprint);
      case 'unknown':
        return this.#askPaper(paper.ticket, paper.fault);
      case 'failed':
        this.#ports.log('ticket-number-shown', { number: paper.ticket.label, cause: paper.fault, ticket: paper.ticket.ticketId });
        this.#screen.show({ kind: 'show-number', ticket: paper.ticket, fault: paper.fault, mayRetry: paper.fault !== 'printer-unavailable' }, null);
    }
  }

  #result(ticket: KioskTicket, paper: 'printed' | 'unconfirmed', reprint: boolean): void {
    this.#screen.show({ kind: 'result', ticket, paper, reprint }, this.#stay(this.#delays.result));
  }

  #askPaper(ticket: KioskTicket, fault: Extract<SessionView, { kind: 'ask-paper' }>['fault']): void {
    // Unanswered it stays `unknown`, which is callable: the person is not lost.
    this.#screen.show({ kind: 'ask-paper', ticket, fault }, this.#waitForPerson());
  }

  #existing(known: Ticket | PublicTicket, business: Business, person: PersonReference | null, ahead: number | null): void {
    this.#foreign = 'takenAt' in known ? null : known;
    const shown = 'takenAt' in known ? this.#pictures.ownTicket(known, null, business) : this.#pictures.foreignTicket(known, business, person, ahead);
    if (!shown) return void this.#goHome();
    this.#ports.log('ticket-existing-shown', { number: shown.label, business: business.id, ticket: shown.ticketId });
    this.#screen.show({ kind: 'existing', ticket: shown }, this.#waitForPerson());
    if ('takenAt' in known) void this.#tellPosition(known, business);
  }

  async #tellPosition(own: Ticket, business: Business): Promise<void> {
    const { turn } = this.#screen;
    const position = await this.#positionOf(own);
    const ticket = position && turn === this.#screen.turn ? this.#pictures.ownTicket(own, position, business) : null;
    if (ticket && this.#screen.session.kind === 'existing') this.#screen.amend({ kind: 'existing', ticket });
  }

  // Small helpers.

  #positionOf(ticket: Ticket): Promise<Position | null> {
    return askPosition({ ...this.#ports, bindLimitMs: this.#delays.bindLimit }, ticket);
  }

  #refuse(business: Business, reason: Extract<SessionView, { kind: 'refused' }>['reason']): true {
    this.#ports.log('ticket-refused', { business: business.id, reason });
    return this.#show({ kind: 'refused', business: this.#pictures.business(business), reason }, this.#stay(this.#delays.notice));
  }

  /** The end of a person's session: nothing of them stays in memory. */
  #goHome(): true {
    this.#person = null;
    this.#foreign = null;
    return this.#show({ kind: 'home' }, null);
  }

  #show(session: SessionView, stay: Stay | null): true {
    this.#screen.show(session, stay);
    return true;
  }

  #fault(act: string, error: unknown): void {
    this.#ports.log('store-fault', { act, detail: error instanceof Error ? error.message : String(error) });
  }

  #meets(turn: number, ...kinds: SessionView['kind'][]): boolean {
    return turn === this.#screen.turn && kinds.includes(this.#screen.session.kind);
  }

  #waitForPerson(): Stay {
    return { ms: this.#delays.waitForPerson, warnMs: this.#delays.warning, leave: () => this.#goHome() };
  }

  #stay(ms: number): Stay {
    return { ms, warnMs: 0, leave: () => this.#goHome() };
  }

  #today(): string {
    return this.#ports.link.replica.businessDay ?? new Date(this.#ports.link.time.nowMs).toISOString().slice(0, 10);
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}
