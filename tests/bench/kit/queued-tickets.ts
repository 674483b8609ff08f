import { unwrap } from '#kernel/result.ts';
import type { PersonReference } from '#domain/ticket/ticket.ts';
import { DEMONSTRATION_CONFIG } from '#hall-server/demonstration/catalogue.ts';
import { machineClock } from '#offline-cache/machine-clock.ts';
import type { Enrolment, TerminalStore } from '#offline-cache/store-api.ts';
import { createHash } from 'node:crypto';

const BUSINESSES = DEMONSTRATION_CONFIG.catalogue.businesses.map(({ id }) => id);
/** Numbers of one block: a series has 9999 a day. */
const PER_DAY = 5_000;
const TOGETHER = 64;

/** Takes `count` tickets without a server through the store's own calls: each leaves one `ticket.issued` in the log. */
export async function queueTickets(store: TerminalStore, enrolment: Enrolment, businessDay: string, count: number): Promise<void> {
  await store.saveEnrolment(enrolment);
  for (let first = 0; first < count; first += PER_DAY) {
    const day = new Date(Date.parse(businessDay) + (first / PER_DAY) * 86_400_000).toISOString().slice(0, 10);
    // oxlint-disable no-await-in-loop -- one day after the other
    await store.noteServer(machineClock.now(), day, 'trusted');
    await store.saveLease(day, [{ leaseId: `bench-${day}`, businessDay: day, series: enrolment.ownSeries!, from: 1, to: PER_DAY, origin: 'leased' }]);
    await together(Math.min(PER_DAY, count - first), (i) => takeOne(store, first + i));
    // oxlint-enable no-await-in-loop
  }
  await store.noteServer(machineClock.now(), businessDay, 'trusted');
}

async function takeOne(store: TerminalStore, i: number): Promise<void> {
  const businessId = BUSINESSES[i % BUSINESSES.length]!;
  const { ticket } = await store.draftTicket({ tapId: `tap-${i}`, businessId, person: person(i), purpose: 'apply', cases: 1, party: 1, onBehalf: 'self' });
  unwrap(await store.issueOffline(ticket.id));
}

/** Nobody: a digest of a count. Two of three businesses ask for the person. */
function person(i: number): PersonReference | null {
  return i % 3 === 2 ? null : { kind: 'id-card', digest: createHash('sha256').update(`${process.pid} ${i} ${(people += 1)}`).digest('hex'), mask: '张*' };
}
let people = 0;

async function together(count: number, one: (i: number) => Promise<void>): Promise<void> {
  let begun = 0;
  const worker = async (): Promise<void> => {
    while (begun < count) await one((begun += 1) - 1);
  };
  await Promise.all(Array.from({ length: TOGETHER }, worker));
}
