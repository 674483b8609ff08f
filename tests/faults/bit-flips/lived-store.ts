import { cpSync, mkdirSync } from 'node:fs';
import type { Random } from '#kernel/random.ts';
import { seededRandom } from '#kernel/random.ts';
import { unwrap } from '#kernel/result.ts';
import { SimulatedClock } from '#kernel/simulated-clock.ts';
import { openStoreHere } from '#offline-cache/open-store-here.ts';
import type { TerminalStore } from '#offline-cache/store-api.ts';
import { exampleEntry, exampleHall, examplePublicTicket, INCARNATION } from '#offline-cache/testing/feed-fixture.ts';
import { EXAMPLE_DAY, EXAMPLE_KEY, EXAMPLE_PERSON, exampleBlock, exampleDraft, exampleEnrolment, NEXT_DAY } from '#offline-cache/testing/store-fixture.ts';
import { readAccount, type Account } from '#offline-cache/testing/account.ts';

/** How the store was left. */
export const LEFT = ['closed', 'killed', 'killed with a long journal', 'killed after restarts', 'killed while young'] as const;
export type Left = (typeof LEFT)[number];

export interface LivedStore {
  readonly left: Left;
  /** A copy of the folder as it lay there when the process ended. */
  readonly folder: string;
  readonly account: Account;
  readonly tickets: readonly string[];
  readonly clock: SimulatedClock;
  readonly random: Random;
}

export const BOOT = 'boot-1';

/** A terminal's life from a seed: tickets online and offline, leases, answers, parked operations, the feed, restarts. */
export async function liveStore(folder: string, copy: string, seed: number): Promise<LivedStore> {
  const random = seededRandom(seed);
  const clock = new SimulatedClock();
  const left = LEFT[Math.floor(random.next() * LEFT.length)]!;
  const life = new Life(folder, clock, random);
  await life.begin();
  const acts = { closed: 60, killed: 60, 'killed with a long journal': 420, 'killed after restarts': 40, 'killed while young': 2 }[left];
  for (let act = 0; act < acts; act += 1) {
    // oxlint-disable-next-line no-await-in-loop -- one life, one act after another
    await life.act();
    // oxlint-disable-next-line no-await-in-loop -- as above
    if (left === 'killed after restarts' && act % 15 === 14) await life.restart();
  }
  const account = await readAccount(life.store, life.tickets);
  if (left === 'closed') await life.store.close();
  mkdirSync(copy, { recursive: true });
  cpSync(folder, copy, { recursive: true });
  if (left !== 'closed') await life.store.close();
  return { left, folder: copy, account, tickets: life.tickets, clock, random };
}

class Life {
  store: TerminalStore;
  readonly tickets: string[] = [];
  readonly #folder: string;
  readonly #clock: SimulatedClock;
  readonly #random: Random;
  #taps = 0;
  #bound = 100;
  #revision = 10;

  constructor(folder: string, clock: SimulatedClock, random: Random) {
    this.#folder = folder;
    this.#clock = clock;
    this.#random = random;
    this.store = this.#open();
  }

  async begin(): Promise<void> {
    await this.store.saveEnrolment(exampleEnrolment());
    await this.store.noteServer(this.#clock.now(), EXAMPLE_DAY, 'trusted');
    await this.store.saveLease(EXAMPLE_DAY, [exampleBlock({ to: 40 }), exampleBlock({ from: 60, to: 90, leaseId: 'lease-2' })]);
    await this.store.replaceReplica({ incarnation: INCARNATION, revision: this.#revision }, [exampleHall(3)]);
  }

  async restart(): Promise<void> {
    await this.store.close();
    this.store = this.#open();
  }

  async act(): Promise<void> {
    await this.#clock.advance(Math.floor(this.#random.next() * 5_000));
    const acts = [
      () => this.#take(true), () => this.#take(true), () => this.#take(false), () => this.#take(false), () => this.#leaveDraft(),
      () => this.#reprint(), () => this.#acknowledge(), () => this.#park(), () => this.#learn(), () => this.#others(),
    ];
    await acts[Math.floor(this.#random.next() * acts.length)]!();
  }

  async #take(offline: boolean): Promise<void> {
    const id = await this.#draft();
    const bound = { businessDay: EXAMPLE_DAY, series: 'A', number: (this.#bound += 1), origin: 'bound' } as const;
    const issued = offline ? await this.store.issueOffline(id) : await this.store.issueBound(id, bound);
    if (issued.ok && this.#random.next() < 0.7) await this.store.recordPaper(id, 'printed', 'printer');
  }

  async #draft(): Promise<string> {
    const person = this.#random.next() < 0.5 ? EXAMPLE_PERSON : null;
    const { ticket } = await this.store.draftTicket(exampleDraft(`tap-${(this.#taps += 1)}`, { person }));
    this.tickets.push(ticket.id);
    return ticket.id;
  }

  async #leaveDraft(): Promise<void> {
    const id = await this.#draft();
    if (this.#random.next() < 0.5) await this.store.dropDraft(id);
  }

  async #reprint(): Promise<void> {
    const id = this.tickets.at(-1);
    const ticket = id === undefined ? null : await this.store.ticket(id);
    if (ticket?.number) await this.store.beginReprint(ticket.id);
    else await this.store.requestHelp('home');
  }

  async #acknowledge(): Promise<void> {
    const { applied, safe, seq } = await this.store.outbox();
    const nowApplied = applied + Math.floor(this.#random.next() * (seq - applied + 1));
    await this.store.acknowledge(nowApplied, safe + Math.floor(this.#random.next() * (nowApplied - safe + 1) * 0.5));
  }

  async #park(): Promise<void> {
    const { applied } = await this.store.outbox();
    const [operation] = await this.store.operationsAfter(applied, 1);
    if (!operation) return;
    const { opId } = JSON.parse(operation.body) as { opId: string };
    await this.store.noteParked([{ opId, seq: operation.seq, reason: 'unsupported' }]);
  }

  async #learn(): Promise<void> {
    const id = this.tickets[Math.floor(this.#random.next() * this.tickets.length)];
    this.#revision += 1;
    const entries = id === undefined ? [] : [exampleEntry(this.#revision, 'ticket', id, examplePublicTicket(id, { state: 'called', windowId: 'w1' }))];
    await this.store.applyFeed({ incarnation: INCARNATION, revision: this.#revision }, entries, this.#clock.now());
  }

  async #others(): Promise<void> {
    await this.store.noteServer(this.#clock.now(), EXAMPLE_DAY, 'trusted');
    await this.store.saveLease(NEXT_DAY, [exampleBlock({ businessDay: NEXT_DAY, from: 1, to: 30, leaseId: 'lease-3' })]);
    await this.store.saveBackoff({ attempt: this.#taps, remainingMs: 100 });
    await this.store.requestHelp('home');
  }

  #open(): TerminalStore {
    return unwrap(openStoreHere({ folder: this.#folder, key: EXAMPLE_KEY, clock: this.#clock, bootId: BOOT, random: this.#random }));
  }
}
