import { seededRandom } from '#kernel/random.ts';
import type { SimulatedClock } from '#kernel/simulated-clock.ts';
import { createSyncClient, type SyncClient } from '../sync/sync-client.ts';
import type { TerminalStore } from '../store-api.ts';
import { FakeHall } from './fake-hall.ts';
import { openFixture, type StoreFixture } from './store-fixture.ts';

export interface SyncFixture extends AsyncDisposable {
  readonly clock: SimulatedClock;
  readonly hall: FakeHall;
  readonly stored: StoreFixture;
  readonly store: TerminalStore;
  readonly client: SyncClient;
  /** Lets everything run at the present instant until the condition holds. */
  until(condition: () => boolean, what?: string): Promise<void>;
  /** Lets time pass in small steps until the condition holds; gives how many milliseconds that took. */
  passUntil(condition: () => boolean, mostMs: number): Promise<number>;
  /** Stops the client and starts another on the same store, as a restart of the service does. */
  restart(): Promise<void>;
}

export interface SyncFixtureOptions {
  readonly probe?: (hall: FakeHall) => Promise<boolean>;
  readonly prepare?: (hall: FakeHall, store: TerminalStore) => void | Promise<void>;
  readonly wallOffsetMs?: number;
  readonly seed?: number;
}

/** A terminal's store and sync client against a hall server in memory, all on one simulated clock. */
export async function syncFixture({ probe, prepare, wallOffsetMs = 0, seed = 5 }: SyncFixtureOptions = {}): Promise<SyncFixture> {
  const stored = await openFixture();
  const { clock } = stored;
  const hall = new FakeHall(clock, wallOffsetMs);
  await prepare?.(hall, stored.store);
  const create = (): SyncClient =>
    createSyncClient({
      store: stored.store,
      hall: hall.port,
      clock,
      bootId: 'boot-1',
      random: seededRandom(seed),
      ...(probe ? { probe: () => probe(hall) } : {}),
    });
  let client = create();
  await client.start();
  const until = async (condition: () => boolean, what = 'the condition'): Promise<void> => {
    for (let turn = 0; turn < 200; turn += 1) {
      if (condition()) return;
      await clock.advance(0);
    }
    throw new Error(`${what} did not come about without time passing; calls: ${hall.calls.slice(-12).join(' ')}; link: ${JSON.stringify(client.status)}`);
  };
  return {
    clock,
    hall,
    stored,
    get store() {
      return stored.store;
    },
    get client() {
      return client;
    },
    until,
    async passUntil(condition, mostMs) {
      const step = Math.max(10, mostMs / 500);
      for (let passed = 0; passed <= mostMs; passed += step) {
        for (let turn = 0; turn < 10 && !condition(); turn += 1) await clock.advance(0);
        if (condition()) return passed;
        await clock.advance(step);
      }
      throw new Error(`not within ${mostMs} ms; calls: ${hall.calls.slice(-12).join(' ')}; link: ${JSON.stringify(client.status)}`);
    },
    async restart() {
      await client.stop();
      client = create();
      await client.start();
    },
    async [Symbol.asyncDispose]() {
      await client.stop();
      await stored[Symbol.asyncDispose]();
    },
  };
}
