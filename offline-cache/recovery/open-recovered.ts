import { copyFileSync, existsSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Random } from '#kernel/random.ts';
import { err, ok, type Result } from '#kernel/result.ts';
import { NO_SALT, rawKey, syncFolder } from '../database/cipher-facts.ts';
import { opensWith } from '../database/file-header.ts';
import { DATABASE_NAME, openDatabase, type Connection } from '../database/open-database.ts';
import { OpenRefusal, type OpenError } from '../database/open-error.ts';
import type { StoreStep } from '../engine/context.ts';
import { makeFolder } from '../make-folder.ts';
import { MIGRATIONS } from '../migrations/all.ts';
import { schemaOf } from '../shadow/checkpoint.ts';
import { readShadow, type ShadowFile } from '../shadow/read-shadow.ts';
import { SHADOW_FOLDER } from '../shadow/shadow-files.ts';
import { chooseBackup, isEnrolled, someBackupOpens, type ChosenBackup } from './choose-backup.ts';
import { compareWhole } from './compare-whole.ts';
import { journalDoubt } from './journal.ts';
import { notePending, type PendingRecovery } from './pending-recovery.ts';
import { quarantine } from './quarantine.ts';
import { finishRebuild, FOUND_JOURNAL_NAME, rebuildStore } from './rebuild-store.ts';
import { replay } from './replay.ts';
import { newLineage, readMark, writeMark, type ShadowMark } from './shadow-mark.ts';
import { findTrack } from './track.ts';

export interface RecoveredPlace {
  /** Claimed by the caller (`claimFolder`). */
  readonly folder: string;
  readonly key: Uint8Array;
  readonly bootId: string;
  readonly random: Random;
  /** The caller's clock. */
  readonly wallMs: number;
  readonly monotonicMs: number;
  /** Rehearses crashes in tests. */
  readonly onStep?: (step: StoreStep) => void;
}

export interface RecoveredStore {
  readonly connection: Connection;
  readonly mark: ShadowMark;
  /** What had to be mended; null when nothing had. */
  readonly recovery: PendingRecovery | null;
  /** What a full disk kept from being noted; the engine tells it as soon as there is room. */
  readonly untold: readonly PendingRecovery[];
  /** Shadow files that are damaged or of another store: to be put aside once a new one stands. */
  readonly shadowAside: readonly string[];
}

const LOST_COMMITS = '日志丢失了已确认的数据';

/** Carries the reason for a rebuild out of an opening. */
class MustRebuild extends Error {}

/**
 * Opens a store whatever happened to its files: what the journal lost is put back from the shadow log, a damaged database is rebuilt. What is no damage (a wrong
 * key, a newer schema, another process) stays a refusal that leaves everything as it is.
 */
export function openRecovered(place: RecoveredPlace): Result<RecoveredStore, OpenError> {
  const { folder, key } = place;
  const file = path.join(folder, DATABASE_NAME);
  try {
    makeFolder(folder);
    finishRebuild(folder, place.onStep);
    const shadow = readShadow(folder, key);
    if (!hasBytes(file)) {
      const backup = backupBeyond(place, shadow);
      if (backup || shadow.some(({ checkpoint }) => checkpoint !== null)) return rebuilt(place, shadow, `缺少 ${DATABASE_NAME}`, backup);
    }
    const doubt = journalDoubt(`${file}-wal`);
    keepFoundJournal(file);
    const opened = openChecked(place, shadow, doubt);
    if (typeof opened === 'string') return rebuilt(place, shadow, opened, backupBeyond(place, shadow));
    rmSync(path.join(folder, FOUND_JOURNAL_NAME), { force: true });
    return opened;
  } catch (cause) {
    if (cause instanceof OpenRefusal) return err(cause.error);
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === undefined || code.startsWith('SQLITE_')) throw cause;
    return err({ kind: 'folder', file, cause: `${code} ${message}` });
  }
}

