import { setImmediate } from 'node:timers/promises';
import type { CancelTimer, Clock } from '#kernel/clock.ts';
import type { Random } from '#kernel/random.ts';
import { SimulatedClock } from '#kernel/simulated-clock.ts';
import { uuidV7 } from '#kernel/uuid-v7.ts';
import type { ReportFault } from '../api/clear-errors.ts';
import { HallServices } from '../hall-services.ts';
import { HallWriter } from '../store/hall-writer.ts';
import { HouseKiosk, houseTerminal } from './house-terminal.ts';
import { countWaiting, People } from './people.ts';

export interface LivingHall {
  stop(): Promise<void>;
}

/** Minutes of the hall's life that are lived through at start, so that waiting times are real ones. */
const PAST_MINUTES = 50;
const PAST_STEP_MS = 10_000;
const TICK_MS = 2_000;
/** With fewer waiting the hall looks closed, and its recent past is lived again. */
const TOO_FEW = 4;

/**
 * Opens the windows, lives through the last fifty minutes when hardly anybody waits, and goes on at a human pace: clerks call
 * and finish everywhere but at the visitor's window, visitors come. All of it by the same calls and facts as everywhere.
 */
export async function startLivingHall(services: HallServices, clock: Clock, random: Random, report: ReportFault): Promise<LivingHall> {
  const kiosk = await houseTerminal(services, random, '取号机2（示范）', 'kiosk');
  const desk = await houseTerminal(services, random, '窗口（示范）', 'window');
  const house = new HouseKiosk(kiosk, clock, random);
  const windows = await services.context.writer.read((_work, round) => (round === 0 ? [{ query: 'all', table: 'service_window' }] : null));
  for (const { id, value } of windows.table('service_window').all()) {
    if (value.state === 'closed') await services.window(desk.id, { windowId: id, key: uuidV7(clock, random), command: { kind: 'state', state: 'open' } });
  }
  let people = new People(house, desk, random);
  const keepAlive = async (): Promise<void> => {
    if ((await countWaiting(services)) >= TOO_FEW) return;
    people = new People(house, desk, random);
    await liveThePast(services, people, clock, random);
  };
  await keepAlive();
  // The day's close empties a hall at midnight; a demonstration goes on.
  const live = async (): Promise<void> => {
    await keepAlive();
    await people.tick(services, clock);
  };
  return goOn(live, clock, report);
}

async function liveThePast(services: HallServices, people: People, clock: Clock, random: Random): Promise<void> {
  const nowMs = clock.now();
  const past = new SimulatedClock(nowMs - PAST_MINUTES * 60_000);
  const { context, hub } = services;
  const writer = new HallWriter(context.writer.store, past, random);
  const stopListening = writer.onCommit((hint) => hub.publish(hint));
  const then = new HallServices({ ...context, writer }, hub, random);
  while (past.now() < nowMs) {
    await past.advance(Math.min(PAST_STEP_MS, nowMs - past.now()));
    await people.tick(then, past);
    // Requests are answered meanwhile.
    await setImmediate();
  }
  stopListening();
}

function goOn(live: () => Promise<void>, clock: Clock, report: ReportFault): LivingHall {
  let stopped = false;
  let cancel: CancelTimer = () => {};
  let tick: Promise<void> = Promise.resolve();
  const again = (): void => {
    if (stopped) return;
    cancel = clock.after(TICK_MS, () => {
      tick = live()
        .catch((error: unknown) => report('demonstration', String(error)))
        .then(again);
    });
  };
  again();
  return {
    async stop() {
      stopped = true;
      cancel();
      await tick;
    },
  };
}
