import path from 'node:path';
import { createRouterClient } from '@orpc/server';
import { unwrap } from '#kernel/result.ts';
import type { Business } from '#domain/hall/business.ts';
import type { Ticket } from '#domain/ticket/ticket.ts';
import { hallRouter } from '#hall-server/api/router.ts';
import type { HallServices } from '#hall-server/hall-services.ts';
import { secretHash } from '#hall-server/terminals/enrolment.ts';
import type { HallWithBackups } from '#hall-server/testing/test-backup.ts';
import { testBusiness } from '#hall-server/testing/test-hall.ts';
import { restoreStore } from '#offline-cache/backup/restore-store.ts';
import { openStoreHere } from '#offline-cache/open-store-here.ts';
import type { TerminalStore } from '#offline-cache/store-api.ts';
import type { HallClient } from '#offline-cache/sync/hall-port.ts';
import { createSyncClient, type SyncClient } from '#offline-cache/sync/sync-client.ts';
import type { HallLink } from '#terminal/hall/hall-link.ts';
import { takeTicket } from '#terminal/kiosk/take-ticket.ts';

const KEY = { bytes: new Uint8Array(32).fill(7), algorithm: 'aegis', strength: 'weak' } as const;
const BOOT = 'boot-1';
const SOCIAL = testBusiness('social', 'A');

/** A kiosk with its real store and sync client, in process with the hall, on the hall's simulated clock. */
export class DrillKiosk {
  readonly name: string;
  readonly hall: HallWithBackups;
  readonly terminalId: string;
  /** Every number a person holds: acknowledged, whatever is lost later. */
  readonly given: Ticket[] = [];
  store: TerminalStore;
  client: SyncClient;
  /** Nobody answers at the server's port. */
  cut = false;
  readonly #token: string;

  private constructor(hall: HallWithBackups, name: string, terminalId: string, token: string, store: TerminalStore) {
    this.hall = hall;
    this.name = name;
    this.terminalId = terminalId;
    this.#token = token;
    this.store = store;
    this.client = this.#connect();
  }

  static async enrol(hall: HallWithBackups, name: string): Promise<DrillKiosk> {
    const codeHash = secretHash(hall.newId());
    await hall.services.addEnrolmentCode({ codeHash, name, kind: 'kiosk', validMs: 60_000 });
    const { answer, token } = await hall.services.enrol({ codeHash, terminalName: name, kind: 'kiosk', keyId: 'k', publicKey: 'cHVi' });
    if (answer.kind !== 'enrolled') throw new Error(answer.kind);
    const { id, ownSeries } = answer.terminal;
    const store = openIn(hall, name);
    await store.saveEnrolment({
      terminalId: id, terminalName: name, hallId: answer.hallId, serverUrl: 'http://127.0.0.1:1', serverKey: '', token,
      digestKey: Buffer.alloc(32, 1).toString('base64'), ownSeries, signingKeyId: 'k', signingKey: '',
    });
    await store.noteServer(answer.serverMs, '2026-03-02', 'trusted');
    const kiosk = new DrillKiosk(hall, name, id, token, store);
    await kiosk.client.start();
    return kiosk;
  }

  get folder(): string {
    return path.join(this.hall.root, this.name);
  }

  /** A person takes a ticket as on the real kiosk. */
  async take(business: Business = SOCIAL): Promise<Ticket> {
    const { clock } = this.hall;
    const link = { state: this.client.link, calls: this.#calls() } as unknown as HallLink;
    const senderClock = () => ({ bootId: BOOT, monotonicMs: clock.monotonic(), wallMs: clock.now() });
    const taken = await takeTicket({ clock, store: this.store, link, bindLimitMs: 500, senderClock }, this.hall.newId(), business, null);
    const { ticket } = unwrap(taken);
    this.given.push(ticket);
    this.client.poke();
    return ticket;
  }

  /** The machine is switched off and its store put back from this file; what the shadow log has beyond it is used. */
  async restore(from: string): Promise<void> {
    await this.client.stop();
    await this.store.close();
    const { clock, random } = this.hall;
    unwrap(await restoreStore({ folder: this.folder, key: KEY, from, replace: true, clock, bootId: BOOT, random }));
    this.store = openIn(this.hall, this.name);
    this.client = this.#connect();
    await this.client.start();
  }

  /** Switched off for the night, and on again. */
  async sleep(): Promise<void> {
    await this.client.stop();
  }

  async wake(): Promise<void> {
    this.client = this.#connect();
    await this.client.start();
  }

  async close(): Promise<void> {
    await this.client.stop();
    await this.store.close();
  }

  #connect(): SyncClient {
    const { clock, random } = this.hall;
    const calls = this.#calls();
    return createSyncClient({ store: this.store, hall: calls, clock, bootId: BOOT, random });
  }

  /** Whichever server runs when the call is made. */
  #calls(): HallClient {
    let reached: { readonly services: HallServices; readonly client: HallClient } | null = null;
    const ask = <T>(call: (client: HallClient) => Promise<T>): Promise<T> => {
      if (this.cut) return Promise.reject(new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED') }));
      const { services } = this.hall;
      if (reached?.services !== services) {
        const context = { authorization: `Bearer ${this.#token}` };
        reached = { services, client: createRouterClient(hallRouter(services, 'digest key'), { context }) };
      }
      return call(reached.client);
    };
    return {
      sync: {
        handshake: (input: never) => ask((hall) => hall.sync.handshake(input)),
        push: (input: never) => ask((hall) => hall.sync.push(input)),
        pull: (input: never) => ask((hall) => hall.sync.pull(input)),
        snapshot: (input: never) => ask((hall) => hall.sync.snapshot(input)),
        watch: (input: never, options: { readonly signal?: AbortSignal }) => ask((hall) => hall.sync.watch(input, options)),
      },
      numbers: { lease: (input: never) => ask((hall) => hall.numbers.lease(input)) },
      tickets: { bindNumber: (input: never) => ask((hall) => hall.tickets.bindNumber(input)) },
    } as unknown as HallClient;
  }
}

function openIn(hall: HallWithBackups, name: string): TerminalStore {
  const { clock, random } = hall;
  return unwrap(openStoreHere({ folder: path.join(hall.root, name), key: KEY, clock, bootId: BOOT, random }));
}
