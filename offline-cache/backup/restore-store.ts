import { copyFileSync, existsSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Clock } from '#kernel/clock.ts';
import { exhaustive } from '#kernel/exhaustive.ts';
import type { Random } from '#kernel/random.ts';
import { err, ok, type Result } from '#kernel/result.ts';
import { FACTS_COPY_NAME, FACTS_NAME } from '../database/cipher-facts.ts';
import { refuseInUse } from '../database/file-header.ts';
import { DATABASE_NAME, openDatabase, type Connection } from '../database/open-database.ts';
import { openErrorSentence, OpenRefusal, type OpenError } from '../database/open-error.ts';
import type { StoreKey } from '../keys/key-provider.ts';
import { makeFolder } from '../make-folder.ts';
import { MIGRATIONS } from '../migrations/all.ts';
import { claimFolder, releaseFolder } from '../open-store.ts';
import { openStoreHere } from '../open-store-here.ts';
import { quarantine } from '../recovery/quarantine.ts';
import { rebuildStore } from '../recovery/rebuild-store.ts';
import { readMark } from '../recovery/shadow-mark.ts';
import { readShadow } from '../shadow/read-shadow.ts';
import { SHADOW_FOLDER, shadowFileName, shadowFileNumbers } from '../shadow/shadow-files.ts';
import type { Enrolment, OutboxHead } from '../store-api.ts';
import { openCopy, saltOf } from './store-backup.ts';

/** Within the data folder, for as long as the present store is looked at. */
const PROBE_FOLDER = 'restore-probe';

export interface RestoreOptions {
  /** The data folder; made when missing. */
  readonly folder: string;
  readonly key: StoreKey;
  /** A file that `backup` made. */
  readonly from: string;
  /** Puts the backup in place of a store that is in order. */
  readonly replace: boolean;
  readonly clock: Clock;
  readonly bootId: string;
  readonly machine?: string | null;
  readonly random: Random;
}

export interface Restored {
  readonly terminalName: string | null;
  readonly outbox: OutboxHead;
  /** Groups the shadow log had beyond the backup. */
  readonly putBack: number;
  /** Operations that only the old file had. */
  readonly salvaged: number;
  /** Where the old files are kept; null when there were none. */
  readonly quarantine: string | null;
}

export type RestoreError =
  | { readonly kind: 'no-file'; readonly file: string }
  | { readonly kind: 'not-readable'; readonly file: string; readonly found: string }
  | { readonly kind: 'not-a-store'; readonly file: string }
  | { readonly kind: 'newer-schema'; readonly file: string; readonly found: number; readonly known: number }
  /** The present store is in order. */
  | { readonly kind: 'store-is-good'; readonly folder: string; readonly terminalName: string | null }
  | { readonly kind: 'other-terminal'; readonly file: string; readonly backupOf: string; readonly here: string }
  | { readonly kind: 'store'; readonly error: OpenError };

export function restoreErrorSentence(error: RestoreError): string {
  switch (error.kind) {
    case 'no-file':
      return `没有备份文件 ${error.file} (no such backup file)`;
    case 'not-readable':
      return `备份文件 ${error.file} 打不开（${error.found}）：密钥不符、文件损坏或不是本程序的备份；换过机器请先运行 terminal restore-key (the backup cannot be opened with this key)`;
    case 'not-a-store':
      return `文件 ${error.file} 不是终端数据的备份 (not a backup of a terminal's store)`;
    case 'newer-schema':
      return `备份文件 ${error.file} 由更新的版本写成（结构 ${error.found}，本程序只认识到 ${error.known}），请升级程序 (written by a newer version)`;
    case 'store-is-good':
      return `数据目录 ${error.folder} 中已有完好的数据${error.terminalName === null ? '' : `（${error.terminalName}）`}，没有恢复；确要用备份替换请加 --replace，原数据会保留在 quarantine (the present store is in order)`;
    case 'other-terminal':
      return `备份 ${error.file} 属于「${error.backupOf}」，本机是「${error.here}」，没有恢复；请换一个数据目录 (the backup is another terminal's)`;
    case 'store':
      return openErrorSentence(error.error);
    default:
      return exhaustive(error, 'error');
  }
}

/**
 * Puts a backup in the place of the store: what the shadow log knows beyond it is put back, operations that only the old
 * file has are salvaged, the old files are kept in quarantine, a new log is begun and its leases are dropped. On every
 * refusal the folder is as it was. Nobody may have the store open.
 */
export async function restoreStore(options: RestoreOptions): Promise<Result<Restored, RestoreError>> {
  const { folder, key, from, clock, bootId, random } = options;
  const backup = readBackup(from, key.bytes);
  if (!backup.ok) return backup;
  const claimed = claimFolder(folder);
  if (!claimed.ok) return err({ kind: 'store', error: claimed.error });
  const rebuilt = replaceStore({ ...options, folder: claimed.value }, backup.value);
  releaseFolder(claimed.value);
  if (!rebuilt.ok) return rebuilt;
  // The first opening draws the consequences: new log, no leases, word to the hall.
  const opened = openStoreHere({ folder, key, clock, bootId, random, machine: options.machine ?? null });
  if (!opened.ok) return err({ kind: 'store', error: opened.error });
  const store = opened.value;
  const terminalName = (await store.enrolment())?.terminalName ?? null;
  const outbox = await store.outbox();
  await store.close();
  return ok({ terminalName, outbox, ...rebuilt.value });
}

