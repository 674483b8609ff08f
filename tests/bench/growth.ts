import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { seededRandom } from '#kernel/random.ts';
import { unwrap } from '#kernel/result.ts';
import { SimulatedClock } from '#kernel/simulated-clock.ts';
import { DATABASE_NAME, openDatabase } from '#offline-cache/database/open-database.ts';
import { openStoreHere } from '#offline-cache/open-store-here.ts';
import type { TerminalStore } from '#offline-cache/store-api.ts';
import { EXAMPLE_KEY, exampleDraft, exampleEnrolment } from '#offline-cache/testing/store-fixture.ts';
import type { BenchRow } from './row.ts';

const FIRST_DAY_MS = Date.UTC(2026, 0, 1);
const DAY_MS = 86_400_000;
/** Tickets stored before the server takes them. */
const GROUP = 100;
/** A busy kiosk's year passes in the whole run. */
const TICKETS_A_DAY = 2_500;
/** The outage at the end, in days: its queue is sent at once, and the file must shrink again. */
const OUTAGE_DAYS = 12;
const MEGABYTE = 1024 * 1024;

/** A simulated year needs no disk: what is measured is the file's length. */
const ROOT = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

interface Run {
  readonly folder: string;
  store: TerminalStore;
  readonly clock: SimulatedClock;
  day: number;
  taken: number;
  walMost: number;
}

/**
 * Enqueue and drain, day after day, then a long outage that is sent at once: how large file and journal are beside what
 * lives in them. Each cycle is one ticket stored with its fact, taken by the server, safe, and in the end forgotten.
 */
export async function benchGrowth(cycles = 1_000_000): Promise<BenchRow[]> {
  const folder = mkdtempSync(path.join(ROOT, 'yichuang-growth-'));
  const clock = new SimulatedClock();
  const random = seededRandom(1);
  const open = (): TerminalStore => unwrap(openStoreHere({ folder, key: EXAMPLE_KEY, clock, bootId: 'boot-1', random }));
  const run: Run = { folder, store: open(), clock, day: 0, taken: 0, walMost: 0 };
  try {
    await run.store.saveEnrolment(exampleEnrolment());
    await nextDay(run);
    for (let done = 0; done < cycles; done += GROUP) {
      if (run.taken + GROUP > TICKETS_A_DAY) await nextDay(run);
      await enqueue(run, Math.min(GROUP, cycles - done));
      await drain(run);
    }
    const steady = await figures(run, open);
    const aDay = Math.min(TICKETS_A_DAY, Math.ceil(cycles / OUTAGE_DAYS));
    for (let day = 0; day < OUTAGE_DAYS; day += 1) {
      await nextDay(run);
      while (run.taken < aDay) await enqueue(run, Math.min(GROUP, aDay - run.taken));
    }
    await drain(run);
    const peak = sizeOf(run, '');
    for (let day = 0; day < OUTAGE_DAYS; day += 1) await nextDay(run);
    await backUp(run);
    const after = await figures(run, open);
    return [
      row(`the store’s file after ${cycles.toLocaleString('en')} tickets stored and sent`, steady),
      row(`the store’s file after an outage of ${OUTAGE_DAYS} days (${Math.round(peak / MEGABYTE)} MiB then) was sent and forgotten`, after),
      { name: 'the store’s journal, at most', figure: megabytes(run.walMost), unit: 'MiB', goal: '≤ 16 MiB', met: run.walMost <= 16 * MEGABYTE },
    ];
  } finally {
    await run.store.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Sizes {
  readonly file: number;
  readonly live: number;
}

function row(name: string, { file, live }: Sizes): BenchRow {
  const goal = 1.2 * live + 16 * MEGABYTE;
  return { name, figure: megabytes(file), unit: 'MiB', baseline: megabytes(live), ratio: Math.round((file / live) * 100) / 100, goal: '≤ 1.2× live + 16 MiB', met: file <= goal };
}

async function nextDay(run: Run): Promise<void> {
  run.day += 1;
  run.taken = 0;
  await run.store.noteServer(FIRST_DAY_MS + run.day * DAY_MS, dayName(run), 'trusted');
}

function dayName({ day }: Run): string {
  return new Date(FIRST_DAY_MS + day * DAY_MS).toISOString().slice(0, 10);
}

async function enqueue(run: Run, count: number): Promise<void> {
  const drafts = await Promise.all(
    Array.from({ length: count }, (_, index) => run.store.draftTicket(exampleDraft(`tap-${run.day}-${run.taken + index}`))),
  );
  const businessDay = dayName(run);
  const issued = await Promise.all(
    drafts.map(({ ticket }, index) => run.store.issueBound(ticket.id, { businessDay, series: 'A', number: run.taken + index + 1, origin: 'bound' })),
  );
  for (const result of issued) unwrap(result);
  run.taken += count;
  noteWal(run);
}

async function drain(run: Run): Promise<void> {
  for (;;) {
    const { applied, pending } = await run.store.outbox();
    if (pending === 0) return;
    const last = (await run.store.operationsAfter(applied, 256 * 1024)).at(-1)!.seq;
    await run.store.acknowledge(last, last);
    noteWal(run);
  }
}

/** As every day: on this occasion the file is made smaller. */
async function backUp(run: Run): Promise<void> {
  const file = path.join(run.folder, 'daily.db');
  unwrap(await run.store.backup(file));
  rmSync(file);
}

function noteWal(run: Run): void {
  run.walMost = Math.max(run.walMost, sizeOf(run, '-wal'));
}

function sizeOf({ folder }: Run, suffix: string): number {
  const file = path.join(folder, `${DATABASE_NAME}${suffix}`);
  return existsSync(file) ? statSync(file).size : 0;
}

/** Closed once: the journal's pages belong to the file. Live is what a file without free pages would take. */
async function figures(run: Run, open: () => TerminalStore): Promise<Sizes> {
  await run.store.close();
  const file = sizeOf(run, '');
  const connection = unwrap(openDatabase({ folder: run.folder, key: EXAMPLE_KEY.bytes }));
  const [pages, free, bytes] = ['page_count', 'freelist_count', 'page_size'].map((name) => Number(connection.pragma(name, { simple: true })));
  connection.close();
  run.store = open();
  return { file, live: (pages! - free!) * bytes! };
}

function megabytes(bytes: number): number {
  return Math.round((bytes / MEGABYTE) * 10) / 10;
}
