import { existsSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { err, ok, type Result } from '#kernel/result.ts';
import { FACTS_COPY_NAME, FACTS_NAME, findFacts, rawKey, saveFacts, syncFolder } from '../database/cipher-facts.ts';
import { refuseInUse } from '../database/file-header.ts';
import { DATABASE_NAME, type Connection } from '../database/open-database.ts';
import { OpenRefusal, type OpenError } from '../database/open-error.ts';
import { makeFolder } from '../make-folder.ts';
import { MIGRATIONS } from '../migrations/all.ts';
import { schemaOf, tableRows } from '../shadow/checkpoint.ts';
import { readShadow, type ShadowFile } from '../shadow/read-shadow.ts';
import { SHADOW_FOLDER, shadowFileName, shadowFileNumbers } from '../shadow/shadow-files.ts';
import { notePending } from './pending-recovery.ts';
import { quarantine } from './quarantine.ts';
import { withRecoveryLock } from './recovery-lock.ts';
import { salvageAll, salvageOperations } from './salvage.ts';
import { salvageRows } from './salvage-rows.ts';
import { fill, finish, openDamaged, openScratch } from './scratch.ts';
import { newLineage, readMark, type ShadowMark } from './shadow-mark.ts';
import type { RebuildOptions, StoreRecovery } from './store-recovery.ts';
import { findTrack, type Start } from './track.ts';

const WORK_FOLDER = 'rebuild';
/** A finished rebuild that only has to take its place. */
const REBUILT_NAME = `${DATABASE_NAME}.rebuilt`;
/** The journal as the last process left it: SQLite itself may take it away while it finds out that the database is damaged. */
export const FOUND_JOURNAL_NAME = `${DATABASE_NAME}-wal.found`;
const JOURNALS = ['-wal', '-shm', '-journal'] as const;

/** See RebuildStore. */
export function rebuildStore(options: RebuildOptions): Result<Omit<StoreRecovery, 'ms'>, OpenError> {
  const { folder } = options;
  const file = path.join(folder, DATABASE_NAME);
  const work = path.join(folder, WORK_FOLDER);
  try {
    return ok(withRecoveryLock(folder, () => {
      if (existsSync(file)) refuseInUse(file);
      rmSync(work, { recursive: true, force: true });
      makeFolder(work);
      const recovery = build(options, file, work);
      renameSync(path.join(work, DATABASE_NAME), path.join(folder, REBUILT_NAME));
      syncFolder(folder);
      options.onStep?.('rebuild-ready');
      takePlace(folder, options.onStep);
      return recovery;
    }));
  } catch (cause) {
    if (cause instanceof OpenRefusal) return err(cause.error);
    const { code, message } = cause as NodeJS.ErrnoException;
    return err({ kind: 'folder', file, cause: `${code ?? ''} ${message}`.trim() });
  }
}

/** Lets a rebuild that was cut after it was finished take its place; does nothing when there is none. @throws OpenRefusal in-use */
export function finishRebuild(folder: string, onStep?: RebuildOptions['onStep']): void {
  if (existsSync(path.join(folder, REBUILT_NAME))) withRecoveryLock(folder, () => takePlace(folder, onStep));
}

/** The old journal goes first: it must never meet the new file. May be cut anywhere and done again. */
function takePlace(folder: string, onStep: RebuildOptions['onStep']): void {
  const rebuilt = path.join(folder, REBUILT_NAME);
  const file = path.join(folder, DATABASE_NAME);
  if (!existsSync(rebuilt)) return;
  if (existsSync(file)) refuseInUse(file);
  for (const suffix of JOURNALS) rmSync(`${file}${suffix}`, { force: true });
  syncFolder(folder);
  onStep?.('journal-removed');
  renameSync(rebuilt, file);
  syncFolder(folder);
  onStep?.('rebuild-placed');
  rmSync(path.join(folder, WORK_FOLDER), { recursive: true, force: true });
}

function build(options: RebuildOptions, file: string, work: string): Omit<StoreRecovery, 'ms'> {
  const { folder, key, bootId, kind, found, wallMs } = options;
  const shadow = readShadow(folder, key, options.shadow);
  const { facts, mend } = findFacts({ folder, database: file, key, random: options.random, keyProven: () => true });
  const secret = rawKey(facts, key);
  const kept = quarantine(folder, wallMs, namesToKeep(folder));
  for (const name of mend) saveFacts(folder, name, facts);
  options.onStep?.('quarantined');
  const base = options.base ? openBase(options.base, key) : null;
  const damaged = options.salvage && existsSync(file) ? openDamaged(file, work, secret) : null;
  const made = path.join(work, DATABASE_NAME);
  const connection = openScratch(made, secret);
  try {
    const track = findTrack(folder, key, shadow, base?.start ?? null, bootId);
    const filled = fill(connection, file, track, MIGRATIONS);
    const reached = Math.max(track.end, damaged ? (tryMark(damaged)?.position ?? 0) : 0);
    const fromBase = track.start !== null && track.start === base?.start;
    // A damaged file that stood further than the shadow log had groups that nobody knows.
    const whole = track.whole && filled.exact && reached === track.end && !fromBase;
    if (damaged && !track.start) salvageAll(damaged, connection);
    const salvaged = damaged ? salvageOperations(damaged, connection, whole ? 'behind' : 'all') : 0;
    if (damaged && fromBase) salvageRows(damaged, connection);
    const recovery: Omit<StoreRecovery, 'ms'> = { kind, found, quarantine: kept, putBack: filled.groups, salvaged, whole };
    notePending(connection, recovery);
    options.onStep?.('rebuild-filled');
    // What was lost behind a backup must never be taken for what followed it.
    const lineage = fromBase && kind === 'restored' ? newLineage(options.random) : lineageOf(options, shadow, base?.start ?? null, damaged);
    finish(connection, made, { lineage, position: Math.max(reached, lastPosition(shadow)) + 1 });
    return recovery;
  } finally {
    if (connection.open) connection.close();
    damaged?.close();
    base?.connection.close();
  }
}

interface Base {
  readonly connection: Connection;
  readonly start: Start;
}

/** A backup as a whole state to begin from. */
function openBase({ file, salt }: NonNullable<RebuildOptions['base']>, key: Uint8Array): Base {
  const connection = openScratch(file, rawKey({ salt }, key), { readonly: true });
  const mark = readMark(connection);
  const start: Start = {
    position: mark?.position ?? 0,
    schema: schemaOf(connection),
    lineage: mark?.lineage ?? '',
    rows: () => tableRows(connection),
  };
  return { connection, start };
}

function tryMark(connection: Connection): ShadowMark | null {
  try {
    return readMark(connection);
  } catch {
    return null;
  }
}

function lineageOf({ random }: RebuildOptions, shadow: readonly ShadowFile[], base: Start | null, damaged: Connection | null): string {
  const told = shadow.findLast(({ begin }) => begin !== null)?.begin?.lineage ?? base?.lineage ?? (damaged ? tryMark(damaged)?.lineage : null);
  return told || newLineage(random);
}

function lastPosition(shadow: readonly ShadowFile[]): number {
  return Math.max(0, ...shadow.flatMap(({ checkpoint, groups }) => [checkpoint ?? 0, groups.at(-1)?.position ?? 0]));
}

function namesToKeep(folder: string): string[] {
  const place = path.join(folder, SHADOW_FOLDER);
  return [
    DATABASE_NAME, ...JOURNALS.map((suffix) => `${DATABASE_NAME}${suffix}`), FOUND_JOURNAL_NAME, FACTS_NAME, FACTS_COPY_NAME,
    ...shadowFileNumbers(place).map((number) => path.join(SHADOW_FOLDER, shadowFileName(number))),
  ];
}
