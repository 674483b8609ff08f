import path from 'node:path';
import { seededRandom } from '#kernel/random.ts';
import { unwrap } from '#kernel/result.ts';
import { machineClock, readBootId } from '#offline-cache/machine-clock.ts';
import { openStoreHere } from '#offline-cache/open-store-here.ts';
import { workFolder } from '../kit/folders.ts';
import { compileLayer } from '../power-cut/layer.ts';
import { makeHall } from './hall-place.ts';
import { KioskActor } from './kiosk-actor.ts';
import { Mortal, type Ending } from './mortal.ts';
import { ServerActor } from './server-actor.ts';
import { ServerBooks } from './server-books.ts';
import { TEST_KEY } from './store-key.ts';

export interface RoundOptions {
  readonly ending: Ending;
  /** Deaths, half of them of the server, the others shared by two kiosks. */
  readonly deaths: number;
  readonly seed: number;
  /** Where Node keeps compiled code between lives. */
  readonly cache: string;
}

export interface RoundResult {
  readonly kioskDeaths: number;
  readonly serverDeaths: number;
  /** Tickets given to people and compared at the end. */
  readonly tickets: number;
  readonly bound: number;
  /** Operations applied at the server. */
  readonly applied: number;
  /** Second records of kiosks that a power cut tore, and that were begun anew. */
  readonly shadowsRenewed: number;
  readonly failures: readonly string[];
}

const KIOSKS = 2;

/** One hall with two kiosks as real processes over real HTTPS: they die again and again, heal, sync, and the books are compared. */
export async function round({ ending, deaths, seed, cache }: RoundOptions): Promise<RoundResult> {
  using place = workFolder('round');
  const random = seededRandom(seed);
  const ownRandom = () => seededRandom(Math.floor(random.next() * 2 ** 32));
  const library = compileLayer(place.folder);
  const env = { NODE_COMPILE_CACHE: cache };
  const hall = await makeHall(place.folder, KIOSKS);
  const kiosks = hall.kiosks.map((kiosk) => new KioskActor(kiosk, new Mortal(library, kiosk.folder, ownRandom()), ownRandom(), env));
  const server = new ServerActor(hall, new Mortal(library, path.resolve(hall.folder), ownRandom()), ownRandom(), env);
  const ofServer = Math.floor(deaths / 2);
  const ofKiosk = (i: number): number => Math.floor((deaths - ofServer + i) / KIOSKS);
  const failures: string[] = [];
  let shadowsRenewed = 0;
  try {
    await Promise.all([server.dieAgainAndAgain(ofServer, ending, kiosks), ...kiosks.map((kiosk, i) => kiosk.dieAgainAndAgain(ofKiosk(i), ending))]);
    await Promise.all(kiosks.map((kiosk) => kiosk.settle()));
    await server.end();
    const compared = await compareBooks(hall.folder, kiosks);
    failures.push(...compared.faults);
    shadowsRenewed = compared.shadowsRenewed;
  } catch (error) {
    failures.push(error instanceof Error ? error.message : String(error));
  } finally {
    for (const actor of [server, ...kiosks]) actor.stop();
  }
  failures.unshift(...[server, ...kiosks].flatMap((actor) => actor.failures));
  const sum = (of: (kiosk: KioskActor) => number): number => kiosks.reduce((total, kiosk) => total + of(kiosk), 0);
  return {
    kioskDeaths: sum((kiosk) => kiosk.deaths),
    serverDeaths: server.deaths,
    tickets: sum(({ promises }) => promises.tickets.size),
    bound: sum(({ promises }) => promises.bound.size),
    applied: sum(({ promises }) => [...promises.applied.values()].reduce((total, seq) => total + seq, 0)),
    shadowsRenewed,
    failures,
  };
}

/** Everything that people and processes were told, against what lies in both stores at the end. */
async function compareBooks(hallFolder: string, kiosks: readonly KioskActor[]): Promise<{ readonly faults: readonly string[]; readonly shadowsRenewed: number }> {
  using books = new ServerBooks(hallFolder);
  const found: string[] = [...books.faults()];
  for (const { place, promises } of kiosks) {
    found.push(...promises.doubled(), ...books.missing(promises), ...books.brokenWord(place.terminalId, promises));
    if (promises.logs.size !== 1) found.push(`${place.name} had to begin ${promises.logs.size - 1} new logs`);
    const store = unwrap(openStoreHere({ folder: place.folder, key: TEST_KEY, clock: machineClock, bootId: readBootId() }));
    const { pending, parked } = await store.outbox();
    const issued = await store.issuedToday();
    await store.close();
    if (pending + parked > 0) found.push(`${place.name} still holds ${pending} facts to send and ${parked} parked ones`);
    if (issued !== books.issuedBy(place.terminalId)) found.push(`${place.name} issued ${issued} tickets, the server has ${books.issuedBy(place.terminalId)}`);
    if (issued < promises.tickets.size) found.push(`${place.name} told ${promises.tickets.size} people a number and counts ${issued}`);
  }
  return { faults: found, shadowsRenewed: books.shadowsRenewed };
}
