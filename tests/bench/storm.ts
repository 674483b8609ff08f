import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { secureRandom } from '#kernel/random.ts';
import { unwrap } from '#kernel/result.ts';
import { DEMONSTRATION_CONFIG } from '#hall-server/demonstration/catalogue.ts';
import { machineClock, readBootId } from '#offline-cache/machine-clock.ts';
import { openStoreHere } from '#offline-cache/open-store-here.ts';
import type { Enrolment, TerminalStore } from '#offline-cache/store-api.ts';
import { createSyncClient, type SyncClient } from '#offline-cache/sync/sync-client.ts';
import { connectHall, type HallTransport } from '#offline-cache/transport/hall-client.ts';
import { Binder, type Binds } from './kit/binder.ts';
import { durations } from './kit/durations.ts';
import { HttpsHall } from './kit/https-hall.ts';
import { queueTickets } from './kit/queued-tickets.ts';
import { median, type BenchRow } from './row.ts';

const KEY = { bytes: new Uint8Array(32).fill(7), algorithm: 'aegis', strength: 'weak' } as const;
const QUEUED = 200;
const BIND_EVERY_MS = 20;

interface StormTerminal {
  readonly store: TerminalStore;
  readonly transport: HallTransport;
  readonly client: SyncClient;
  /** When nothing was pending any more. */
  drainedAt: number;
  /** Faults that staff would have seen since the server was back. */
  faults: string[];
}

/**
 * The server is gone, every terminal has stored 200 tickets and waits; then it is back. All terminals live in this process
 * with their real stores, sync clients and TLS connections; the server and one kiosk whose people go on asking for
 * numbers have processes of their own.
 */
export async function benchStorm(terminals = 500): Promise<BenchRow[]> {
  const root = mkdtempSync(path.join(tmpdir(), 'yichuang-bench-'));
  const before = await HttpsHall.start(path.join(root, 'hall'));
  const names = Array.from({ length: terminals }, (_, i) => `K${i}`);
  const { enrolments, businessDay } = await before.enrol([...names, 'B']);
  const port = Number(new URL(before.url).port);
  const binder = new Binder();
  const bindsAt = { ...enrolments.at(-1)! };
  await binder.begin(bindsAt, DEMONSTRATION_CONFIG.catalogue.businesses[0]!.id, BIND_EVERY_MS);
  const calm = await calmBinds(binder);
  await before.stop();

  const rssBefore = process.memoryUsage.rss();
  const storm: StormTerminal[] = [];
  for (const [i, enrolment] of enrolments.slice(0, terminals).entries()) {
    // oxlint-disable-next-line no-await-in-loop -- one after another keeps the preparation small
    storm.push(await prepare(path.join(root, `k${i}`), enrolment, businessDay));
  }
  let hall: HttpsHall | null = null;
  try {
    await Promise.all(storm.map(({ client }) => offline(client)));
    hall = await HttpsHall.start(path.join(root, 'hall'), port);
    await binder.told();
    const at = machineClock.monotonic();
    const [cpuBefore, serverBefore] = [process.cpuUsage(), await hall.usage()];
    await Promise.all(storm.map((terminal) => drained(terminal)));
    const { user, system } = process.cpuUsage(cpuBefore);
    const serverAfter = await hall.usage();
    const binds = await binder.told();
    const drains = storm.map(({ drainedAt }) => drainedAt - at);
    return rows(terminals, {
      drains,
      binds,
      calm,
      faults: storm.reduce((sum, { faults }) => sum + faults.length, 0),
      firstFault: storm.find(({ faults }) => faults.length > 0)?.faults[0] ?? '',
      cpuMs: (user + system) / 1000,
      rssBytes: process.memoryUsage.rss() - rssBefore,
      serverCpuMs: serverAfter.cpuMs - serverBefore.cpuMs,
      serverRssBytes: serverAfter.rssBytes,
    });
  } finally {
    await binder.stop();
    await Promise.all(storm.map(async ({ client, transport, store }) => {
      await client.stop();
      await transport.close();
      await store.close();
    }));
    await hall?.stop();
    rmSync(root, { recursive: true, force: true });
  }
}

