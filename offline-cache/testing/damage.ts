import { cpSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { unwrap, type Result } from '#kernel/result.ts';
import { SimulatedClock } from '#kernel/simulated-clock.ts';
import type { OpenError } from '../database/open-error.ts';
import { openStoreHere, type StoreHereOptions } from '../open-store-here.ts';
import type { StoreRecovery } from '../recovery/store-recovery.ts';
import type { TerminalStore } from '../store-api.ts';
import { EXAMPLE_DAY, EXAMPLE_KEY, exampleBlock, exampleDraft, openFixture, temporaryFolder, type StoreFixture } from './store-fixture.ts';

/** Flips one bit of a byte; `at` below 0 counts from the end. */
export function flip(file: string, at: number): void {
  const bytes = readFileSync(file);
  bytes[at < 0 ? bytes.length + at : at]! ^= 1;
  writeFileSync(file, bytes);
}

export interface Died extends Disposable {
  /** The folder as the process left it. */
  readonly folder: string;
  readonly tickets: readonly string[];
  /** Numbers of the own series given so far, in order. */
  readonly numbers: readonly number[];
}

/** A store with a history and with everything of it still in the journal, as a killed process leaves it; `closed`: in order. */
export async function died({ tickets = 5, closed = false, more }: { tickets?: number; closed?: boolean; more?: (fixture: StoreFixture) => Promise<void> } = {}): Promise<Died> {
  await using fixture = await openFixture();
  await fixture.store.saveLease(EXAMPLE_DAY, [exampleBlock({ to: 50 })]);
  const ids: string[] = [];
  const numbers: number[] = [];
  for (let tap = 0; tap < tickets; tap += 1) {
    const { id, number } = await takeOffline(fixture.store, `tap-${tap}`);
    ids.push(id);
    numbers.push(number);
  }
  await more?.(fixture);
  if (closed) await fixture.store.close();
  const place = temporaryFolder();
  cpSync(fixture.folder, place.folder, { recursive: true });
  return { folder: place.folder, tickets: ids, numbers, [Symbol.dispose]: () => place[Symbol.dispose]() };
}

export async function takeOffline(store: TerminalStore, tap: string): Promise<{ readonly id: string; readonly number: number }> {
  const { ticket } = await store.draftTicket(exampleDraft(tap));
  const issued = unwrap(await store.issueOffline(ticket.id));
  return { id: issued.id, number: issued.number!.number };
}

export interface Opened extends AsyncDisposable {
  readonly store: TerminalStore;
  readonly recovery: StoreRecovery | null;
}

export function tryOpen(folder: string, change: Partial<StoreHereOptions> = {}): Result<Opened, OpenError> {
  let recovery: StoreRecovery | null = null;
  const opened = openStoreHere({
    folder, key: EXAMPLE_KEY, clock: new SimulatedClock(), bootId: 'boot-1', onRecovered: (told) => void (recovery = told), ...change,
  });
  if (!opened.ok) return opened;
  return { ok: true, value: { store: opened.value, recovery, [Symbol.asyncDispose]: () => opened.value.close() } };
}

export function open(folder: string, change: Partial<StoreHereOptions> = {}): Opened {
  return unwrap(tryOpen(folder, change));
}

/** The newest shadow file. */
export function newestShadow(folder: string): string {
  return path.join(folder, 'shadow', readdirSync(path.join(folder, 'shadow')).toSorted().at(-1)!);
}

export function sizeOf(file: string): number {
  return statSync(file).size;
}

/** Kinds and payloads of all facts held. */
export async function factsOf(store: TerminalStore): Promise<readonly { readonly kind: string; readonly payload: Record<string, unknown> }[]> {
  const found = [];
  for (let seq = (await store.outbox()).safe; ; ) {
    const some = await store.operationsAfter(seq, 200_000);
    if (some.length === 0) return found;
    found.push(...some.map(({ body }) => JSON.parse(body) as { kind: string; payload: Record<string, unknown> }));
    seq = some.at(-1)!.seq;
  }
}
