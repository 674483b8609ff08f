import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { secureRandom } from '#kernel/random.ts';
import { unwrap } from '#kernel/result.ts';
import { uuidV7 } from '#kernel/uuid-v7.ts';
import { GENESIS_HASH } from '#contracts/sync/operation.ts';
import { openDatabase } from '#offline-cache/database/open-database.ts';
import { machineClock, readBootId } from '#offline-cache/machine-clock.ts';
import { openStoreHere } from '#offline-cache/open-store-here.ts';
import { openTerminalStore } from '#offline-cache/open-store.ts';
import type { Enrolment, TerminalStore } from '#offline-cache/store-api.ts';
import { median, percentile, type BenchRow } from './row.ts';

/** Blocks of every kind take turns, so that whatever else the machine does falls on all of them alike. */
const ROUNDS = 15;
const LONE_BLOCK = 300;
const GROUP_BLOCK = 3_200;
const IN_FLIGHT = 64;

const KEY = { bytes: new Uint8Array(32).fill(7), algorithm: 'aegis', strength: 'weak' } as const;
const ENROLMENT: Enrolment = {
  terminalId: 'bench-1', terminalName: 'bench', hallId: 'hall-1', serverUrl: 'http://127.0.0.1', serverKey: '', token: '', digestKey: '',
  ownSeries: 'KA', signingKeyId: '', signingKey: '',
};

/**
 * Storing one fact: the store's real API (validated, chained, hashed, answered after the commit at FULL) against a bare
 * prepared INSERT of ready-made bytes into the same encrypted schema, one commit each at FULL.
 */
export async function benchEnqueue(): Promise<BenchRow[]> {
  const root = mkdtempSync(path.join(tmpdir(), 'yichuang-bench-'));
  const options = { key: KEY, clock: machineClock, bootId: readBootId() };
  const threaded = unwrap(await openTerminalStore({ ...options, folder: path.join(root, 'thread') }));
  const here = unwrap(openStoreHere({ ...options, folder: path.join(root, 'here') }));
  for (const store of [threaded, here]) await store.saveEnrolment(ENROLMENT);
  const raw = rawInserter(path.join(root, 'raw'), await exampleBody(here));
  const rates = { raw: [] as number[], rawGroups: [] as number[], group: [] as number[], lone: [] as number[], loneHere: [] as number[] };
  const waits: number[] = [];
  try {
    for (let round = -1; round < ROUNDS; round += 1) {
      const rawRate = perSecond(LONE_BLOCK, () => raw.single(LONE_BLOCK));
      const rawGroups = perSecond(GROUP_BLOCK, () => raw.grouped(GROUP_BLOCK, IN_FLIGHT));
      const roundWaits: number[] = [];
      const group = await perSecondAsync(GROUP_BLOCK, () => enqueue(threaded, GROUP_BLOCK, IN_FLIGHT, roundWaits));
      const lone = await perSecondAsync(LONE_BLOCK, () => enqueue(threaded, LONE_BLOCK, 1, []));
      const loneHere = await perSecondAsync(LONE_BLOCK, () => enqueue(here, LONE_BLOCK, 1, []));
      // The first round warms up compilers and files.
      if (round < 0) continue;
      rates.raw.push(rawRate);
      rates.rawGroups.push(rawGroups);
      rates.group.push(group);
      rates.lone.push(lone);
      rates.loneHere.push(loneHere);
      waits.push(...roundWaits);
    }
  } finally {
    raw.close();
    await threaded.close();
    await here.close();
    rmSync(root, { recursive: true, force: true });
  }
  const baseline = Math.round(median(rates.raw));
  const p99 = percentile(waits, 99);
  return [
    against(`enqueue at FULL, real API, ${IN_FLIGHT} in flight, against single raw inserts`, median(rates.group), baseline, 0.9),
    against(`group commit: ${IN_FLIGHT} in flight, against one commit for each fact through the same engine`, median(rates.group), Math.round(median(rates.loneHere)), 8),
    { name: `enqueue at FULL, real API, ${IN_FLIGHT} in flight, time to the answer, p99`, figure: round(p99), unit: 'ms', goal: '≤ 5 ms', met: p99 <= 5 },
    against(`enqueue at FULL, real API, ${IN_FLIGHT} in flight, against raw inserts in transactions of ${IN_FLIGHT}`, median(rates.group), Math.round(median(rates.rawGroups))),
    against('enqueue at FULL, real API, lone writer (two hops between threads), against single raw inserts', median(rates.lone), baseline),
    against('enqueue at FULL, same engine without the thread, lone writer, against single raw inserts', median(rates.loneHere), baseline, 0.95),
  ];
}

function against(name: string, figure: number, baseline: number, goal?: number): BenchRow {
  const ratio = round(figure / baseline);
  return { name, figure: Math.round(figure), unit: 'facts/s', baseline, ratio, ...(goal === undefined ? {} : { goal: `≥ ${goal}×`, met: ratio >= goal }) };
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

async function enqueue(store: TerminalStore, count: number, inFlight: number, waits: number[]): Promise<void> {
  let begun = 0;
  const writer = async (): Promise<void> => {
    while (begun < count) {
      begun += 1;
      const at = machineClock.monotonic();
      await store.requestHelp('home');
      waits.push(machineClock.monotonic() - at);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, writer));
}

async function exampleBody(store: TerminalStore): Promise<string> {
  await store.requestHelp('home');
  return (await store.operationsAfter(0, 1))[0]!.body;
}

interface RawInserter {
  readonly single: (count: number) => void;
  readonly grouped: (count: number, size: number) => void;
  readonly close: () => void;
}

function rawInserter(folder: string, body: string): RawInserter {
  const connection = unwrap(openDatabase({ folder, key: KEY.bytes }));
  const insert = connection.prepare('INSERT INTO operation (seq, op_id, hash, body) VALUES (?, ?, ?, ?)');
  let seq = 0;
  const ids = (count: number): string[] => Array.from({ length: count }, () => uuidV7(machineClock, secureRandom));
  const one = (opId: string): void => void insert.run((seq += 1), opId, GENESIS_HASH, body);
  return {
    single: (count) => ids(count).forEach(one),
    grouped(count, size) {
      const opIds = ids(count);
      for (let at = 0; at < count; at += size) connection.transaction(() => opIds.slice(at, at + size).forEach(one))();
    },
    close: () => void connection.close(),
  };
}

function perSecond(count: number, run: () => void): number {
  const at = machineClock.monotonic();
  run();
  return count / ((machineClock.monotonic() - at) / 1000);
}

async function perSecondAsync(count: number, run: () => Promise<void>): Promise<number> {
  const at = machineClock.monotonic();
  await run();
  return count / ((machineClock.monotonic() - at) / 1000);
}