async function prepare(folder: string, enrolment: Enrolment, businessDay: string): Promise<StormTerminal> {
  const store = unwrap(openStoreHere({ folder, key: KEY, clock: machineClock, bootId: readBootId() }));
  await queueTickets(store, enrolment, businessDay, QUEUED);
  const transport = connectHall(enrolment);
  const client = createSyncClient({ store, hall: transport.client, clock: machineClock, bootId: readBootId(), random: secureRandom, probe: transport.probe });
  await client.start();
  return { store, transport, client, drainedAt: 0, faults: [] };
}

/** Binds of a calm server, for comparison. */
async function calmBinds(binder: Binder): Promise<number[]> {
  const waits: number[] = [];
  // The first answers warm up server and connection.
  while (waits.length < 150) {
    // oxlint-disable no-await-in-loop -- until there are enough
    await new Promise((resolve) => setTimeout(resolve, 500));
    waits.push(...(await binder.told()).waits);
    // oxlint-enable no-await-in-loop
  }
  return waits.slice(50);
}

function offline(client: SyncClient): Promise<void> {
  return until(client, () => client.link === 'offline');
}

async function drained(terminal: StormTerminal): Promise<void> {
  const { client } = terminal;
  let fault = client.status.fault;
  const stop = client.onChange((status) => {
    if (status.fault && status.fault !== fault && status.fault.kind !== 'unreachable') terminal.faults.push(`${status.fault.kind}: ${status.fault.detail}`);
    fault = status.fault;
  });
  await until(client, () => client.status.pending === 0);
  terminal.drainedAt = machineClock.monotonic();
  stop();
}

function until(client: SyncClient, holds: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (!holds()) return;
      stop();
      resolve();
    };
    const stop = client.onChange(look);
    look();
  });
}

interface Outcome {
  readonly drains: readonly number[];
  readonly binds: Binds;
  readonly calm: readonly number[];
  readonly faults: number;
  readonly firstFault: string;
  readonly cpuMs: number;
  readonly rssBytes: number;
  readonly serverCpuMs: number;
  readonly serverRssBytes: number;
}

function rows(terminals: number, outcome: Outcome): BenchRow[] {
  const { drains, faults, firstFault, cpuMs, rssBytes, serverCpuMs, serverRssBytes } = outcome;
  const slowest = Math.max(...drains);
  const middle = median(drains);
  const mib = (bytes: number): number => bytes / 2 ** 20;
  return [
    {
      name: `${terminals} terminals × ${QUEUED} tickets after an outage: slowest drained, against the median`,
      figure: Math.round(slowest), unit: 'ms', baseline: Math.round(middle), ratio: slowest / middle, goal: '≤ 3×', met: slowest <= 3 * middle,
    },
    { name: '  facts applied in that time', figure: Math.round((terminals * QUEUED) / (slowest / 1000)), unit: 'facts/s' },
    { name: `  faults that staff would see${firstFault === '' ? '' : ` (${firstFault.slice(0, 60)})`}`, figure: faults, unit: 'faults', goal: '0', met: faults === 0 },
    durations(`  numbers bound for people meanwhile (${outcome.binds.waits.length}, refused ${outcome.binds.failed})`, outcome.binds.waits),
    durations('  numbers bound for people by the calm server', outcome.calm),
    { name: '  client: processor time per terminal for all of it', figure: cpuMs / terminals, unit: 'ms' },
    { name: '  client: memory per terminal (store, sync client, TLS connections)', figure: mib(rssBytes) / terminals, unit: 'MiB' },
    { name: '  server: processor time per terminal', figure: serverCpuMs / terminals, unit: 'ms' },
    { name: '  processor of the server against the time of the drain', figure: Math.round((100 * serverCpuMs) / slowest), unit: '% of one' },
    { name: '  processor of all terminals (one process) against it', figure: Math.round((100 * cpuMs) / slowest), unit: '% of one' },
    { name: '  server: memory at the end', figure: Math.round(mib(serverRssBytes)), unit: 'MiB' },
  ];
}
