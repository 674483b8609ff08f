import path from 'node:path';
import type { Clock } from '#kernel/clock.ts';
import type { Random } from '#kernel/random.ts';
import { err, ok, type Result } from '#kernel/result.ts';
import { uuidV7 } from '#kernel/uuid-v7.ts';
import { blobKeyFrom } from './blobs/blob-cipher.ts';
import { FolderBlobStore } from './blobs/folder-blob-store.ts';
import { BLOBS_FOLDER } from './backup/case-files.ts';
import { HallOperations, lastBackup, type OperationsOptions } from './backup/hall-operations.ts';
import type { HallConfig } from './config/hall-config.ts';
import { HallServices } from './hall-services.ts';
import { businessDayAt } from './numbers/business-day.ts';
import { DEFAULT_SETTINGS } from './settings.ts';
import type { StartError } from './start-error.ts';
import { HallWriter } from './store/hall-writer.ts';
import { readDatabaseKey } from './store/sqlite/database-key.ts';
import { openDatabase, type OpenError } from './store/sqlite/open-database.ts';
import { SqliteHallStore, steadyFrom, storedHead } from './store/sqlite/sqlite-hall-store.ts';
import { OPERATIONS, type OperationRegistry } from './sync/read-operation.ts';
import { WatchHub } from './sync/watch-hub.ts';
import { SteadyTime } from './time/steady-time.ts';

export interface OpenedHall {
  readonly services: HallServices;
  readonly operations: HallOperations;
  close(): Promise<void>;
}

export interface OpenHallOptions {
  readonly dataFolder: string;
  readonly clock: Clock;
  readonly random: Random;
  /** Null: the hall must be in the folder already. */
  readonly config: HallConfig | null;
  readonly operations?: OperationRegistry;
  /** Returns to the event loop between the batches of a long queue. */
  readonly breathe?: () => Promise<void>;
  /** Goes into backups. */
  readonly configFile?: string | undefined;
  /** How a copy of the database is looked at; default: in a thread of its own. */
  readonly inspect?: OperationsOptions['inspect'];
}

/** Who meets a lost database is told which backup to restore. */
function withBackup(error: OpenError, dataFolder: string): OpenError {
  const lost = error.kind === 'damaged' || error.kind === 'not-a-database' || error.kind === 'database-missing';
  return lost ? { ...error, backup: lastBackup(dataFolder) } : error;
}

/** Opens the hall in a data folder with everything but the network. */
export function openHall({ dataFolder, clock, random, config, operations = OPERATIONS, breathe, configFile, inspect }: OpenHallOptions): Result<OpenedHall, StartError> {
  const database = openDatabase(dataFolder, random);
  if (!database.ok) return err(withBackup(database.error, dataFolder));
  const settings = config?.settings ?? DEFAULT_SETTINGS;
  const configured = config?.catalogue.hall;
  let head = storedHead(database.value);
  const problem: StartError | null =
    !head && !configured
      ? { kind: 'no-hall', where: dataFolder }
      : head && configured && head.hallId !== configured.id
        ? { kind: 'other-hall', where: dataFolder, stored: head.hallId, configured: configured.id }
        : null;
  if (problem) {
    database.value.close();
    return err(problem);
  }
  const steady = new SteadyTime(clock, steadyFrom(database.value, Math.floor(clock.now())));
  const store = new SqliteHallStore(database.value);
  if (!head && configured) {
    const businessDay = businessDayAt(clock.now(), configured.timeZone, settings.dayStartMinutes);
    head = store.begin({ hallId: configured.id, incarnation: uuidV7(clock, random), businessDay });
    steady.know(businessDay);
  }
  const { hallId, incarnation, revision } = head!;
  const writer = new HallWriter(store, clock, random, breathe);
  const blobs = new FolderBlobStore(path.join(dataFolder, BLOBS_FOLDER), blobKeyFrom(readDatabaseKey(dataFolder)!.raw));
  const hub = new WatchHub(clock, { incarnation, revision });
  writer.onCommit((hint) => hub.publish(hint));
  const services = new HallServices({ writer, blobs, hallId, settings, steady }, hub, random, operations);
  const copyDatabase = (file: string) => store.copyTo(file);
  const held = new HallOperations({ services, dataFolder, copyDatabase, plan: config?.backup ?? null, configFile, inspect });
  return ok({
    services,
    operations: held,
    async close() {
      await held.idle();
      await store.close();
    },
  });
}
