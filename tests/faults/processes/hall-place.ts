import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { realClock } from '#kernel/real-clock.ts';
import { secureRandom } from '#kernel/random.ts';
import { unwrap } from '#kernel/result.ts';
import { parseConfig } from '#hall-server/config/hall-config.ts';
import { startHallServer } from '#hall-server/start.ts';
import { testBusiness, testConfig } from '#hall-server/testing/test-hall.ts';
import { machineClock, readBootId } from '#offline-cache/machine-clock.ts';
import { openStoreHere } from '#offline-cache/open-store-here.ts';
import type { Enrolment, TerminalStore } from '#offline-cache/store-api.ts';
import { createSyncClient } from '#offline-cache/sync/sync-client.ts';
import { connectHall } from '#offline-cache/transport/hall-client.ts';
import { enrol } from '#offline-cache/transport/enrol.ts';
import { TEST_KEY } from './store-key.ts';

export const HALL_SERVER = path.resolve(import.meta.dirname, '../../../hall-server/main.ts');
export const BUSINESSES = ['social', 'tax', 'medical', 'household'] as const;

/** A hall with enrolled kiosks, all closed: folders that processes can be started on. */
export interface HallPlace {
  readonly folder: string;
  readonly config: string;
  readonly port: number;
  readonly kiosks: readonly KioskPlace[];
}

export interface KioskPlace {
  readonly name: string;
  readonly folder: string;
  readonly terminalId: string;
}

/**
 * Makes the folders through the product's own first start and enrolment over HTTPS.
 * @param enrolAt where the kiosks shall believe the server to be; default: where it is
 */
export async function makeHall(root: string, kiosks: number, enrolAt: (port: number) => Promise<string> = (port) => Promise.resolve(`https://127.0.0.1:${port}`)): Promise<HallPlace> {
  const folder = path.join(root, 'hall');
  const config = path.join(root, 'hall.json');
  const port = await freePort();
  const businesses = BUSINESSES.map((id, i) => testBusiness(id, 'ABCD'[i]!));
  const { hall, windows } = testConfig({ businesses }).catalogue;
  const json = { hall: { ...hall, timeZone: zoneWhereItIsNoon() }, businesses, windows, settings: { leaseBlock: 200 } };
  writeFileSync(config, JSON.stringify(json));
  const server = unwrap(await startHallServer({ dataFolder: folder, port, config: unwrap(parseConfig(json, config)) }));
  const places: KioskPlace[] = [];
  const serverUrl = await enrolAt(port);
  for (let i = 1; i <= kiosks; i += 1) {
    const name = `取号机${i}`;
    const place = path.join(root, `kiosk-${i}`);
    mkdirSync(place, { mode: 0o700 });
    const { code } = await server.createEnrolmentCode({ name, kind: 'kiosk' });
    const { enrolment, serverMs } = unwrap(await enrol({ serverUrl, code, terminalName: name, kind: 'kiosk', clock: realClock, random: secureRandom }));
    const store = unwrap(openStoreHere({ folder: place, key: TEST_KEY, clock: machineClock, bootId: readBootId() }));
    await store.saveEnrolment(enrolment);
    await store.noteServer(serverMs, null, 'untrusted');
    await firstContact(store, enrolment);
    await store.close();
    places.push({ name, folder: place, terminalId: enrolment.terminalId });
  }
  await server.close();
  return { folder, config, port, kiosks: places };
}

/** Until it knows the hall and holds numbers for today and tomorrow. */
async function firstContact(store: TerminalStore, enrolment: Enrolment): Promise<void> {
  const hall = connectHall(enrolment);
  const client = createSyncClient({ store, hall: hall.client, clock: machineClock, bootId: readBootId(), random: secureRandom });
  await client.start();
  while (Object.keys(await store.numbersLeft()).length < 2) await new Promise((resolve) => setImmediate(resolve));
  await client.stop();
  await hall.close();
}

/** Free now; a server that dies and comes back needs the same one again. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => {
    server.close(resolve);
  });
  return port;
}

/** Whatever the hour the tests run at: no business day ends meanwhile. `Etc/GMT-8` is east of Greenwich. */
function zoneWhereItIsNoon(): string {
  const east = 12 - new Date(realClock.now()).getUTCHours();
  return east === 0 ? 'Etc/GMT' : `Etc/GMT${east > 0 ? '-' : '+'}${Math.abs(east)}`;
}
