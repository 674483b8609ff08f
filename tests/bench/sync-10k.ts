import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { secureRandom } from '#kernel/random.ts';
import { unwrap } from '#kernel/result.ts';
import { MAX_BATCH_BYTES, type StoredOperation } from '#contracts/sync/operation.ts';
import { machineClock, readBootId } from '#offline-cache/machine-clock.ts';
import { openTerminalStore } from '#offline-cache/open-store.ts';
import type { Enrolment, TerminalStore } from '#offline-cache/store-api.ts';
import { createSyncClient, type SyncClient } from '#offline-cache/sync/sync-client.ts';
import { connectHall } from '#offline-cache/transport/hall-client.ts';
import { HttpsHall } from './kit/https-hall.ts';
import { queueTickets } from './kit/queued-tickets.ts';
import { median, type BenchRow } from './row.ts';

const KEY = { bytes: new Uint8Array(32).fill(7), algorithm: 'aegis', strength: 'weak' } as const;
const QUEUED = 10_000;

/**
 * 10,000 queued `ticket.issued` over the real stack (store thread, validation, TLS on loopback, contract, server in a
 * process of its own, FULL on both ends) against the same server taking as many of another terminal without the network.
 */
export async function benchSync10k(rounds = 4): Promise<BenchRow[]> {
  const root = mkdtempSync(path.join(tmpdir(), 'yichuang-bench-'));
  const hall = await HttpsHall.start(path.join(root, 'hall'));
  const rates = { direct: [] as number[], synced: [] as number[] };
  try {
    // The first round warms up compilers and files.
    for (let round = -1; round < rounds; round += 1) {
      // oxlint-disable no-await-in-loop -- the arms take turns
      for (const arm of round % 2 === 0 ? (['direct', 'synced'] as const) : (['synced', 'direct'] as const)) {
        const folder = path.join(root, `${arm}${round}`);
        const store = unwrap(await openTerminalStore({ folder, key: KEY, clock: machineClock, bootId: readBootId() }));
        const { enrolments, businessDay } = await hall.enrol([`${arm} ${round}`]);
        const enrolment = enrolments[0]!;
        await queueTickets(store, enrolment, businessDay, QUEUED);
        const ms = arm === 'direct' ? await direct(hall, store, enrolment) : await synced(store, enrolment);
        await store.close();
        rmSync(folder, { recursive: true });
        if (round >= 0) rates[arm].push((QUEUED / ms) * 1000);
      }
      // oxlint-enable no-await-in-loop
    }
  } finally {
    await hall.stop();
    rmSync(root, { recursive: true, force: true });
  }
  const [figure, baseline] = [Math.round(median(rates.synced)), Math.round(median(rates.direct))];
  const ratio = Math.round((figure / baseline) * 100) / 100;
  return [
    { name: `${QUEUED} queued tickets synced over HTTPS on loopback, against the server's own batch apply`, figure, unit: 'facts/s', baseline, ratio, goal: '≥ 0.5×', met: ratio >= 0.5 },
    { name: '  the same as a time', figure: Math.round((QUEUED / figure) * 1000), unit: 'ms' },
  ];
}

async function direct(hall: HttpsHall, store: TerminalStore, { terminalId }: Enrolment): Promise<number> {
  const { logId, seq } = await store.outbox();
  const batches: (readonly StoredOperation[])[] = [];
  for (let at = 0; at < seq; at = batches.at(-1)!.at(-1)!.seq) batches.push(await store.operationsAfter(at, MAX_BATCH_BYTES));
  return hall.apply({ terminalId, logId, bootId: readBootId(), batches });
}

/** From the start of the sync client, with a fresh connection, until nothing is pending. */
async function synced(store: TerminalStore, enrolment: Enrolment): Promise<number> {
  const transport = connectHall(enrolment);
  const client = createSyncClient({ store, hall: transport.client, clock: machineClock, bootId: readBootId(), random: secureRandom });
  const at = machineClock.monotonic();
  await client.start();
  await drained(client);
  const ms = machineClock.monotonic() - at;
  await client.stop();
  await transport.close();
  return ms;
}

function drained(client: SyncClient): Promise<void> {
  return new Promise((resolve, reject) => {
    const look = (): void => {
      if (client.status.fault) reject(new Error(`${client.status.fault.kind}: ${client.status.fault.detail}`));
      if (client.status.pending > 0) return;
      stop();
      resolve();
    };
    const stop = client.onChange(look);
    look();
  });
}
