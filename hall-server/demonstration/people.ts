import type { Clock } from '#kernel/clock.ts';
import type { Random } from '#kernel/random.ts';
import { uuidV7 } from '#kernel/uuid-v7.ts';
import type { Business } from '#domain/hall/business.ts';
import type { PersonReference } from '#domain/ticket/ticket.ts';
import type { HallServices } from '../hall-services.ts';
import type { TerminalRow } from '../store/rows.ts';
import type { WorkingSet } from '../store/working-set.ts';
import { VISITORS_WINDOW } from './catalogue.ts';
import type { HouseKiosk } from './house-terminal.ts';

/** How many wait in the demonstration hall when it is as it should be. */
const WAITING = { few: 11, enough: 14 };

/** Clerks and visitors of the demonstration hall. `tick` does what is due by the clock it is given. */
export class People {
  readonly #kiosk: HouseKiosk;
  readonly #desk: TerminalRow;
  readonly #random: Random;
  /** When each window's clerk does the next thing. */
  readonly #clerks = new Map<string, number>();
  #nextVisitorMs = 0;

  constructor(kiosk: HouseKiosk, desk: TerminalRow, random: Random) {
    this.#kiosk = kiosk;
    this.#desk = desk;
    this.#random = random;
  }

  async tick(services: HallServices, clock: Clock): Promise<void> {
    const hall = await lookAround(services);
    await this.#visitors(services, clock, hall);
    for (const row of hall.table('service_window').all()) {
      if (row.id === VISITORS_WINDOW || row.value.state !== 'open') continue;
      // oxlint-disable-next-line no-await-in-loop -- clerks act one after another in one hall
      await this.#clerk(services, clock, row.id, hall);
    }
  }

  async #visitors(services: HallServices, clock: Clock, hall: WorkingSet): Promise<void> {
    const now = clock.now();
    if (now < this.#nextVisitorMs) return;
    const waiting = count(hall);
    this.#nextVisitorMs = now + this.#between(waiting < WAITING.few ? [8, 25] : [35, 90]) * 1000;
    if (waiting >= WAITING.enough) return;
    const businesses = [...hall.table('business').all()].map(({ value }) => value);
    const business = this.#oneOf(businesses.flatMap((one) => Array.from({ length: popularity(one) }, () => one)));
    if (business) await this.#kiosk.take(services, clock, business, business.realName === 'none' ? null : this.#somebody());
  }

  async #clerk(services: HallServices, clock: Clock, windowId: string, hall: WorkingSet): Promise<void> {
    const now = clock.now();
    const due = this.#clerks.get(windowId);
    if (due === undefined) {
      this.#clerks.set(windowId, now + this.#between([5, 60]) * 1000);
      return;
    }
    if (now < due) return;
    const current = [...hall.table('ticket').all()].find((row) => row.windowId === windowId && row.state === 'called');
    const command = current && this.#random.next() < 0.06 ? 'miss' : 'next';
    const answer = await services.window(this.#desk.id, { windowId, key: uuidV7(clock, this.#random), command: { kind: command } });
    const serves = answer.kind === 'done' ? answer.situation.current?.businessId : undefined;
    const minutes = serves === undefined ? 0 : (hall.table('business').get(serves)?.value.minutesPerTicket ?? 8);
    const pause = serves === undefined ? this.#between([10, 30]) : minutes * 60 * (0.5 + this.#random.next() * 0.6);
    this.#clerks.set(windowId, now + pause * 1000);
  }

  /** A digest of nobody: twelve random bytes would do, but the shape is that of a real one. */
  #somebody(): PersonReference {
    const digest = Array.from(this.#random.bytes(32), (byte) => byte.toString(16).padStart(2, '0')).join('');
    return { kind: 'id-card', digest, mask: '示**' };
  }

  #between([from, to]: readonly [number, number]): number {
    return from + this.#random.next() * (to - from);
  }

  #oneOf<Item>(items: readonly Item[]): Item | undefined {
    return items[Math.floor(this.#random.next() * items.length)];
  }
}

/** How many wait now. */
export async function countWaiting(services: HallServices): Promise<number> {
  return count(await lookAround(services));
}

function count(hall: WorkingSet): number {
  let waiting = 0;
  for (const row of hall.table('ticket').all()) if (row.state === 'waiting') waiting += 1;
  return waiting;
}

function lookAround(services: HallServices): Promise<WorkingSet> {
  return services.context.writer.read((work, round) => {
    if (round === 0) return [{ query: 'all', table: 'business' }, { query: 'all', table: 'service_window' }];
    if (round > 1) return null;
    return [
      ...[...work.table('business').all()].map(({ id }) => ({ query: 'waiting', businessId: id, limit: 100 }) as const),
      ...[...work.table('service_window').all()].map(({ id }) => ({ query: 'at-window', windowId: id }) as const),
    ];
  });
}

/** Short business comes more often. */
function popularity(business: Business): number {
  return Math.max(1, Math.round(30 / business.minutesPerTicket));
}