function replaceStore(options: RestoreOptions, backup: Known): Result<Pick<Restored, 'putBack' | 'salvaged' | 'quarantine'>, RestoreError> {
  const { folder, key, from, clock, bootId, random } = options;
  const isThere = existsSync(path.join(folder, DATABASE_NAME));
  const present = isThere ? presentStore(options) : ok(null);
  if (!present.ok) return present;
  const refusal = present.value && refusalFor(options, present.value, backup.enrolment);
  if (refusal) return err(refusal);
  putForeignShadowAside(options, backup);
  const built = rebuildStore({
    folder, key: key.bytes, base: { file: from, salt: saltOf(from) }, kind: 'restored', found: `用备份 ${path.basename(from)} 恢复`,
    salvage: true, bootId, random, wallMs: Math.round(clock.now()), monotonicMs: clock.monotonic(),
  });
  if (!built.ok) return err({ kind: 'store', error: built.error });
  const { putBack, salvaged, quarantine: kept } = built.value;
  return ok({ putBack, salvaged, quarantine: isThere ? kept : null });
}

interface Known {
  readonly enrolment: Pick<Enrolment, 'terminalId' | 'terminalName'> | null;
  /** The shadow log that follows it; null for a store of an older release. */
  readonly lineage: string | null;
}

function knownOf(connection: Connection): Known {
  const text = connection.prepare("SELECT value FROM setting WHERE name = 'enrolment'").pluck().get() as string | undefined;
  return { enrolment: text === undefined ? null : (JSON.parse(text) as Enrolment), lineage: readMark(connection)?.lineage ?? null };
}

function readBackup(file: string, key: Uint8Array): Result<Known, RestoreError> {
  if (!existsSync(file) || !statSync(file).isFile()) return err({ kind: 'no-file', file });
  const opened = openCopy(file, key);
  if (!opened.ok) return err({ kind: 'not-readable', file, found: opened.error });
  try {
    if (!hasTables(opened.value)) return err({ kind: 'not-a-store', file });
    const found = Number(opened.value.pragma('user_version', { simple: true }));
    const known = MIGRATIONS.at(-1)!.version;
    if (found > known) return err({ kind: 'newer-schema', file, found, known });
    return ok(knownOf(opened.value));
  } finally {
    opened.value.close();
  }
}

function hasTables(connection: Connection): boolean {
  return connection.prepare("SELECT count(*) FROM sqlite_schema WHERE name IN ('setting', 'log_head', 'operation')").pluck().get() === 3;
}

/** Looked at in a copy: what damaged files still hold must not be touched before they are in quarantine. Null: it cannot be opened. */
function presentStore({ folder, key }: RestoreOptions): Result<Known | null, RestoreError> {
  const file = path.join(folder, DATABASE_NAME);
  const probe = path.join(folder, PROBE_FOLDER);
  try {
    refuseInUse(file);
    rmSync(probe, { recursive: true, force: true });
    makeFolder(probe);
    for (const name of [DATABASE_NAME, `${DATABASE_NAME}-wal`, FACTS_NAME, FACTS_COPY_NAME]) {
      if (existsSync(path.join(folder, name))) copyFileSync(path.join(folder, name), path.join(probe, name));
    }
    const opened = openDatabase({ folder: probe, key: key.bytes, keyProven: () => true });
    if (!opened.ok) return opened.error.kind === 'damaged' ? ok(null) : err({ kind: 'store', error: at(opened.error, file) });
    const known = knownOf(opened.value);
    opened.value.close();
    return ok(known);
  } catch (cause) {
    if (cause instanceof OpenRefusal) return err({ kind: 'store', error: cause.error });
    throw cause;
  } finally {
    rmSync(probe, { recursive: true, force: true });
  }
}

/** Told of the file itself, not of its copy. */
function at(error: OpenError, file: string): OpenError {
  return { ...error, file };
}

/**
 * A shadow log of another store (one that was begun anew over the loss of the backup's, or belongs to an earlier enrolment)
 * must not be taken for what followed the backup. It goes to quarantine.
 */
function putForeignShadowAside({ folder, key, clock }: RestoreOptions, backup: Known): void {
  const lineage = readShadow(folder, key.bytes).findLast(({ begin }) => begin !== null)?.begin?.lineage;
  if (lineage === undefined || lineage === backup.lineage) return;
  const names = shadowFileNumbers(path.join(folder, SHADOW_FOLDER)).map((number) => path.join(SHADOW_FOLDER, shadowFileName(number)));
  quarantine(folder, Math.round(clock.now()), names);
  for (const name of names) rmSync(path.join(folder, name));
}

function refusalFor({ folder, from, replace }: RestoreOptions, here: Known, backup: Known['enrolment']): RestoreError | null {
  if (here.enrolment && backup && here.enrolment.terminalId !== backup.terminalId) {
    return { kind: 'other-terminal', file: from, backupOf: backup.terminalName, here: here.enrolment.terminalName };
  }
  return replace || !here.enrolment ? null : { kind: 'store-is-good', folder, terminalName: here.enrolment.terminalName };
}
