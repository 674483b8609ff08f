import { generateKeyPairSync } from 'node:crypto';
import { seededRandom } from '#kernel/random.ts';
import { SimulatedClock } from '#kernel/simulated-clock.ts';
import type { Enrolment } from '#offline-cache/store-api.ts';
import { noLog } from '#contracts/log-events.ts';
import type { KioskPorts } from '../kiosk/kiosk-ports.ts';
import { KioskSession } from '../kiosk/kiosk-session.ts';
import { createTicketSigner } from '../kiosk/ticket-token.ts';
import { FakePrinter, FakeReader } from './fake-devices.ts';
import { FakeHall } from './fake-hall.ts';
import { FakeStore } from './fake-store.ts';

const signingKey = generateKeyPairSync('ed25519').privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64');

export const enrolment: Enrolment = {
  terminalId: 'kiosk-1',
  terminalName: '取号机1',
  hallId: 'hall-1',
  serverUrl: 'https://127.0.0.1:8200',
  serverKey: '',
  token: 't'.repeat(43),
  digestKey: Buffer.alloc(32, 7).toString('base64'),
  ownSeries: 'X',
  signingKeyId: 'k1',
  signingKey,
};

/** A kiosk session with every counterpart in the test's hands, on a simulated clock. */
export function kioskRig(change: Partial<KioskPorts> = {}) {
  const clock = new SimulatedClock();
  const store = new FakeStore(clock);
  const hall = new FakeHall();
  const reader = new FakeReader();
  const printer = new FakePrinter();
  const session = new KioskSession({
    clock,
    random: seededRandom(2),
    store: store.asStore,
    link: hall,
    enrolment,
    reader: reader.asReader,
    printer: printer.asPrinter,
    signer: createTicketSigner('k1', signingKey, 'https://hall.example/t'),
    senderClock: () => ({ bootId: 'boot-1', monotonicMs: clock.monotonic(), wallMs: clock.now() }),
    log: noLog,
    ...change,
  });
  return {
    clock,
    store,
    hall,
    reader,
    printer,
    session,
    get shown() {
      return session.view!.session;
    },
    get turn() {
      return session.view!.turn;
    },
    /** Lets everything that is ready run, without moving time. */
    settle: () => clock.advance(0),
  };
}
