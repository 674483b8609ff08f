import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it } from 'vitest';
import { SimulatedClock } from '#kernel/simulated-clock.ts';
import { unwrap } from '#kernel/result.ts';
import { openStoreHere } from './open-store-here.ts';
import type { TerminalStore } from './store-api.ts';
import { EXAMPLE_DAY, EXAMPLE_KEY, exampleBlock, exampleEnrolment, temporaryFolder } from './testing/store-fixture.ts';

const CHILD = new URL('./testing/crash-child.ts', import.meta.url).pathname;

interface Acknowledged {
  readonly drafted?: string;
  readonly issued?: string;
  readonly number?: number;
  readonly printed?: string;
}

/** Runs the dying terminal; kills it from outside after `killAfter` acknowledgements, else it ends by its own hand. */
async function runChild(args: readonly string[], killAfter = Number.POSITIVE_INFINITY): Promise<{ acknowledged: Acknowledged[]; signal: string | null }> {
  const child = spawn(process.execPath, [CHILD, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const acknowledged: Acknowledged[] = [];
  const gone = new Promise<string | null>((resolve) => {
    child.once('exit', (_code, signal) => resolve(signal));
  });
  for await (const line of createInterface({ input: child.stdout })) {
    // A line may be cut by the kill; what cannot be read was not acknowledged.
    if (line.endsWith('}')) acknowledged.push(JSON.parse(line) as Acknowledged);
    if (acknowledged.length === killAfter) child.kill('SIGKILL');
  }
  return { acknowledged, signal: await gone };
}

function open(folder: string): TerminalStore {
  return unwrap(openStoreHere({ folder, key: EXAMPLE_KEY, clock: new SimulatedClock(), bootId: 'boot-1' }));
}

async function prepared(folder: string, numbers: number): Promise<void> {
  const store = open(folder);
  await store.saveEnrolment(exampleEnrolment());
  await store.noteServer(Date.UTC(2026, 2, 2, 2, 20), EXAMPLE_DAY, 'untrusted');
  await store.saveLease(EXAMPLE_DAY, [exampleBlock({ to: numbers })]);
  await store.close();
}

/** Row and fact agree for every ticket, and the chain reads whole. */
async function expectSound(store: TerminalStore, acknowledged: readonly Acknowledged[]): Promise<void> {
  const bodies: { kind: string; payload: { ticketId: string; paper?: string; number?: { number: number } } }[] = [];
  for (let seq = 0, head = (await store.outbox()).seq; seq < head; ) {
    const some = await store.operationsAfter(seq, 1_000_000);
    seq = some.at(-1)!.seq;
    bodies.push(...some.map(({ body }) => JSON.parse(body) as (typeof bodies)[number]));
  }
  const issued = bodies.filter(({ kind }) => kind === 'ticket.issued');
  const numbers = issued.map(({ payload }) => payload.number!.number);
  expect(new Set(numbers).size).toBe(numbers.length);
  expect(await store.issuedToday()).toBe(numbers.length);
  for (const { payload } of issued) expect((await store.ticket(payload.ticketId))?.number).toEqual(payload.number);
  const { drafts } = await store.interrupted();
  for (const { id } of drafts) expect(issued.some(({ payload }) => payload.ticketId === id)).toBe(false);
  const known = new Set(issued.map(({ payload }) => payload.ticketId));
  const told = (of: 'drafted' | 'issued' | 'printed'): string[] => acknowledged.flatMap((fact) => fact[of] ?? []);
  for (const ticketId of told('drafted')) expect(await store.ticket(ticketId)).not.toBeNull();
  for (const ticketId of told('issued')) expect(known).toContain(ticketId);
  for (const ticketId of told('printed')) expect((await store.ticket(ticketId))?.paper).toBe('printed');
}

/** Kills a terminal that makes its store for the first time, `turns` turns of the event loop after a file appeared. */
async function killFirstStart(folder: string, file: string, turns: number): Promise<void> {
  const child = spawn(process.execPath, [CHILD, 'one', folder, 'tap', '0'], { stdio: 'ignore' });
  const gone = new Promise((resolve) => {
    child.once('exit', resolve);
  });
  while (!existsSync(path.join(folder, file)) && child.exitCode === null) await turn();
  for (let i = 0; i < turns; i += 1) await turn();
  child.kill('SIGKILL');
  await gone;
}

function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

describe('a terminal killed with SIGKILL', () => {
  it.each([
    ['terminal.cipher.json', 0],
    ['terminal.db', 0],
    ['terminal.db', 20],
    ['terminal.db', 200],
    ['terminal.db-wal', 0],
    ['terminal.db-wal', 50],
  ])('while it makes its store for the first time (%s, %i turns later) opens it the next time', async (file, turns) => {
    using place = temporaryFolder();
    await killFirstStart(place.folder, file, turns);
    const store = open(place.folder);
    expect(await store.outbox()).toMatchObject({ seq: 0, applied: 0 });
    await store.close();
  });

  it('has, at every step of draft, issue and paper, either the whole step or nothing, and repeats no number', async () => {
    using place = temporaryFolder();
    await prepared(place.folder, 100);
    const acknowledged: Acknowledged[] = [];
    let steps = 0;
    for (let died = true; died; ) {
      steps += 1;
      const run = await runChild(['one', place.folder, `tap-${steps}`, String(steps)]);
      died = run.signal === 'SIGKILL';
      acknowledged.push(...run.acknowledged);
      const store = open(place.folder);
      await expectSound(store, acknowledged);
      await store.close();
    }
    // 4 steps of the draft, 5 of issuing, 5 of the paper; then one run that lives.
    expect(steps).toBe(15);
  }, 60_000);

  it('keeps every acknowledged ticket of 64 at once sharing commits', async () => {
    using place = temporaryFolder();
    await prepared(place.folder, 900);
    const acknowledged: Acknowledged[] = [];
    for (const [round, killAfter] of [1, 70, 200].entries()) {
      const run = await runChild(['many', place.folder, `round-${round}`], killAfter);
      expect(run.signal).toBe('SIGKILL');
      acknowledged.push(...run.acknowledged);
      const store = open(place.folder);
      await expectSound(store, acknowledged);
      await store.close();
    }
    const numbers = acknowledged.map(({ number }) => number);
    expect(new Set(numbers).size).toBe(numbers.length);
  }, 60_000);
});
