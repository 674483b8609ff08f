import path from 'node:path';
import { createRouterClient } from '@orpc/server';
import { secureRandom } from '#kernel/random.ts';
import { unwrap } from '#kernel/result.ts';
import type { KioskView } from '#contracts/terminal/kiosk-contract.ts';
import { fileKeyProvider } from '#offline-cache/keys/file-key.ts';
import { machineClock, readBootId } from '#offline-cache/machine-clock.ts';
import { readTerminalConfig } from '#terminal/config.ts';
import { openLog } from '#terminal/logging/logger.ts';
import type { kioskRouter } from '#terminal/rpc/routers.ts';
import { startTerminal, type RunningTerminal } from '#terminal/start-terminal.ts';
import { BenchHall } from './kit/bench-hall.ts';
import { durations } from './kit/durations.ts';
import { NewestView } from './kit/newest-view.ts';
import { RawMachine, type RawPass } from './kit/raw-machine.ts';
import { TimedStore } from './kit/timed-store.ts';
import { percentile, type BenchRow } from './row.ts';

/** A business without real name: the tap itself takes the ticket. */
const BUSINESS = 'tax';
const GOAL_MS = 60;

/** Milliseconds of one ticket's way. */
interface Way {
  /** The bare machine just before. */
  readonly raw: RawPass;
  readonly whole: number;
  readonly draft: number;
  readonly bind: number;
  readonly issue: number;
  readonly layout: number;
  readonly question: number;
}

/**
 * 取号: from the tap to the first byte of the ticket at the printer's end of the cable, over a real service, store on
 * disk, hall server and pseudo-terminal; online and with the link known to be down.
 */
export async function benchTakeTicket(samples = 200): Promise<BenchRow[]> {
  const hall = new BenchHall();
  try {
    await hall.startServer();
    const cable = await hall.cable('ticket-printer');
    await hall.devices.ask({ kind: 'open-printer', at: cable.deviceEnd });
    const channel = `serial:${cable.driverEnd}?baud=115200`;
    const folder = await hall.enrolKiosk({ ticketPrinter: { channel, profile: 'generic-80' } });
    const raw = await RawMachine.open(hall);
    const store = new TimedStore();
    const terminal = await openTerminal(folder, store);
    try {
      return await measure(hall, terminal, store, raw, samples);
    } finally {
      await terminal.stop();
      await raw.close();
    }
  } finally {
    await hall.stop();
  }
}

async function openTerminal(folder: string, store: TimedStore): Promise<RunningTerminal> {
  return unwrap(
    await startTerminal({
      folder,
      config: unwrap(readTerminalConfig(path.join(folder, 'terminal.json'))),
      clock: machineClock,
      bootId: readBootId(),
      random: secureRandom,
      key: fileKeyProvider(path.join(folder, 'store.key')),
      log: openLog(folder, machineClock).log,
      wrapStore: store.wrap,
    }),
  );
}

async function measure(hall: BenchHall, terminal: RunningTerminal, store: TimedStore, raw: RawMachine, samples: number): Promise<BenchRow[]> {
  const kiosk = createRouterClient(terminal.routers.kiosk as ReturnType<typeof kioskRouter>);
  const view = new NewestView(await kiosk.watch());
  const withoutPaper: string[] = [];
  let unexpectedOrigin = 0;

  /** Null when no paper came: that ticket has no first byte, and is told by itself. */
  const oneTicket = async (offline: boolean): Promise<Way | null> => {
    const { turn } = await view.until('home', ({ session, printer }) => session.kind === 'home' && printer === 'ready');
    const bare = await raw.pass();
    await hall.devices.ask({ kind: 'await-ticket' });
    const tappedAt = machineClock.monotonic();
    const { taken } = await kiosk.chooseBusiness({ turn, businessId: BUSINESS });
    if (!taken) throw new Error('the tap met nothing');
    const { session, turn: next } = await view.until('an end', (seen) => seen.turn > turn && seen.session.kind !== 'working');
    await kiosk.home({ turn: next });
    if (session.kind !== 'result') {
      withoutPaper.push(reasonOf(session));
      return null;
    }
    // The server was slow: not what is measured here, but never hidden either.
    if (session.ticket.offline !== offline) unexpectedOrigin += 1;
    const { questionAt, firstByteAt } = await hall.devices.ask({ kind: 'ticket-times' });
    return {
      raw: bare,
      whole: firstByteAt - tappedAt,
      draft: store.draftDoneAt - tappedAt,
      bind: store.issueBeganAt - store.draftDoneAt,
      issue: store.issueDoneAt - store.issueBeganAt,
      layout: questionAt - store.issueDoneAt,
      question: firstByteAt - questionAt,
    };
  };
  const tickets = async (offline: boolean): Promise<Way[]> => {
    const ways: Way[] = [];
    for (let i = 0; i < samples; i += 1) {
      // oxlint-disable-next-line no-await-in-loop -- every ticket waits for the paper of the one before
      const way = await oneTicket(offline);
      if (way) ways.push(way);
    }
    return ways;
  };

  await view.until('the link and the printer', ({ link, printer }) => link.state === 'online' && printer === 'ready');
  // The first ticket after a start loads what the others find loaded; it is shown by itself.
  const first = await oneTicket(false);
  const online = await tickets(false);
  await hall.stopServer();
  await view.until('the link known down', ({ link }) => link.state === 'offline');
  const offline = await tickets(true);
  const passes = [...online, ...offline].map(({ raw: pass }) => pass);
  return [
    ...rowsOf('tap → commit → first print byte, online', online, ({ commits, tls, pty }) => commits + tls + pty),
    ...rowsOf('tap → commit → first print byte, link known down', offline, ({ commits, pty }) => commits + pty),
    ...(first ? [{ name: 'the very first ticket after a start, online', figure: first.whole, unit: 'ms' }] : []),
    count(`tickets not surely on paper (${[...new Set(withoutPaper)].join(', ') || 'none'})`, withoutPaper.length),
    count("tickets online whose number was not the server's (no answer within the limit)", unexpectedOrigin),
    durations('baseline: two raw commits at FULL', passes.map(({ commits }) => commits)),
    durations('baseline: one TLS round trip on loopback', passes.map(({ tls }) => tls)),
    durations('baseline: one round trip over the pseudo-terminal', passes.map(({ pty }) => pty)),
  ];
}

function reasonOf(session: KioskView['session']): string {
  if (session.kind === 'show-number' || session.kind === 'ask-paper') return session.fault ?? session.kind;
  return session.kind === 'refused' ? session.reason : session.kind;
}

function count(name: string, figure: number): BenchRow {
  return { name, figure, unit: 'tickets', goal: '0', met: figure === 0 };
}

function rowsOf(name: string, ways: readonly Way[], bare: (raw: RawPass) => number): BenchRow[] {
  const part = (title: string, key: Exclude<keyof Way, 'raw'>): BenchRow => durations(`  ${title}`, ways.map((way) => way[key]));
  return [
    durations(name, ways.map(({ whole }) => whole), { baseline: percentile(ways.map(({ raw }) => bare(raw)), 99), p99AtMost: GOAL_MS }),
    part('draft on disk', 'draft'),
    part('number', 'bind'),
    part('ticket, operation and print intent on disk', 'issue'),
    part('layout, status question at the printer', 'layout'),
    part("printer's answer, first byte at the printer", 'question'),
  ];
}
