import type { Clock } from '#kernel/clock.ts';
import type { Random } from '#kernel/random.ts';
import type { Log } from '#contracts/log-events.ts';
import type { Enrolment, TerminalStore } from '#offline-cache/store-api.ts';
import { createSyncClient } from '#offline-cache/sync/sync-client.ts';
import { connectHall as openConnection } from '#offline-cache/transport/hall-client.ts';
import { HallConnection } from './hall-connection.ts';

export interface ConnectOptions {
  readonly store: TerminalStore;
  readonly enrolment: Enrolment;
  readonly clock: Clock;
  readonly bootId: string;
  readonly random: Random;
  readonly log: Log;
}

/** Starts keeping step with the hall; resolves with the hall as last known, before the first contact. */
export async function connectHall(options: ConnectOptions): Promise<HallConnection> {
  const { store, enrolment, clock, bootId, random, log } = options;
  const { client, probe, close } = openConnection(enrolment);
  const sync = createSyncClient({ store, hall: client, clock, bootId, random, probe });
  const connection = new HallConnection(sync, client, clock, log, close, await serverTimeAtStart(store));
  await sync.start();
  return connection;
}

/**
 * The server's time before it is heard again, or null when this machine's own clock is the best there is. After a start
 * of the machine the clock is believed unless it stands before what the server last said: then its battery is dead.
 */
export async function serverTimeAtStart(store: Pick<TerminalStore, 'serverNow' | 'stamp'>): Promise<number | null> {
  const aged = await store.serverNow();
  if (aged !== null) return aged;
  const { wallMs, lastServerMs } = await store.stamp();
  return lastServerMs !== null && wallMs < lastServerMs ? lastServerMs : null;
}
