import { sleep } from '#kernel/clock.ts';
import { unwrap } from '#kernel/result.ts';
import { POLL_MS, REPLY_BYTES } from '#drivers/id-card-reader/manual.ts';
import { createIdCardReader } from '#drivers/id-card-reader/index.ts';
import { encodeCommand } from '#drivers/id-card-reader/messages.ts';
import { openByteChannel } from '#drivers/ports/open-channel.ts';
import { machineClock } from '#offline-cache/machine-clock.ts';
import { BenchHall } from './kit/bench-hall.ts';
import { durations } from './kit/durations.ts';
import { openKioskPage } from './kit/kiosk-page.ts';
import { NewestView } from './kit/newest-view.ts';
import { PaintedPage } from './kit/painted-page.ts';
import { RawCardHost } from './kit/raw-card-host.ts';
import { percentile, type BenchRow } from './row.ts';

const BAUD = 115_200;
/** Find, select, read and their answers with ten bits to the byte. */
const WIRE_BYTES =
  (['find', 'select', 'read'] as const).reduce((sum, command) => sum + encodeCommand(command).length + REPLY_BYTES[command], 0);
const WIRE_MS = (WIRE_BYTES * 10_000) / BAUD;
/** What everything that is not wire and polling may take. */
const OWN_MS = 20;
/** The mask of the sample card's name. */
const MASK = '张*';
/** A card comes at any moment between two looks: multiples of this ratio of the poll spread evenly over it. */
const GOLDEN = 0.618_034;

interface Card {
  /** From the card on the plate. */
  readonly whole: number;
  /** From the find that saw it. */
  readonly fromFind: number;
}

/** What waits for cards: begins to watch, and says when this one's fields were there. */
type Watcher = () => Promise<() => Promise<number>>;

/**
 * From the card on the reader to its fields: at the driver, at the page's end of the WebSocket, painted in Chromium.
 * The reader's bytes take their time at 115 200 Bd both ways; its module answers at once, so that nothing but our own
 * work stands beside the wire and the polling.
 */
export async function benchCardRead(samples = 60): Promise<BenchRow[]> {
  const hall = new BenchHall();
  try {
    await hall.startServer();
    const cable = await hall.cable('id-card-reader');
    await hall.devices.ask({ kind: 'open-reader', at: cable.deviceEnd, baudRate: BAUD });
    const channel = `serial:${cable.driverEnd}?baud=${BAUD}`;
    const raw = await rawHost(hall, channel, samples);
    const driver = await driverAlone(hall, channel, samples);
    const launchPage = await hall.startTerminal(await hall.enrolKiosk({ idCardReader: { channel } }));
    const views = await viewPushed(hall, launchPage, samples);
    const painted = PaintedPage.possible ? await paintedOnPage(hall, launchPage, samples) : null;
    const baseline = percentile(raw.map(({ whole }) => whole), 99);
    const judged = { baseline, p50AtMost: WIRE_MS + POLL_MS / 2 + OWN_MS, p99AtMost: WIRE_MS + POLL_MS + OWN_MS };
    const rows = (name: string, cards: readonly Card[]): BenchRow[] => [
      durations(name, cards.map(({ whole }) => whole), judged),
      durations('  beyond the wire, from the find that saw the card', cards.map(({ fromFind }) => fromFind - WIRE_MS)),
    ];
    return [
      ...rows('card on reader → card-read event of the driver', driver),
      ...rows("card on reader → person's screen at the page's end of the WebSocket", views),
      ...(painted ? rows("card on reader → person's screen painted in Chromium (software rendering)", painted) : []),
      { name: `floor: wire of ${WIRE_BYTES} bytes at ${BAUD} Bd and the mean wait for the next look`, figure: WIRE_MS + POLL_MS / 2, unit: 'ms' },
      durations('baseline: bare find, select, read without checking or decoding', raw.map(({ whole }) => whole)),
      durations('  beyond the wire, from the find that saw the card', raw.map(({ fromFind }) => fromFind - WIRE_MS)),
    ];
  } finally {
    await hall.stop();
  }
}

async function rawHost(hall: BenchHall, channel: string, samples: number): Promise<Card[]> {
  const host = new RawCardHost(unwrap(await openByteChannel(channel, { clock: machineClock })));
  try {
    return await layCards(hall, samples, () => Promise.resolve(once((told) => (host.onRead = told))));
  } finally {
    await host.stop();
  }
}

async function driverAlone(hall: BenchHall, channel: string, samples: number): Promise<Card[]> {
  const reader = createIdCardReader({ open: () => openByteChannel(channel, { clock: machineClock }), clock: machineClock });
  let told: (atMs: number) => void = () => {};
  reader.onEvent((event) => {
    if (event.kind === 'card-read') told(machineClock.monotonic());
  });
  reader.start();
  try {
    return await layCards(hall, samples, () => Promise.resolve(once((tell) => (told = tell))));
  } finally {
    await reader.stop();
  }
}

async function viewPushed(hall: BenchHall, launchPage: string, samples: number): Promise<Card[]> {
  const page = await openKioskPage(launchPage);
  const view = new NewestView(await page.client.watch());
  try {
    return await layCards(hall, samples, async () => {
      await goHome(view, page.client);
      return async () => {
        await view.until("the person's screen", ({ session }) => session.kind === 'person' && session.personMask === MASK);
        return machineClock.monotonic();
      };
    });
  } finally {
    page.close();
  }
}

/** A page without a screen beside it plays the person who goes home after each card. */
async function paintedOnPage(hall: BenchHall, launchPage: string, samples: number): Promise<Card[]> {
  const person = await openKioskPage(launchPage);
  const view = new NewestView(await person.client.watch());
  await goHome(view, person.client);
  const page = await PaintedPage.open(launchPage);
  try {
    return await layCards(hall, samples, async () => {
      await goHome(view, person.client);
      await page.settled();
      return page.watchFor(MASK);
    });
  } finally {
    await page.close();
    person.close();
  }
}

async function goHome(view: NewestView, client: { home(input: { turn: number }): Promise<unknown> }): Promise<void> {
  const { turn } = await view.until('a reader that is ready', ({ reader }) => reader === 'ready');
  await client.home({ turn });
  await view.until('home', ({ session }) => session.kind === 'home');
}

async function layCards(hall: BenchHall, samples: number, watch: Watcher): Promise<Card[]> {
  const cards: Card[] = [];
  // The first card warms up whatever reads it and is not counted.
  for (let i = 0; i <= samples; i += 1) {
    // oxlint-disable no-await-in-loop -- one card after the other
    const shown = await watch();
    const laying = hall.devices.ask({ kind: 'lay-card', afterMs: POLL_MS * ((i * GOLDEN) % 1) });
    const at = await shown();
    const { laidAt } = await laying;
    const { foundByAt } = await hall.devices.ask({ kind: 'card-times' });
    if (i > 0) cards.push({ whole: at - laidAt, fromFind: at - foundByAt });
    // Whoever watches has seen the card by now; a moment more, and it is lifted.
    await sleep(machineClock, POLL_MS);
    // oxlint-enable no-await-in-loop
  }
  return cards;
}

/** The next time that is told. */
function once(listen: (told: (atMs: number) => void) => void): () => Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>();
  listen(resolve);
  return () => promise;
}
