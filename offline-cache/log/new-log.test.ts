import { cpSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '#kernel/random.ts';
import { unwrap } from '#kernel/result.ts';
import { SimulatedClock } from '#kernel/simulated-clock.ts';
import type { TicketNumber } from '#domain/ticket/number.ts';
import { openStoreHere } from '../open-store-here.ts';
import type { TerminalStore } from '../store-api.ts';
import { INCARNATION } from '../testing/feed-fixture.ts';
import { EXAMPLE_DAY, EXAMPLE_KEY, exampleBlock, exampleDraft, exampleEnrolment, temporaryFolder } from '../testing/store-fixture.ts';

const MACHINE = 'a'.repeat(64);
const OTHER_MACHINE = 'b'.repeat(64);
const OTHER_INCARNATION = '019cab00-0000-7000-8000-00000000beef';
let seed = 100;
let taps = 0;

function open(folder: string, clock: SimulatedClock, machine: string | null = MACHINE, bootId = 'boot-1'): TerminalStore {
  return unwrap(openStoreHere({ folder, key: EXAMPLE_KEY, clock, bootId, machine, random: seededRandom((seed += 1)) }));
}

async function take(store: TerminalStore): Promise<TicketNumber> {
  const { ticket } = await store.draftTicket(exampleDraft(`tap-${(taps += 1)}`));
  return unwrap(await store.issueOffline(ticket.id)).number!;
}

const label = ({ series, number }: TicketNumber): string => `${series}${number}`;

async function opIds(store: TerminalStore): Promise<string[]> {
  return (await store.operationsAfter(0, 1_000_000)).map(({ body }) => (JSON.parse(body) as { opId: string }).opId);
}

/** A kiosk with a lease, two tickets unsent, closed. */
async function prepared(folder: string, clock: SimulatedClock): Promise<{ readonly logId: string; readonly given: readonly TicketNumber[] }> {
  const store = open(folder, clock);
  await store.saveEnrolment(exampleEnrolment());
  await store.noteServer(clock.now(), EXAMPLE_DAY, 'trusted');
  await store.applyFeed({ incarnation: INCARNATION, revision: 1 }, [], null);
  await store.saveLease(EXAMPLE_DAY, [exampleBlock({ from: 1, to: 20 })]);
  const given = [await take(store), await take(store)];
  const { logId } = await store.outbox();
  await store.close();
  return { logId, given };
}

describe('a disk copied to another machine', () => {
  it('goes on in a log of its own with all that is unsent under the same opIds, and tells it once', async () => {
    using place = temporaryFolder();
    using copy = temporaryFolder();
    const clock = new SimulatedClock();
    const { logId } = await prepared(place.folder, clock);
    cpSync(place.folder, copy.folder, { recursive: true });
    const original = open(place.folder, clock);
    const clone = open(copy.folder, clock, OTHER_MACHINE);
    expect((await original.outbox()).logId).toBe(logId);
    expect(await original.takeLogNews()).toBeNull();
    const head = await clone.outbox();
    expect(head.logId).not.toBe(logId);
    expect(head).toMatchObject({ machine: OTHER_MACHINE, applied: 0, heldFrom: 1, pending: 2 });
    expect(await opIds(clone)).toEqual(await opIds(original));
    expect(await clone.takeLogNews()).toMatchObject({ cause: 'cloned', numbers: 'distrusted', before: logId, logId: head.logId, held: 2 });
    expect(await clone.takeLogNews()).toBeNull();
    await original.close();
    await clone.close();
    const again = open(copy.folder, clock, OTHER_MACHINE);
    expect((await again.outbox()).logId).toBe(head.logId);
    await again.close();
  });

  it('gives no number that the original gives, with or without the link', async () => {
    using place = temporaryFolder();
    using copy = temporaryFolder();
    const clock = new SimulatedClock();
    await prepared(place.folder, clock);
    cpSync(place.folder, copy.folder, { recursive: true });
    const original = open(place.folder, clock);
    const clone = open(copy.folder, clock, OTHER_MACHINE);
    expect(await clone.numbersLeft()).toEqual({ [EXAMPLE_DAY]: 0 });
    const given: string[] = [];
    // Far beyond the lease and the ordinary last resort of both.
    for (let count = 0; count < 110; count += 1) given.push(label(await take(original)), label(await take(clone)));
    await clone.saveLease(EXAMPLE_DAY, [exampleBlock({ leaseId: 'lease-2', from: 21, to: 30 })]);
    expect(await take(clone)).toMatchObject({ number: 21, origin: 'leased' });
    expect(new Set(given).size).toBe(given.length);
    await original.close();
    await clone.close();
  });

  it('does not take a block back to life that the server had lent before the copy', async () => {
    using place = temporaryFolder();
    const clock = new SimulatedClock();
    await prepared(place.folder, clock);
    const clone = open(place.folder, clock, OTHER_MACHINE);
    await clone.saveLease(EXAMPLE_DAY, [exampleBlock({ from: 1, to: 20 })]);
    expect((await take(clone)).origin).toBe('permanent');
    await clone.close();
  });

  it('still knows the days the server named, though their blocks are dropped', async () => {
    using place = temporaryFolder();
    const clock = new SimulatedClock();
    await prepared(place.folder, clock);
    const clone = open(place.folder, clock, OTHER_MACHINE, 'boot-2');
    expect(await take(clone)).toMatchObject({ businessDay: EXAMPLE_DAY, series: 'KA' });
    await clone.close();
  });
});

describe('a store without a told machine', () => {
  it('stays in its log, and takes the first machine it is told for its own', async () => {
    using place = temporaryFolder();
    const clock = new SimulatedClock();
    const first = open(place.folder, clock, null);
    const { logId } = await first.outbox();
    expect((await first.outbox()).machine).toBeNull();
    await first.close();
    const told = open(place.folder, clock, MACHINE);
    expect(await told.outbox()).toMatchObject({ logId, machine: MACHINE });
    await told.close();
    const untold = open(place.folder, clock, null);
    expect(await untold.outbox()).toMatchObject({ logId, machine: MACHINE });
    await untold.close();
  });
});

describe('a fork', () => {
  it('is told to the hall once, however often a server with a fault calls the log forked', async () => {
    using place = temporaryFolder();
    const clock = new SimulatedClock();
    await prepared(place.folder, clock);
    const store = open(place.folder, clock);
    for (let turn = 0; turn < 5; turn += 1) await store.startNewLog(INCARNATION);
    const kinds = (await store.operationsAfter(0, 1_000_000)).map(({ body }) => (JSON.parse(body) as { kind: string }).kind);
    expect(kinds).toEqual(['ticket.issued', 'ticket.issued', 'store.recovered']);
    const { seq } = await store.outbox();
    await store.acknowledge(seq, 0);
    await store.startNewLog(INCARNATION);
    expect(await store.outbox()).toMatchObject({ seq: seq + 1 });
    await store.close();
  });

  it('drops the leases of a store that may be an old copy of its disk', async () => {
    using place = temporaryFolder();
    const clock = new SimulatedClock();
    await prepared(place.folder, clock);
    const store = open(place.folder, clock, MACHINE, 'boot-2');
    const head = await store.startNewLog(INCARNATION);
    expect(head).toMatchObject({ applied: 0, pending: 3 });
    expect((await take(store)).origin).toBe('permanent');
    expect(await store.takeLogNews()).toMatchObject({ cause: 'forked', numbers: 'distrusted' });
    await store.close();
  });

  it('keeps the leases when the server was restored and this store stood in step with it in the same run of the machine', async () => {
    using place = temporaryFolder();
    const clock = new SimulatedClock();
    await prepared(place.folder, clock);
    const store = open(place.folder, clock);
    await store.confirmLog(INCARNATION);
    await store.startNewLog(OTHER_INCARNATION);
    await store.confirmLog(OTHER_INCARNATION);
    expect(await take(store)).toMatchObject({ number: 3, origin: 'leased' });
    expect(await store.takeLogNews()).toMatchObject({ cause: 'server-restored', numbers: 'kept' });
    await store.close();
  });

  it('drops them when server and terminal may both have gone back in time, even where the cursor fits', async () => {
    using place = temporaryFolder();
    const clock = new SimulatedClock();
    await prepared(place.folder, clock);
    const forked = open(place.folder, clock, MACHINE, 'boot-2');
    await forked.startNewLog(OTHER_INCARNATION);
    expect(await forked.takeLogNews()).toMatchObject({ cause: 'server-restored', numbers: 'distrusted' });
    await forked.close();
    using other = temporaryFolder();
    await prepared(other.folder, clock);
    const fitting = open(other.folder, clock, MACHINE, 'boot-2');
    await fitting.confirmLog(OTHER_INCARNATION);
    expect((await take(fitting)).origin).toBe('permanent');
    await fitting.close();
  });

  it('leaves a store in step with a known server its leases over a restart of the machine', async () => {
    using place = temporaryFolder();
    const clock = new SimulatedClock();
    await prepared(place.folder, clock);
    const store = open(place.folder, clock, MACHINE, 'boot-2');
    await store.confirmLog(INCARNATION);
    expect(await take(store)).toMatchObject({ number: 3, origin: 'leased' });
    await store.close();
  });
});
