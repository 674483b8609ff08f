import { closeSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import type { Clock } from '#kernel/clock.ts';
import type { Random } from '#kernel/random.ts';
import { err, ok, type Result } from '#kernel/result.ts';
import { blobKeyFrom } from '../blobs/blob-cipher.ts';
import { makeFolder } from '../make-folder.ts';
import { openHall } from '../open-hall.ts';
import { startSentence } from '../start-error.ts';
import { HALL_KEY_FILE, readDatabaseKey } from '../store/sqlite/database-key.ts';
import { DATABASE_FILE, RESTORING_FILE } from '../store/sqlite/open-database.ts';
import { syncFolder, writeWhole } from '../whole-files.ts';
import { BLOBS_FOLDER, copyCaseFiles } from './case-files.ts';
import { stamp } from './make-backup.ts';
import { BLOB_POOL } from './manifest.ts';
import { stageBackup } from './stage-backup.ts';

export interface RestoreRequest {
  readonly from: string;
  readonly data: string;
  /** A hall that lies there is moved aside; without this it is never touched. */
  readonly replace: boolean;
  /** The hall's private recovery key, for sealed backups. */
  readonly recoveryKey: string | null;
  readonly clock: Clock;
  readonly random: Random;
}

export interface Restored {
  readonly madeAtMs: number;
  readonly incarnation: string;
  /** Where the files lie that were there before; null when there were none. */
  readonly movedAside: string | null;
  /** Case files that were not brought back since they are damaged in the backup; terminals that still hold them bring them again. */
  readonly damagedFiles: readonly string[];
}

const STAGING = '.restoring-';
const ASIDE = 'replaced-';
const LOCK_FILE = 'restore.lock';

/**
 * Makes a backup the hall of a data folder. Everything is prepared and checked beside it, in a new incarnation and
 * recovering, before the names are exchanged; cut off in between, the server refuses to start until this ran again.
 * The error is a sentence.
 */
export async function restoreBackup(request: RestoreRequest): Promise<Result<Restored, string>> {
  const { data } = request;
  let lock: Database.Database | null = null;
  try {
    makeFolder(data);
    lock = restoreLock(data);
    if (!lock) return err(`${data} 正在由另一个命令恢复，请等它做完 · another restore is at work there`);
    return await restoreAlone(request);
  } catch (error) {
    return err(failedSentence(data, error));
  } finally {
    if (lock) rmSync(path.join(data, LOCK_FILE), { force: true });
    lock?.close();
  }
}

const failedSentence = (data: string, error: unknown): string => `恢复没有做成：${data}（${error instanceof Error ? error.message : String(error)}）· the restore failed; run it again`;

const inUseSentence = (data: string): string => `大厅服务器正在使用 ${data}，请先停止 · stop the server first`;

/** An empty SQLite file that is locked, so that the system takes the lock away with the process. Null: somebody else has it. */
function restoreLock(data: string): Database.Database | null {
  const file = path.join(data, LOCK_FILE);
  closeSync(openSync(file, 'a', 0o600));
  const lock = new Database(file, { timeout: 0 });
  try {
    lock.pragma('journal_mode = MEMORY');
    lock.exec('BEGIN EXCLUSIVE');
    return lock;
  } catch (error) {
    lock.close();
    if (error instanceof Database.SqliteError && error.code === 'SQLITE_BUSY') return null;
    throw error;
  }
}

async function restoreAlone({ from, data, replace, recoveryKey, clock, random }: RestoreRequest): Promise<Result<Restored, string>> {
  try {
    const present = existsSync(path.join(data, DATABASE_FILE)) || existsSync(path.join(data, HALL_KEY_FILE));
    const unfinished = existsSync(path.join(data, RESTORING_FILE));
    if (present && !replace && !unfinished) return err(`${data} 里已有大厅，不会覆盖；确要替换请加 --replace，原文件会移到一旁 · there is a hall already; --replace moves it aside`);
    if (isInUse(path.join(data, DATABASE_FILE))) return err(inUseSentence(data));
    for (const left of readdirSync(data)) if (left.startsWith(STAGING)) rmSync(path.join(data, left), { recursive: true });

    const at = stamp(clock.now());
    const staging = path.join(data, STAGING + at);
    const staged = await stageBackup(from, staging, recoveryKey);
    const problem = staged.ok ? staged.value.inspection.problems[0] : staged.error;
    if (!staged.ok || problem !== undefined) {
      rmSync(staging, { recursive: true, force: true });
      return err(problem!);
    }
    const { manifest } = staged.value;
    const incarnation = await renewIn(staging, manifest.madeAtMs, clock, random);
    if (!incarnation.ok) return incarnation;
    const pool = path.join(path.dirname(path.resolve(from)), BLOB_POOL);
    const key = blobKeyFrom(readDatabaseKey(staging)!.raw);
    const sameKey = textOf(path.join(data, HALL_KEY_FILE)) === textOf(path.join(staging, HALL_KEY_FILE));

    writeWhole(path.join(data, RESTORING_FILE), JSON.stringify({ from: path.resolve(from), at }));
    // Checking took its time: a server that was started meanwhile goes on, and none starts any more beside the marker.
    if (isInUse(path.join(data, DATABASE_FILE))) {
      if (!unfinished) rmSync(path.join(data, RESTORING_FILE));
      rmSync(staging, { recursive: true, force: true });
      return err(inUseSentence(data));
    }
    const aside = path.join(data, ASIDE + at);
    const moved = moveAside(data, aside, sameKey);
    const { damaged } = await copyCaseFiles({ from: pool, to: path.join(data, BLOBS_FOLDER), files: manifest.blobs, key });
    rmSync(path.join(staging, BLOBS_FOLDER), { recursive: true, force: true });
    // The database last: until it is there, nothing can be taken for a hall.
    for (const name of readdirSync(staging).toSorted((a, b) => Number(a === DATABASE_FILE) - Number(b === DATABASE_FILE))) renameSync(path.join(staging, name), path.join(data, name));
    rmSync(staging, { recursive: true });
    // The names first: without the marker a power cut must not find less than all of them.
    syncFolder(data);
    rmSync(path.join(data, RESTORING_FILE));
    syncFolder(data);
    return ok({ madeAtMs: manifest.madeAtMs, incarnation: incarnation.value, movedAside: moved ? aside : null, damagedFiles: damaged });
  } catch (error) {
    return err(failedSentence(data, error));
  }
}

async function renewIn(folder: string, madeAtMs: number, clock: Clock, random: Random): Promise<Result<string, string>> {
  const hall = openHall({ dataFolder: folder, clock, random, config: null });
  if (!hall.ok) return err(startSentence(hall.error).split('\n')[0]!);
  try {
    return ok(await hall.value.services.renewIncarnation({ reason: 'restored', fromMs: madeAtMs }));
  } finally {
    await hall.value.close();
  }
}

/** @param keepBlobs case files of the same hall stay where they are */
function moveAside(data: string, aside: string, keepBlobs: boolean): boolean {
  const stays = (name: string): boolean => name === RESTORING_FILE || name === LOCK_FILE || name.startsWith(STAGING) || name.startsWith(ASIDE) || (keepBlobs && name === BLOBS_FOLDER);
  const names = readdirSync(data).filter((name) => !stays(name));
  if (names.length === 0) return false;
  mkdirSync(aside, { mode: 0o700 });
  for (const name of names) renameSync(path.join(data, name), path.join(aside, name));
  syncFolder(aside);
  return true;
}

/** Whether another process holds the database, whatever state it is in. */
function isInUse(file: string): boolean {
  if (!existsSync(file)) return false;
  try {
    const database = new Database(file, { timeout: 0, readonly: true });
    try {
      database.pragma('schema_version');
    } finally {
      database.close();
    }
  } catch (error) {
    return error instanceof Database.SqliteError && /^SQLITE_(BUSY|LOCKED)/.test(error.code);
  }
  return false;
}

function textOf(file: string): string | null {
  return existsSync(file) ? readFileSync(file, 'utf8') : null;
}
