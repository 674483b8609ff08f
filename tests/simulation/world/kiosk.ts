import type { PersonReference, Ticket } from '#domain/ticket/ticket.ts';
import type { Business } from '#domain/hall/business.ts';
import { StoreFailure } from '#offline-cache/store-failure.ts';
import { takeTicket } from '#terminal/kiosk/take-ticket.ts';
import type { Chance } from '../kit/chance.ts';
import type { Parts } from './parts.ts';
import type { Service, TerminalNode } from './terminal-node.ts';

/** Milliseconds the server may take to give a number: the product's default. */
const BIND_LIMIT_MS = 500;

export interface Tap {
  readonly tapId: string;
  readonly business: Business;
  readonly person: PersonReference | null;
  /** The finger came down twice. */
  readonly twice: boolean;
}

/** What people do at one kiosk, through the kiosk's own way of giving a number. */
export class Kiosk {
  readonly #parts: Parts;
  readonly #node: TerminalNode;
  readonly #chance: Chance;
  readonly #printed: Ticket[] = [];

  constructor(parts: Parts, node: TerminalNode) {
    this.#parts = parts;
    this.#node = node;
    this.#chance = parts.chance.of(`people at ${node.name}`);
  }

  /** One person touches 取号. Ends without a word when the machine dies under their hand. */
  async tap(tap: Tap): Promise<void> {
    const service = this.#node.service;
    if (!service) return;
    const { tapId, business, person } = tap;
    const { history } = this.#parts;
    history.note({ kind: 'tap', node: this.#node.name, tapId, businessId: business.id, digest: person?.digest ?? null, bootId: this.#node.machine.bootId });
    const touches = [this.#touch(service, tap)];
    if (tap.twice) touches.push(this.#touch(service, tap));
    const tickets = (await Promise.all(touches)).flatMap((ticket) => ticket ?? []);
    if (tickets[0]) await this.#print(service, tickets[0], 1);
  }

  /** 补打 of some earlier ticket. */
  async reprint(): Promise<void> {
    const service = this.#node.service;
    if (!service || this.#printed.length === 0) return;
    const { id } = this.#chance.one(this.#printed);
    await this.#trying(async () => {
      if ((await service.store.ticket(id)) === null) return;
      const { ticket, copy } = await service.store.beginReprint(id);
      await this.#print(service, ticket, copy);
    });
  }

  async help(screen: string): Promise<void> {
    const service = this.#node.service;
    if (!service) return;
    await this.#trying(async () => {
      await service.store.requestHelp(screen);
      service.sync.poke();
    });
  }

  async #touch(service: Service, { tapId, business, person }: Tap): Promise<Ticket | null> {
    const { history } = this.#parts;
    const node = this.#node.name;
    return this.#trying(async () => {
      const result = await takeTicket(this.#ports(service), tapId, business, person);
      service.sync.poke();
      const ticket = result.ok ? result.value.ticket : null;
      history.note({ kind: 'tap-answered', node, tapId, answer: result.ok ? 'ticket' : result.error.kind, ticketId: ticket?.id ?? null });
      return ticket?.number ? ticket : null;
    });
  }

  #ports(service: Service) {
    const { machine } = this.#node;
    const clock = machine.clockFor(service.life);
    const link = { state: service.sync.link === 'online' ? ('online' as const) : ('offline' as const), calls: service.calls };
    const senderClock = () => ({ bootId: machine.bootId, monotonicMs: clock.monotonic(), wallMs: Math.round(clock.now()) });
    return { clock, store: service.store, link, bindLimitMs: BIND_LIMIT_MS, senderClock };
  }

  /** Paper comes out, or the number stays on the screen until it is photographed: either way a person has it. */
  async #print(service: Service, ticket: Ticket, copy: number): Promise<void> {
    const { history, time } = this.#parts;
    await service.life.guard(() => time.sleep(this.#chance.between(200, 1500)));
    history.note({ kind: 'paper-out', node: this.#node.name, ticketId: ticket.id, number: ticket.number!, copy });
    this.#printed.push(ticket);
    await service.life.guard(() => time.sleep(this.#chance.between(100, 1500)));
    const paper = this.#chance.happens(0.8) ? 'printed' : this.#chance.one(['none', 'unconfirmed', 'unknown'] as const);
    await this.#trying(async () => {
      await service.store.recordPaper(ticket.id, paper, 'printer');
      service.sync.poke();
    });
  }

  /** The screen shows a fault of the store; the person goes elsewhere. */
  async #trying<T>(work: () => Promise<T>): Promise<T | null> {
    try {
      return await work();
    } catch (cause) {
      if (!(cause instanceof StoreFailure)) throw cause;
      this.#parts.history.note({ kind: 'fault', what: `${this.#node.name}: store ${cause.kind}` });
      return null;
    }
  }
}
