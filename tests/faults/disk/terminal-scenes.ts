import { unwrap } from '#kernel/result.ts';
import type { TicketNumber } from '#domain/ticket/number.ts';
import { machineClock, readBootId } from '#offline-cache/machine-clock.ts';
import { openStoreHere } from '#offline-cache/open-store-here.ts';
import type { TerminalStore } from '#offline-cache/store-api.ts';
import { StoreFailure } from '#offline-cache/store-failure.ts';
import { EXAMPLE_DAY, exampleBlock, exampleDraft, exampleEnrolment } from '#offline-cache/testing/store-fixture.ts';
import { TEST_KEY } from '../processes/store-key.ts';
import { acknowledge, type SceneResult, type Stage } from './scene.ts';

/** What a terminal promised: a number to a person, or that its paper is known to be out. */
export type TerminalPromise = { readonly issued: string; readonly number: TicketNumber } | { readonly printed: string };

export const openTerminal = (folder: string) => openStoreHere({ folder, key: TEST_KEY, clock: machineClock, bootId: readBootId() });

/** An enrolled kiosk with numbers for a scene. */
export async function prepareTerminal(folder: string): Promise<void> {
  const store = unwrap(openTerminal(folder));
  await store.saveEnrolment(exampleEnrolment());
  await store.noteServer(Date.UTC(2026, 2, 2, 2, 20), EXAMPLE_DAY, 'untrusted');
  await store.saveLease(EXAMPLE_DAY, [exampleBlock({ to: 9_000 })]);
  await store.close();
}

/** Of these promises, what the store does not hold; one sentence each. */
export async function brokenPromises(store: TerminalStore, promises: readonly TerminalPromise[]): Promise<readonly string[]> {
  const broken: string[] = [];
  const holders = new Map<string, string>();
  for (const promise of promises) {
    const id = 'issued' in promise ? promise.issued : promise.printed;
    // oxlint-disable-next-line no-await-in-loop -- answered within the microtasks of the call
    const ticket = await store.ticket(id);
    if ('printed' in promise) {
      if (ticket?.paper !== 'printed') broken.push(`${id} was printed and is ${ticket?.paper ?? 'gone'}`);
      continue;
    }
    const { series, number } = promise.number;
    const label = `${series}${number}`;
    if (ticket?.number?.number !== number || ticket.number.series !== series) broken.push(`${id} had ${label} and is ${ticket?.number ? `${ticket.number.series}${ticket.number.number}` : 'gone'}`);
    if (holders.has(label)) broken.push(`${label} was given to ${holders.get(label)} and ${id}`);
    holders.set(label, id);
  }
  // Reads every fact with its hash, its chain and its schema.
  for (let seq = 0, { seq: head } = await store.outbox(); seq < head; ) {
    // oxlint-disable-next-line no-await-in-loop -- as above
    const some = await store.operationsAfter(seq, 1_000_000);
    if (some.length === 0) broken.push(`the log ends at ${seq} of ${head}`);
    seq = some.at(-1)?.seq ?? head;
  }
  return broken;
}

function newBook(): { readonly promises: readonly TerminalPromise[]; readonly promised: (promise: TerminalPromise) => void } {
  const promises: TerminalPromise[] = [];
  return {
    promises,
    promised(promise) {
      promises.push(promise);
      acknowledge(promise);
    },
  };
}

/** One person at the kiosk, as far as the store goes; the same tap again goes on where it was. */
async function takeTicket(store: TerminalStore, tap: string, promised: (promise: TerminalPromise) => void): Promise<void> {
  const { ticket } = await store.draftTicket(exampleDraft(tap));
  let { number, paper } = ticket;
  if (number === null) {
    ({ number, paper } = unwrap(await store.issueOffline(ticket.id)));
    promised({ issued: ticket.id, number: number! });
  }
  if (paper === 'printed') return;
  await store.recordPaper(ticket.id, 'printed', 'printer');
  promised({ printed: ticket.id });
}

/** Does it, and gives the failure that the store told; anything else goes up. */
async function told(work: Promise<unknown>): Promise<StoreFailure | null> {
  try {
    await work;
    return null;
  } catch (cause) {
    if (cause instanceof StoreFailure) return cause;
    throw cause;
  }
}

/**
 * The disk is full at the first write of a ticket, at the second, and so on through all of them; once, three times
 * in a row, and until there is room again. Each time the failure says so, and the same store goes on with the same touch.
 */
export async function terminalDiskFull({ folder, control, most }: Stage): Promise<SceneResult> {
  const store = unwrap(openTerminal(folder));
  const { promises, promised } = newBook();
  const failures: string[] = [];
  const total = { hits: 0, told: 0 };
  for (const times of [1, 3, Number.POSITIVE_INFINITY]) {
    for (let after = 1; after <= most; after += 1) {
      const tap = `tap-${times}-${after}`;
      const before = control.counters().hits;
      control.plan({ fault: 'disk-full', after, times });
      const failure = await told(takeTicket(store, tap, promised));
      control.heal();
      const hits = control.counters().hits - before;
      total.hits += hits;
      total.told += failure ? 1 : 0;
      const where = `disk full at write ${after}, ${times} times`;
      if (failure && failure.kind !== 'disk-full') failures.push(`${where}: the store says ${failure.kind} (${failure.message})`);
      const again = await told(takeTicket(store, tap, promised));
      if (again) failures.push(`${where}: with room again the store says ${again.kind} (${again.message})`);
      if (hits === 0 || failures.length > 0) break;
    }
  }
  failures.push(...(await brokenPromises(store, promises)));
  await store.close();
  const reopened = unwrap(openTerminal(folder));
  failures.push(...(await brokenPromises(reopened, promises)).map((broken) => `after reopening: ${broken}`));
  await reopened.close();
  return { ...total, acknowledged: promises.length, failures };
}

