import type { Clock } from '#kernel/clock.ts';
import type { Random } from '#kernel/random.ts';
import type { Log } from '#contracts/log-events.ts';
import type { BlobFolder } from '#offline-cache/blobs/blob-folder.ts';
import type { Enrolment, TerminalStore } from '#offline-cache/store-api.ts';
import { createSyncClient } from '#offline-cache/sync/sync-client.ts';
import { connectHall as openConnection } from '#offline-cache/transport/hall-client.ts';
import { HallConnection } from './hall-connection.ts';

export interface ConnectOptions {
  readonly store: TerminalStore;
  readonly enrolment: Enrolment;
  /** Scanned pages on this machine; they are brought over when nothing else wants the line. */
  readonly blobs?: BlobFolder;
  readonly clock: Clock;
  readonly bootId: string;
  readonly random: Random;
  readonly log: Log;
}

/**
 * The first number waits for the server's first word so long at most. Longer than an answer on a hall's network takes,
 * shorter than a person takes to walk up to a machine that just started.
 */
const FIRST_WORD_MS = 2_000;

/**
 * Starts keeping step with the hall. Resolves with the hall as last known once the server has said whether this disk is the
 * newest there is, or cannot be asked: a disk put back from an old copy must not give its numbers again.
 */
export async function connectHall(options: ConnectOptions): Promise<HallConnection> {
  const { store, enrolment, clock, bootId, random, log, blobs } = options;
  const { client, probe, files: port, close } = openConnection(enrolment);
  const sync = createSyncClient({ store, hall: client, clock, bootId, random, probe, ...(blobs && { files: { blobs, port } }) });
  const connection = new HallConnection(sync, client, clock, log, close, await serverTimeAtStart(store));
  await sync.start();
  await sync.firstWord(FIRST_WORD_MS);
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
