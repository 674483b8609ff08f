import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { seededRandom } from '#kernel/random.ts';
import { unwrap } from '#kernel/result.ts';
import { SimulatedClock } from '#kernel/simulated-clock.ts';
import type { NumberBlock } from '#domain/ticket/number.ts';
import type { StoreStep } from '../engine/context.ts';
import type { StoreKey } from '../keys/key-provider.ts';
import { openStoreHere } from '../open-store-here.ts';
import type { Enrolment, TerminalStore, TicketDraft } from '../store-api.ts';

/** Things that tests of the store share. The key is only as secret as this file. */
export const EXAMPLE_KEY: StoreKey = { bytes: new Uint8Array(32).fill(7), algorithm: 'aegis', strength: 'weak' };
export const EXAMPLE_DAY = '2026-03-02';
export const NEXT_DAY = '2026-03-03';
/** 张三 of the device manual's examples; the digest is made up. */
export const EXAMPLE_PERSON = { kind: 'id-card', digest: 'ab'.repeat(32), mask: '张*' } as const;

export function exampleEnrolment(change: Partial<Enrolment> = {}): Enrolment {
  return {
    terminalId: 'kiosk-1',
    terminalName: '1号取号机',
    hallId: 'hall-1',
    serverUrl: 'http://127.0.0.1:7000',
    serverKey: '',
    token: 't'.repeat(43),
    digestKey: Buffer.alloc(32, 1).toString('base64'),
    ownSeries: 'KA',
    signingKeyId: 'key-1',
    signingKey: '',
    ...change,
  };
}

export function exampleDraft(tapId: string, change: Partial<TicketDraft> = {}): TicketDraft {
  return { tapId, businessId: 'social-security', person: null, purpose: 'apply', cases: 1, party: 1, onBehalf: 'self', ...change };
}

export function exampleBlock(change: Partial<NumberBlock> = {}): NumberBlock {
  return { leaseId: 'lease-1', businessDay: EXAMPLE_DAY, series: 'KA', from: 1, to: 3, origin: 'leased', ...change };
}

/** A folder for one test; removed by `[Symbol.dispose]`. */
export function temporaryFolder(): { readonly folder: string } & Disposable {
  const folder = mkdtempSync(path.join(tmpdir(), 'yichuang-store-'));
  return { folder, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
}

export interface StoreFixture extends AsyncDisposable {
  readonly clock: SimulatedClock;
  readonly folder: string;
  readonly store: TerminalStore;
  /** Closes and opens again, as a restart of the service does; of the machine when `bootId` changes. */
  reopen(bootId?: string): Promise<TerminalStore>;
}

export interface FixtureOptions {
  /** Enrolled and told the time by the server unless false. */
  readonly enrolled?: boolean;
  readonly clock?: SimulatedClock;
  readonly seed?: number;
  readonly onStep?: (step: StoreStep) => void;
}

/** A real database file with a store on the test's own thread. */
export async function openFixture({ enrolled = true, clock = new SimulatedClock(), seed = 1, onStep }: FixtureOptions = {}): Promise<StoreFixture> {
  const place = temporaryFolder();
  // One sequence over all openings: the same identifiers must not come again after a restart.
  const random = seededRandom(seed);
  const open = (bootId: string): TerminalStore =>
    unwrap(
      openStoreHere({ folder: place.folder, key: EXAMPLE_KEY, clock, bootId, random, ...(onStep ? { onStep } : {}) }),
    );
  let store = open('boot-1');
  if (enrolled) {
    await store.saveEnrolment(exampleEnrolment());
    await store.noteServer(clock.now(), EXAMPLE_DAY, 'trusted');
  }
  return {
    clock,
    folder: place.folder,
    get store() {
      return store;
    },
    async reopen(bootId = 'boot-1') {
      await store.close();
      store = open(bootId);
      return store;
    },
    async [Symbol.asyncDispose]() {
      await store.close();
      place[Symbol.dispose]();
    },
  };
}