/** Many people at once, through checkpoints of SQLite and turns of the shadow log: the disk is full for a while at a random write. */
export async function terminalDiskFullInTheRush({ folder, control, most }: Stage): Promise<SceneResult> {
  const store = unwrap(openTerminal(folder));
  const { promises, promised } = newBook();
  const failures: string[] = [];
  const total = { hits: 0, told: 0 };
  for (let round = 1; round <= most; round += 1) {
    const before = control.counters().hits;
    control.plan({ fault: 'disk-full', after: 1 + ((round * 37) % 150), times: 1 + ((round * 13) % 40) });
    const people = Array.from({ length: 24 }, (_, i) => `round-${round}-${i}`);
    const outcomes = await Promise.all(people.map((tap) => told(takeTicket(store, tap, promised))));
    control.heal();
    total.hits += control.counters().hits - before;
    total.told += outcomes.filter(Boolean).length;
    failures.push(...outcomes.flatMap((failure) => (failure && failure.kind !== 'disk-full' ? [`round ${round}: the store says ${failure.kind} (${failure.message})`] : [])));
    const again = await Promise.all(people.map((tap) => told(takeTicket(store, tap, promised))));
    failures.push(...again.flatMap((failure) => (failure ? [`round ${round}, with room again: ${failure.kind} (${failure.message})`] : [])));
    if (failures.length > 0) break;
  }
  failures.push(...(await brokenPromises(store, promises)));
  await store.close();
  return { ...total, acknowledged: promises.length, failures };
}

/** The disk is full at the first write of a start, at the second …: the start may be refused, and the next one has everything. */
export async function terminalDiskFullAtStart({ folder, control, most }: Stage): Promise<SceneResult> {
  const { promises, promised } = newBook();
  const failures: string[] = [];
  const total = { hits: 0, told: 0 };
  for (let after = 1; after <= most && failures.length === 0; after += 1) {
    const before = control.counters().hits;
    control.plan({ fault: 'disk-full', after, times: Number.POSITIVE_INFINITY });
    const opened = openTerminal(folder);
    const failure = opened.ok ? await told(takeTicket(opened.value, `tap-${after}`, promised)) : null;
    const hits = control.counters().hits - before;
    control.heal();
    total.hits += hits > 0 ? 1 : 0;
    total.told += !opened.ok || failure ? 1 : 0;
    if (!opened.ok && opened.error.kind !== 'folder') failures.push(`disk full at write ${after} of a start: refused as ${JSON.stringify(opened.error)}`);
    if (failure && failure.kind !== 'disk-full') failures.push(`disk full at write ${after} of a start: the store says ${failure.kind} (${failure.message})`);
    if (opened.ok) await opened.value.close();
    const store = unwrap(openTerminal(folder));
    failures.push(...(await brokenPromises(store, promises)).map((broken) => `after a disk full at write ${after} of a start: ${broken}`));
    await store.close();
    if (hits === 0) break;
  }
  return { ...total, acknowledged: promises.length, failures };
}

/**
 * The first fsync fails, the second …: the call that needed it fails, nothing is asked of that connection any more although
 * the disk is well again, and a new one has everything that was promised.
 */
export async function terminalSyncError({ folder, control, most }: Stage): Promise<SceneResult> {
  const { promises, promised } = newBook();
  const failures: string[] = [];
  const total = { hits: 0, told: 0 };
  for (let after = 1; after <= most && failures.length === 0; after += 1) {
    const store = unwrap(openTerminal(folder));
    const before = control.counters().hits;
    control.plan({ fault: 'sync-error', after });
    const failure = (await told(takeTicket(store, `tap-${after}`, promised))) ?? (await told(takeTicket(store, `next-${after}`, promised)));
    const hits = control.counters().hits - before;
    control.heal();
    total.hits += hits;
    if (failure) {
      total.told += 1;
      if (failure.kind !== 'damaged') failures.push(`fsync error ${after}: the store says ${failure.kind} (${failure.message})`);
      const trusted = await told(takeTicket(store, `after-${after}`, promised));
      if (!trusted) failures.push(`fsync error ${after}: the connection was trusted again`);
    }
    await store.close();
    const reopened = unwrap(openTerminal(folder));
    failures.push(...(await brokenPromises(reopened, promises)).map((broken) => `after fsync error ${after}: ${broken}`));
    await told(takeTicket(reopened, `later-${after}`, promised));
    await reopened.close();
    if (hits === 0) break;
  }
  return { ...total, acknowledged: promises.length, failures };
}

/** One life: the given fsync fails, and the process is killed at once, before it could close anything. */
export async function terminalSyncErrorAndDeath({ folder, control, most }: Stage): Promise<SceneResult> {
  const store = unwrap(openTerminal(folder));
  control.plan({ fault: 'sync-error', after: most });
  await told(takeTicket(store, 'first', acknowledge)).then((failure) => failure && process.kill(process.pid, 'SIGKILL'));
  await told(takeTicket(store, 'second', acknowledge));
  process.kill(process.pid, 'SIGKILL');
  throw new Error('lives on');
}

/** The next life: serves two people and is killed. */
export async function terminalGoesOn({ folder }: Stage): Promise<SceneResult> {
  const store = unwrap(openTerminal(folder));
  await takeTicket(store, 'third', acknowledge);
  await takeTicket(store, 'fourth', acknowledge);
  process.kill(process.pid, 'SIGKILL');
  throw new Error('lives on');
}