/** @returns why the database must be rebuilt, as a text */
function openChecked(place: RecoveredPlace, shadow: readonly ShadowFile[], doubt: string | null): Result<RecoveredStore, OpenError> | string {
  const { folder, key, random, bootId, wallMs } = place;
  const done: PendingRecovery[] = [];
  const note = (recovery: Pick<PendingRecovery, 'kind' | 'found'> & Partial<PendingRecovery>): void =>
    void done.push({ quarantine: null, putBack: 0, salvaged: 0, whole: true, ...recovery });
  let mark: ShadowMark | null = null;
  let replayed: PendingRecovery | null = null;
  const beforeMigration = (connection: Connection): void => {
    mark = readMark(connection);
    // All of it stood in the journal, and the journal is gone.
    const vouched = shadow.some(({ checkpoint }) => checkpoint !== null);
    if (!mark && (vouched || (!isEnrolled(connection) && chooseBackup(folder, key, null)))) throw new MustRebuild(LOST_COMMITS);
    // Without a shadow log the daily copy alone can say that the database has gone back in time.
    if (mark && !vouched && chooseBackup(folder, key, mark)) throw new MustRebuild(LOST_COMMITS);
    if (schemaOf(connection) > (MIGRATIONS.at(-1)?.version ?? 0) || !mark) return;
    const { lineage, position } = mark;
    const own = shadow.filter(({ begin }) => begin === null || begin.lineage === lineage);
    const put = replay(connection, mark, own, (putBack) => {
      replayed = { kind: 'replayed', found: LOST_COMMITS, putBack, salvaged: 0, whole: true, quarantine: quarantine(folder, wallMs, [FOUND_JOURNAL_NAME]) };
      notePending(connection, replayed);
      place.onStep?.('put-back');
    });
    if (put === 'broken') throw new MustRebuild(LOST_COMMITS);
    mark = { lineage, position: position + put };
    if (doubt !== null && !compareWhole(connection, { folder, key, files: own, mark, bootId })) throw new MustRebuild(doubt);
  };
  let opened: Result<Connection, OpenError>;
  try {
    opened = openDatabase({
      folder, key, random, beforeMigration,
      keyProven: () =>
        shadow.some(({ authentic }) => authentic) || opensWith(path.join(folder, DATABASE_NAME), rawKey({ salt: NO_SALT }, key)) || someBackupOpens(folder, key),
      onMended: (found) => note({ kind: 'facts-repaired', found }),
    });
  } catch (cause) {
    if (cause instanceof MustRebuild) return cause.message;
    throw cause;
  }
  if (!opened.ok) return opened.error.kind === 'damaged' ? opened.error.found : opened;
  const connection = opened.value;
  const damaged = shadow.filter((one) => one.damage !== null && !unsyncedEnd(one, bootId));
  const damage = damaged.map((one) => one.damage);
  if (damage.length > 0) note({ kind: 'shadow-renewed', found: damage.join('; ') });
  const foreign = shadow.filter(({ begin }) => begin !== null && mark !== null && begin.lineage !== mark.lineage);
  const known = mark ?? { lineage: newLineage(random), position: 0 };
  let untold: readonly PendingRecovery[] = [];
  try {
    connection.transaction(() => {
      if (mark === null) writeMark(connection, known);
      for (const recovery of done) notePending(connection, recovery);
    })();
  } catch (cause) {
    // The database is whole: people are served, and the hall is told when there is room.
    if (mark === null || (cause as { code?: unknown }).code !== 'SQLITE_FULL') throw cause;
    untold = done;
  }
  const aside = shadow.filter((one) => damaged.includes(one) || foreign.includes(one)).map(({ name }) => name);
  return ok({ connection, mark: known, recovery: replayed ?? done[0] ?? null, untold, shadowAside: untold.length > 0 ? [] : aside });
}

/**
 * A file of an earlier run of the machine that was not closed: a power cut may have left its end half on the disk. The database has it, nobody
 * need be told, and the file goes with the next checkpoints. Within one run of the machine nothing written is lost by itself.
 */
function unsyncedEnd({ closed, begin }: ShadowFile, bootId: string): boolean {
  return !closed && begin !== null && begin.bootId !== bootId;
}

/** The daily copy to begin from when the shadow log does not lead as far without a gap. */
function backupBeyond({ folder, key, bootId }: RecoveredPlace, shadow: readonly ShadowFile[]): ChosenBackup | null {
  const { start, unbroken, end } = findTrack(folder, key, shadow, null, bootId);
  return chooseBackup(folder, key, start && unbroken ? { lineage: start.lineage, position: end } : null);
}

function rebuilt(place: RecoveredPlace, before: readonly ShadowFile[], found: string, backup: ChosenBackup | null): Result<RecoveredStore, OpenError> {
  const { folder, key } = place;
  const told = backup ? { kind: 'restored', found: `${found}，已用 ${backup.day} 的自动备份恢复` } as const : { kind: 'rebuilt', found } as const;
  const built = rebuildStore({ ...place, base: backup, ...told, salvage: true, shadow: before });
  if (!built.ok) return built;
  rmSync(path.join(folder, FOUND_JOURNAL_NAME), { force: true });
  const shadow = readShadow(folder, key, before);
  const opened = openChecked(place, shadow, null);
  if (typeof opened === 'string') return err({ kind: 'damaged', file: path.join(folder, DATABASE_NAME), found: opened });
  return opened.ok ? ok({ ...opened.value, recovery: built.value }) : opened;
}

/**
 * SQLite takes the journal into the database when it closes, also when it closes because the database is damaged. Kept for whoever looks
 * into the damage later, so a full disk does not stop the opening.
 */
function keepFoundJournal(file: string): void {
  const found = path.join(path.dirname(file), FOUND_JOURNAL_NAME);
  rmSync(found, { force: true });
  if (!hasBytes(`${file}-wal`)) return;
  try {
    copyFileSync(`${file}-wal`, found);
  } catch {
    rmSync(found, { force: true });
  }
}

function hasBytes(file: string): boolean {
  return existsSync(file) && statSync(file).size > 0;
}

/** After a new shadow file stands: the damaged ones are kept aside. */
export function putAsideShadow(folder: string, wallMs: number, names: readonly string[]): void {
  if (names.length === 0) return;
  const paths = names.map((name) => path.join(SHADOW_FOLDER, name)).filter((name) => existsSync(path.join(folder, name)));
  quarantine(folder, wallMs, paths);
  // Not by renaming: both names may be of one file, and then a rename does nothing.
  for (const name of paths) rmSync(path.join(folder, name), { force: true });
  syncFolder(path.join(folder, SHADOW_FOLDER));
}
