import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import { better, defineQueue, type Queue } from 'plainjob';
import { unwrap } from '#kernel/result.ts';
import { MAX_BATCH_BYTES } from '#contracts/sync/operation.ts';
import { machineClock, readBootId } from '#offline-cache/machine-clock.ts';
import { openTerminalStore } from '#offline-cache/open-store.ts';
import type { TerminalStore } from '#offline-cache/store-api.ts';
import { median, type BenchRow } from './row.ts';

const KEY = { bytes: new Uint8Array(32).fill(7), algorithm: 'aegis', strength: 'weak' } as const;
const ROUNDS = 7;
const BLOCK = 1_500;
const TOGETHER = 64;
/** As many bytes as one of our facts. */
const BODY = { text: 'x'.repeat(480) };

/**
 * The queue that a JavaScript developer would pick, on the same SQLite at the same durability (FULL), beside ours. A drain
 * reads a job, hands it to nobody and removes it; ours reads batches and removes up to the server's cursor.
 */
export async function benchRivals(): Promise<BenchRow[]> {
  const root = mkdtempSync(path.join(tmpdir(), 'yichuang-bench-'));
  const store = unwrap(await openTerminalStore({ folder: path.join(root, 'ours'), key: KEY, clock: machineClock, bootId: readBootId() }));
  await store.saveEnrolment({
    terminalId: 'bench-1', terminalName: 'bench', hallId: 'hall-1', serverUrl: 'http://127.0.0.1', serverKey: '', token: '', digestKey: '',
    ownSeries: 'KA', signingKeyId: '', signingKey: '',
  });
  const plainjob = openPlainjob(path.join(root, 'plainjob.db'));
  const rates = { oursIn: [] as number[], oursOut: [] as number[], theirsIn: [] as number[], theirsOut: [] as number[] };
  try {
    for (let round = -1; round < ROUNDS; round += 1) {
      // oxlint-disable no-await-in-loop -- the arms take turns
      const measured = {
        oursIn: await perSecond(() => enqueue(store)),
        oursOut: await perSecond(() => drain(store)),
        theirsIn: await perSecond(() => addAll(plainjob)),
        theirsOut: await perSecond(() => workAll(plainjob)),
      };
      // oxlint-enable no-await-in-loop
      // The first round warms up compilers and files.
      if (round < 0) continue;
      for (const [arm, rate] of Object.entries(measured)) rates[arm as keyof typeof rates].push(rate);
    }
  } finally {
    plainjob.close();
    await store.close();
    rmSync(root, { recursive: true, force: true });
  }
  return [
    beside(`enqueue at FULL, ${TOGETHER} in flight, against plainjob at FULL (one job per commit: it has no group commit)`, rates.oursIn, rates.theirsIn),
    beside('drain at FULL (read, acknowledge, remove), against plainjob at FULL (claim, done)', rates.oursOut, rates.theirsOut),
    {
      name: 'better-queue with better-queue-sqlite: its addon sqlite3 is compiled from source, with SQLite 3.44.2, older than 3.51.3',
      figure: 0, unit: 'not run',
    },
  ];
}

function beside(name: string, ours: readonly number[], theirs: readonly number[]): BenchRow {
  const [figure, baseline] = [Math.round(median(ours)), Math.round(median(theirs))];
  return { name, figure, unit: 'facts/s', baseline, ratio: figure / baseline };
}

function openPlainjob(file: string): Queue {
  const database = new Database(file);
  const logger = { error() {}, warn() {}, info() {}, debug() {} };
  const queue = defineQueue({ connection: better(database), logger });
  // It sets NORMAL, which loses acknowledged jobs when the power fails.
  database.pragma('synchronous = FULL');
  return queue;
}

async function enqueue(store: TerminalStore): Promise<void> {
  let begun = 0;
  const writer = async (): Promise<void> => {
    while (begun < BLOCK) {
      begun += 1;
      await store.requestHelp('home');
    }
  };
  await Promise.all(Array.from({ length: TOGETHER }, writer));
}

async function drain(store: TerminalStore): Promise<void> {
  for (let { applied } = await store.outbox(); ; ) {
    // oxlint-disable no-await-in-loop -- one batch after the other, as the sync client sends them
    const batch = await store.operationsAfter(applied, MAX_BATCH_BYTES);
    const last = batch.at(-1);
    if (!last) return;
    ({ applied } = await store.acknowledge(last.seq, last.seq));
    // oxlint-enable no-await-in-loop
  }
}

function addAll(queue: Queue): void {
  for (let i = 0; i < BLOCK; i += 1) queue.add('fact', BODY);
}

function workAll(queue: Queue): void {
  for (let job = queue.getAndMarkJobAsProcessing('fact'); job; job = queue.getAndMarkJobAsProcessing('fact')) queue.markJobAsDone(job.id);
}

async function perSecond(run: () => Promise<void> | void): Promise<number> {
  const at = machineClock.monotonic();
  await run();
  return BLOCK / ((machineClock.monotonic() - at) / 1000);
}
