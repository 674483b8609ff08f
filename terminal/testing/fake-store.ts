import type { Clock } from '#kernel/clock.ts';
import { err, ok, type Result } from '#kernel/result.ts';
import { seededRandom } from '#kernel/random.ts';
import { uuidV7 } from '#kernel/uuid-v7.ts';
import type { TicketNumber } from '#domain/ticket/number.ts';
import { isLive, type Ticket } from '#domain/ticket/ticket.ts';
import type { ClockStamp } from '#domain/time/stamp.ts';
import type { IssueError, TerminalStore, TicketDraft } from '#offline-cache/store-api.ts';

/**
 * The part of the store that the kiosk's session uses, in memory and without a thread, so that session tests run on a
 * simulated clock. The real store is held to the same behaviour by its own tests and by the end-to-end tests.
 */
export class FakeStore {
  readonly tickets = new Map<string, Ticket>();
  readonly papers: { readonly ticketId: string; readonly paper: string; readonly source: string }[] = [];
  readonly helpRequests: string[] = [];
  readonly dropped: string[] = [];
  /** Leased numbers left; none makes `issueOffline` fail. */
  numbersLeft = 5;
  /** The day as the store knows it. */
  businessDay = '2026-03-02';
  /** Makes every write fail, as a full disk would. */
  broken = false;
  readonly #clock: Clock;
  readonly #taps = new Map<string, string>();
  readonly #random = seededRandom(1);
  #offlineNumber = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get asStore(): TerminalStore {
    return this as unknown as TerminalStore;
  }

  async draftTicket(draft: TicketDraft): Promise<{ kind: 'drafted' | 'repeated'; ticket: Ticket }> {
    this.#write();
    const known = this.#taps.get(draft.tapId);
    if (known) return { kind: 'repeated', ticket: this.tickets.get(known)! };
    const { tapId, ...facts } = draft;
    const id = uuidV7(this.#clock, this.#random);
    const visitId = uuidV7(this.#clock, this.#random);
    const ticket: Ticket = {
      ...facts,
      id,
      visitId,
      leg: 0,
      number: null,
      state: 'issuing',
      paper: 'none',
      offline: false,
      takenAt: await this.stamp(),
      windowId: null,
      version: 1,
    };
    this.#taps.set(tapId, id);
    return { kind: 'drafted', ticket: this.#keep(ticket) };
  }

  async issueBound(ticketId: string, number: TicketNumber): Promise<Result<Ticket, IssueError>> {
    return this.#issue(ticketId, number, false);
  }

  async issueOffline(ticketId: string): Promise<Result<Ticket, IssueError>> {
    if (this.numbersLeft === 0) return err({ kind: 'no-number-left' });
    this.numbersLeft -= 1;
    this.#offlineNumber += 1;
    return this.#issue(ticketId, { businessDay: this.businessDay, series: 'X', number: this.#offlineNumber, origin: 'leased' }, true);
  }

  async dropDraft(ticketId: string): Promise<void> {
    this.#write();
    this.dropped.push(ticketId);
    this.tickets.delete(ticketId);
  }

  async recordPaper(ticketId: string, paper: Ticket['paper'], source: string): Promise<Ticket> {
    this.#write();
    this.papers.push({ ticketId, paper, source });
    return this.#keep({ ...this.tickets.get(ticketId)!, paper });
  }

  async beginReprint(ticketId: string): Promise<{ ticket: Ticket; copy: number }> {
    this.#write();
    return { ticket: this.#keep({ ...this.tickets.get(ticketId)!, paper: 'printing' }), copy: 2 };
  }

  async requestHelp(screen: string): Promise<void> {
    this.#write();
    this.helpRequests.push(screen);
  }

  async ticket(ticketId: string): Promise<Ticket | null> {
    return this.tickets.get(ticketId) ?? null;
  }

  async liveTicketsOf(digest: string): Promise<readonly Ticket[]> {
    return [...this.tickets.values()].filter((ticket) => ticket.person?.digest === digest && isLive(ticket) && ticket.number?.businessDay === this.businessDay);
  }

  async interrupted(): Promise<{ drafts: readonly Ticket[]; printing: readonly Ticket[] }> {
    const all = [...this.tickets.values()];
    return {
      drafts: all.filter((ticket) => ticket.state === 'issuing'),
      printing: all.filter((ticket) => ticket.paper === 'printing'),
    };
  }

  async serverNow(): Promise<number | null> {
    return null;
  }

  async stamp(): Promise<ClockStamp> {
    return { wallMs: this.#clock.now(), bootId: 'boot-1', monotonicMs: this.#clock.monotonic(), lastServerMs: null, trust: 'trusted' };
  }

  #issue(ticketId: string, number: TicketNumber, offline: boolean): Result<Ticket, IssueError> {
    this.#write();
    const draft = this.tickets.get(ticketId);
    if (draft?.state !== 'issuing') return err({ kind: 'not-a-draft', ticket: draft ?? null });
    return ok(this.#keep({ ...draft, number, state: 'waiting', paper: 'printing', offline, version: 2 }));
  }

  #keep(ticket: Ticket): Ticket {
    this.tickets.set(ticket.id, ticket);
    return ticket;
  }

  #write(): void {
    if (this.broken) throw new Error('disk full');
  }
}
