import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import { unwrap } from '#kernel/result.ts';
import { MIGRATIONS } from '#offline-cache/migrations/all.ts';
import { openDatabase, type Connection } from '#offline-cache/database/open-database.ts';
import { StoreEngine } from '#offline-cache/engine/engine.ts';
import { machineClock, readBootId } from '#offline-cache/machine-clock.ts';
import { median, type BenchRow } from './row.ts';

const ROUNDS = 31;
const SINGLE = 200;
const GROUPS = 20;
const GROUP = 64;

/**
 * The store's own engine on its enciphered database and on the same schema with the same settings in plain, in turns:
 * what authenticated encryption costs where everything else is alike.
 */
export function benchEncryption(): BenchRow[] {
  const root = mkdtempSync(path.join(tmpdir(), 'yichuang-bench-'));
  const arms = {
    cipher: new StoreEngine(unwrap(openDatabase({ folder: path.join(root, 'cipher'), key: new Uint8Array(32).fill(7) })), { bootId: readBootId() }),
    plain: new StoreEngine(openPlain(path.join(root, 'plain.db')), { bootId: readBootId() }),
  };
  const single = { cipher: [] as number[], plain: [] as number[] };
  const grouped = { cipher: [] as number[], plain: [] as number[] };
  try {
    for (const engine of Object.values(arms)) enrol(engine);
    for (let round = -1; round < ROUNDS; round += 1) {
      for (const arm of round % 2 === 0 ? (['cipher', 'plain'] as const) : (['plain', 'cipher'] as const)) {
        const rates = [perSecond(SINGLE, () => help(arms[arm], SINGLE, 1)), perSecond(GROUPS * GROUP, () => help(arms[arm], GROUPS, GROUP))] as const;
        // The first round warms up compilers and files.
        if (round < 0) continue;
        single[arm].push(rates[0]);
        grouped[arm].push(rates[1]);
      }
    }
  } finally {
    for (const engine of Object.values(arms)) engine.close();
    rmSync(root, { recursive: true, force: true });
  }
  return [
    cost('storing one fact at FULL, enciphered, against the same in plain', single.cipher, single.plain),
    cost(`storing ${GROUP} facts in one commit at FULL, enciphered, against the same in plain`, grouped.cipher, grouped.plain),
  ];
}

/** Rounds are compared with their neighbour: what else the machine does falls on both. */
function cost(name: string, cipher: readonly number[], plain: readonly number[]): BenchRow {
  const ratio = median(cipher.map((rate, round) => rate / plain[round]!));
  return { name, figure: Math.round(median(cipher)), unit: 'facts/s', baseline: Math.round(median(plain)), ratio, goal: '≥ 0.9×', met: ratio >= 0.9 };
}

/** Everything as in open-database.ts but the cipher. */
function openPlain(file: string): Connection {
  const connection = new Database(file);
  for (const setting of ['locking_mode = EXCLUSIVE', 'mmap_size = 0', 'journal_mode = WAL', 'synchronous = FULL', 'foreign_keys = ON', 'temp_store = MEMORY', 'wal_autocheckpoint = 3000']) {
    connection.pragma(setting);
  }
  for (const { sql } of MIGRATIONS) connection.exec(sql);
  return connection;
}

let lastId = 0;

function moment() {
  return { wallMs: Math.round(machineClock.now()), monotonicMs: machineClock.monotonic() };
}

function enrol(engine: StoreEngine): void {
  const enrolment = {
    terminalId: 'bench-1', terminalName: 'bench', hallId: 'hall-1', serverUrl: 'http://127.0.0.1', serverKey: '', token: '', digestKey: '',
    ownSeries: 'KA', signingKeyId: '', signingKey: '',
  };
  engine.handle([{ moment: moment(), calls: [{ id: (lastId += 1), method: 'saveEnrolment', args: [enrolment] }] }]);
}

function help(engine: StoreEngine, commits: number, each: number): void {
  for (let commit = 0; commit < commits; commit += 1) {
    const calls = Array.from({ length: each }, () => ({ id: (lastId += 1), method: 'requestHelp', args: ['home'] }) as const);
    const [answer] = engine.handle([{ moment: moment(), calls }]);
    if (!answer || 'failure' in answer) throw new Error(JSON.stringify(answer));
  }
}

function perSecond(count: number, run: () => void): number {
  const at = machineClock.monotonic();
  run();
  return count / ((machineClock.monotonic() - at) / 1000);
}
