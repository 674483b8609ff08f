import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Clock } from '#kernel/clock.ts';
import { secureRandom } from '#kernel/random.ts';
import type { Business } from '#domain/hall/business.ts';
import { machineClock, readBootId } from '#offline-cache/machine-clock.ts';
import { openTerminalStore } from '#offline-cache/open-store.ts';
import { StoreFailure } from '#offline-cache/store-failure.ts';
import { createSyncClient } from '#offline-cache/sync/sync-client.ts';
import { connectHall } from '#offline-cache/transport/hall-client.ts';
import type { HallLink } from '#terminal/hall/hall-link.ts';
import { takeTicket } from '#terminal/kiosk/take-ticket.ts';
import { TEST_KEY } from './store-key.ts';
import type { KnownTicket, TerminalLine, TerminalOptions, TerminalOrder } from './terminal-lines.ts';

/** `terminal-child.ts OPTIONS`: store, sync client, transport and the taking of tickets as in the product, without devices and screens. */
const { folder, life, businessIds, speed = 1 } = JSON.parse(process.argv[2]!) as TerminalOptions;
const BIND_LIMIT_MS = 300 * speed;

const say = (line: TerminalLine): void => void writeSync(1, `${JSON.stringify(line)}\n`);

const lines = createInterface({ input: process.stdin });
lines.once('close', () => process.exit(0));

/** Waiting times and what is measured in them pass faster; the wall clock does not. */
const clock: Clock = {
  now: () => machineClock.now(),
  monotonic: () => machineClock.monotonic() * speed,
  after: (ms, run) => machineClock.after(ms / speed, run),
};

const bootId = readBootId();
const opened = await openTerminalStore({
  folder,
  key: TEST_KEY,
  clock,
  bootId,
  // As the service does: what lies below the store cannot be trusted any more, so this process ends.
  onLost: ({ kind, message }) => {
    say({ said: 'failed', kind, detail: message });
    process.exit(3);
  },
});
if (!opened.ok) {
  say({ said: 'refused', error: opened.error });
  process.exit(4);
}
const store = opened.value;
const enrolment = await store.enrolment();
if (!enrolment) throw new Error(`not enrolled: ${folder}`);

// What a death left behind, as the kiosk settles it at its start.
const { drafts, printing } = await store.interrupted();
for (const { id } of drafts) await store.dropDraft(id);
for (const { id } of printing) await store.recordPaper(id, 'unknown', 'restart');

const hall = connectHall(enrolment);
const client = createSyncClient({ store, hall: hall.client, clock, bootId, random: secureRandom, probe: hall.probe });
let told = -1;
let link = client.link;
client.onChange(() => {
  void tellApplied().catch(() => {});
  if (client.link === link) return;
  link = client.link;
  say({ said: 'link', state: link });
});
await client.start();
const { logId, seq } = await store.outbox();
say({ said: 'ready', logId, seq });

async function tellApplied(): Promise<void> {
  const head = await store.outbox();
  if (head.applied <= told) return;
  told = head.applied;
  say({ said: 'applied', logId: head.logId, applied: head.applied });
}

type Calls = typeof hall.client;
const bindNumber: Calls['tickets']['bindNumber'] = async (request, ...rest) => {
  const answer = await hall.client.tickets.bindNumber(request, ...rest);
  if (answer.kind === 'bound') say({ said: 'bound', ticketId: request.ticketId, number: answer.number });
  return answer;
};
const calls = { ...hall.client, tickets: { ...hall.client.tickets, bindNumber } };

let taps = 0;
async function takeOne(): Promise<boolean> {
  taps += 1;
  const hallLink = { state: client.link, calls } as unknown as HallLink;
  const business = { id: businessIds[taps % businessIds.length]! } as Business;
  const senderClock = () => ({ bootId, monotonicMs: clock.monotonic(), wallMs: Math.round(machineClock.now()) });
  const ports = { clock, store, link: hallLink, bindLimitMs: BIND_LIMIT_MS, senderClock };
  try {
    const taken = await takeTicket(ports, `life-${life}-tap-${taps}`, business, null);
    if (!taken.ok) return false;
    const { id: ticketId, number } = taken.value.ticket;
    say({ said: 'issued', ticketId, number: number! });
    client.poke();
    await store.recordPaper(ticketId, 'printed', 'printer');
    say({ said: 'printed', ticketId });
    client.poke();
    return true;
  } catch (cause) {
    if (!(cause instanceof StoreFailure)) throw cause;
    say({ said: 'failed', kind: cause.kind, detail: cause.message });
    return false;
  }
}

async function wrongOf(known: readonly KnownTicket[]): Promise<readonly string[]> {
  const found = await Promise.all(known.map(({ ticketId }) => store.ticket(ticketId)));
  return known.flatMap(({ ticketId, number, printed }, i) => {
    const here = found[i]?.number;
    const same = here && here.series === number.series && here.number === number.number && here.businessDay === number.businessDay;
    if (!same) return [`${ticketId} had ${number.series}${number.number}, is ${here ? `${here.series}${here.number}` : 'gone'}`];
    return printed && found[i]?.paper !== 'printed' ? [`${ticketId} was printed, is ${found[i]?.paper}`] : [];
  });
}

function settled(): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (client.link !== 'online' || client.status.pending > 0) return;
      stop();
      resolve();
    };
    const stop = client.onChange(look);
    look();
  });
}

async function obey(order: TerminalOrder): Promise<void> {
  switch (order.do) {
    case 'take': {
      const taken = await Promise.all(Array.from({ length: order.count }, takeOne));
      if (client.link === 'online') await settled();
      say({ said: 'took', refused: taken.filter((one) => !one).length });
      return;
    }
    case 'help':
      await store.requestHelp('home');
      client.poke();
      if (client.link === 'online') await settled();
      say({ said: 'took', refused: 0 });
      return;
    case 'check':
      say({ said: 'checked', wrong: await wrongOf(order.tickets) });
      return;
    case 'settle':
      client.poke();
      await settled();
      await tellApplied();
      say({ said: 'settled' });
      return;
    case 'end':
      await client.stop();
      await hall.close();
      await store.close();
      process.exit(0);
  }
}

/** Orders are carried out one after another. */
let working: Promise<void> = Promise.resolve();
for await (const line of lines) {
  const order = JSON.parse(line) as TerminalOrder;
  working = working.then(() => obey(order));
}
