import { rmSync } from 'node:fs';
import path from 'node:path';
import type { Random } from '#kernel/random.ts';
import { unwrap } from '#kernel/result.ts';
import { openStoreHere } from '#offline-cache/open-store-here.ts';
import type { Enrolment, TerminalStore } from '#offline-cache/store-api.ts';
import type { HallPort } from '#offline-cache/sync/hall-port.ts';
import { createSyncClient, type SyncClient } from '#offline-cache/sync/sync-client.ts';
import { EXAMPLE_KEY, exampleDraft } from '#offline-cache/testing/store-fixture.ts';
import type { DrillHall } from './drill-hall.ts';
import { labelOf, twice, type Paper } from './judge.ts';

let taps = 0;
let boots = 0;

/** A kiosk's disk in a machine: real store, real sync client, a link that can be cut. */
export class DrillKiosk {
  readonly hall: DrillHall;
  readonly enrolment: Enrolment;
  readonly folder: string;
  readonly machine: string;
  /** Paper given out by this machine. */
  readonly papers: Paper[] = [];
  readonly #random: Random;
  #store: TerminalStore | null = null;
  #sync: SyncClient | null = null;
  #cut = new AbortController();
  #bootId = '';

  constructor(hall: DrillHall, enrolment: Enrolment, name: string, machine: string) {
    this.hall = hall;
    this.#random = hall.newRandom();
    this.enrolment = enrolment;
    this.folder = path.join(hall.root, name);
    this.machine = machine;
  }

  get store(): TerminalStore {
    if (!this.#store) throw new Error('the machine is off');
    return this.#store;
  }

  /** For what else opens the store. */
  get place() {
    return { folder: this.folder, key: EXAMPLE_KEY, clock: this.hall.clock, bootId: `boot-${(boots += 1)}`, machine: this.machine, random: this.#random };
  }

  /** Starts the machine; like the service, it gives no number before the server's first word or its absence. */
  async start(link: 'up' | 'cut' = 'up'): Promise<void> {
    const { place } = this;
    this.#bootId = place.bootId;
    this.#store = unwrap(openStoreHere(place));
    if (!(await this.#store.enrolment())) await this.#store.saveEnrolment(this.enrolment);
    this.#cut = new AbortController();
    if (link === 'cut') this.#cut.abort();
    this.#sync = createSyncClient({ store: this.#store, hall: this.#port(), clock: this.hall.clock, bootId: this.#bootId, random: this.#random });
    await this.#sync.start();
    let heard = false;
    void this.#sync.firstWord(2_000).then(() => (heard = true));
    await this.#until(() => heard, 'the first word');
  }

  async stop(): Promise<void> {
    await this.#sync?.stop();
    await this.#store?.close();
    this.#sync = null;
    this.#store = null;
  }

  /** Everything is applied, and numbers were lent for today. */
  async settled(): Promise<void> {
    await this.#until(async () => {
      const { pending } = await this.store.outbox();
      return pending === 0 && this.#sync?.link === 'online' && Object.values(await this.store.numbersLeft()).some((left) => left > 0);
    }, 'the end of the queue');
  }

  /** From the server, or without it. */
  async take(count: number, how: 'bound' | 'offline'): Promise<void> {
    for (let taken = 0; taken < count; taken += 1) {
      const { ticket } = await this.store.draftTicket({ ...exampleDraft(`drill-${(taps += 1)}`), businessId: 'social' });
      const issued = how === 'offline' ? await this.store.issueOffline(ticket.id) : await this.#bound(ticket.id);
      const { number } = unwrap(issued);
      this.papers.push({ ticketId: ticket.id, label: labelOf(number!) });
    }
    this.#sync?.poke();
  }

  /** Another disk comes into the machine, or none. */
  async replaceDisk(copy: string | null): Promise<void> {
    rmSync(this.folder, { recursive: true, force: true });
    if (copy !== null) this.hall.copy(copy, path.basename(this.folder));
  }

  async #bound(ticketId: string) {
    const ticket = (await this.store.ticket(ticketId))!;
    const { visitId, businessId, person, purpose, cases, party, onBehalf, takenAt } = ticket;
    const clock = { bootId: this.#bootId, monotonicMs: this.hall.clock.monotonic(), wallMs: this.hall.clock.now() };
    const answer = await this.hall.client(this.enrolment.token).tickets.bindNumber({ ticketId, visitId, businessId, person, purpose, cases, party, onBehalf, takenAt, clock });
    if (answer.kind !== 'bound') throw new Error(answer.kind);
    return this.store.issueBound(ticketId, answer.number);
  }

  /** The hall's calls while the link is up; after the cut each fails as a refused connection does. */
  #port(): HallPort {
    const { signal } = this.#cut;
    const client = this.hall.client(this.enrolment.token);
    const over =
      <Input, Output>(call: (input: Input, options: { readonly signal: AbortSignal }) => Promise<Output>) =>
      (input: Input, options?: { readonly signal?: AbortSignal }): Promise<Output> => {
        if (signal.aborted) return Promise.reject(new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED') }));
        return call(input, { signal: options?.signal ? AbortSignal.any([signal, options.signal]) : signal });
      };
    const { sync, numbers } = client;
    return {
      sync: { handshake: over(sync.handshake), push: over(sync.push), pull: over(sync.pull), snapshot: over(sync.snapshot), watch: over(sync.watch) },
      numbers: { lease: over(numbers.lease) },
    };
  }

  async #until(holds: () => boolean | Promise<boolean>, what: string): Promise<void> {
    for (let turn = 0; turn < 2_000; turn += 1) {
      if (await holds()) return;
      await this.hall.clock.advance(turn < 50 ? 0 : 20);
    }
    throw new Error(`${what} did not come; ${JSON.stringify(this.#sync?.status)}`);
  }
}

/** No number is on two papers, and the server has each of these papers' tickets with the number on it. */
export async function booksOf(hall: DrillHall, papers: readonly Paper[]): Promise<{ readonly doubled: string[]; readonly missing: string[] }> {
  const doubled = [...twice(papers)];
  const known = await hall.numbersOf(papers.map(({ ticketId }) => ticketId));
  return { doubled, missing: papers.flatMap(({ ticketId, label }) => (known.get(ticketId) === label ? [] : [label])) };
}
