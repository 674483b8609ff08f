import { createHash } from 'node:crypto';
import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { err, ok, type Result } from '#kernel/result.ts';
import { blobKeyFrom } from '../blobs/blob-cipher.ts';
import type { HallHead } from '../store/rows.ts';
import { readDatabaseKey } from '../store/sqlite/database-key.ts';
import { DATABASE_FILE } from '../store/sqlite/open-database.ts';
import { syncFile, syncFolder, writeWhole } from '../whole-files.ts';
import { BLOBS_FOLDER, copyCaseFiles, listCaseFiles, readPoolAgain, type CaseFile } from './case-files.ts';
import type { Inspection } from './inspect-database.ts';
import { inspectAside, type InspectJob } from './inspect-job.ts';
import { writeKeys } from './key-files.ts';
import { BLOB_POOL, describeFile, MANIFEST_DIGEST_FILE, MANIFEST_FILE, readBackup, type Manifest } from './manifest.ts';

export const CONFIG_COPY = 'hall-config.json';

export interface BackupRequest {
  readonly data: string;
  /** An existing folder: one that vanished (a disk that is not mounted) is never made anew on the local disk. */
  readonly to: string;
  readonly sealed: boolean;
  /** Goes along when the server runs with one. */
  readonly configFile?: string | undefined;
  readonly madeAtMs: number;
  /** Copies the database as of some commit while commits go on, and gives the head it has. */
  readonly copyDatabase: (file: string) => Promise<HallHead>;
  /** Default: in a thread of its own. */
  readonly inspect?: (job: InspectJob) => Promise<Inspection>;
}

export interface MadeBackup {
  readonly folder: string;
  readonly manifest: Manifest;
  readonly bytes: number;
  /** It lies on the same disk as the hall: it survives a mistake, not the disk. */
  readonly sameDisk: boolean;
  /** Case files, by their names, that are damaged in the hall or in the pool and of which no good copy is left here. */
  readonly damagedFiles: readonly string[];
}

/** Makes a whole backup under a temporary name, reads all of it back, and only then gives it its name. The error is a sentence. */
export async function makeBackup(request: BackupRequest): Promise<Result<MadeBackup, string>> {
  const { data, to, madeAtMs } = request;
  if (!existsSync(to) || !statSync(to).isDirectory()) return err(`备份位置不见了：${to}。请接好备份盘或建好文件夹 · the backup place is not there`);
  const key = readDatabaseKey(data);
  if (!key) return err(`缺少数据库密钥：${data} · hall.key is missing`);
  const making = path.join(to, `.making-${process.pid}-${madeAtMs}`);
  try {
    for (const left of readdirSync(to)) if (left.startsWith(`.making-${process.pid}-`)) rmSync(path.join(to, left), { recursive: true, force: true });
    mkdirSync(making, { mode: 0o700 });
    const copy = path.join(making, 'copy.sqlite');
    const head = await request.copyDatabase(copy);
    const found = await (request.inspect ?? inspectAside)({ copy, rawKey: key.raw, compactTo: path.join(making, DATABASE_FILE) });
    rmSync(copy, { force: true });
    if (existsSync(path.join(making, DATABASE_FILE))) chmodSync(path.join(making, DATABASE_FILE), 0o600);
    const differs = found.head.version !== head.version || found.head.auditHash !== head.auditHash;
    const problems = [...found.problems, ...(differs ? ['备份的版本与服务器不一致'] : [])];
    if (problems.length > 0) throw new Error(`备份没有通过检查：${problems.join('；')}`);
    const { names, sealedTo } = writeKeys(data, making, request.sealed);
    const extra = request.configFile === undefined ? [] : [CONFIG_COPY];
    if (request.configFile !== undefined) {
      copyFileSync(request.configFile, path.join(making, CONFIG_COPY));
      syncFile(path.join(making, CONFIG_COPY));
    }
    // After the database: what it names is whole by now.
    const place = { from: path.join(data, BLOBS_FOLDER), to: path.join(to, BLOB_POOL), key: blobKeyFrom(key.raw) };
    const copied = await copyCaseFiles({ ...place, files: listCaseFiles(place.from) });
    const blobs = copied.there;
    const damagedFiles = [...copied.damaged, ...(await readPoolAgain({ ...place, files: blobs }))];
    const files = await Promise.all([DATABASE_FILE, ...names, ...extra].map((name) => describeFile(making, name)));
    const manifest = manifestOf(found, madeAtMs, sealedTo, files, blobs);
    const folder = path.join(to, `hall-${manifest.hallId}-${stamp(madeAtMs)}`);
    const text = JSON.stringify(manifest);
    writeWhole(path.join(making, MANIFEST_FILE), text);
    writeWhole(path.join(making, MANIFEST_DIGEST_FILE), createHash('sha256').update(text).digest('hex'));
    syncFolder(making);
    renameSync(making, folder);
    syncFolder(to);
    const again = await readBackup(folder);
    if (!again.ok) return again;
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    return ok({ folder, manifest, bytes, sameDisk: statSync(to).dev === statSync(data).dev, damagedFiles });
  } catch (error) {
    rmSync(making, { recursive: true, force: true });
    return err(`备份没有做成：${to}（${error instanceof Error ? error.message : String(error)}）· the backup failed`);
  }
}

/**
 * Removes the oldest whole backups of this hall beyond `keep`; what is not ours stays.
 * @param made folder of the one just made: it stays even when a clock that went back gave it the oldest name, since terminals
 * forget what lies in it
 */
export function pruneBackups(to: string, hallId: string, keep: number, made: string): void {
  const others = readdirSync(to).filter((name) => name !== path.basename(made) && name.startsWith(`hall-${hallId}-`) && hallOf(path.join(to, name)) === hallId);
  for (const name of others.toSorted().slice(0, Math.max(0, others.length - keep + 1))) rmSync(path.join(to, name), { recursive: true, force: true });
}

function hallOf(folder: string): string | null {
  try {
    return (JSON.parse(readFileSync(path.join(folder, MANIFEST_FILE), 'utf8')) as { hallId?: string }).hallId ?? null;
  } catch {
    return null;
  }
}

function manifestOf({ head, schema, counts, cursors }: Inspection, madeAtMs: number, sealedTo: string | null, files: Manifest['files'], blobs: readonly CaseFile[]): Manifest {
  return {
    format: 1,
    hallId: head.hallId,
    incarnation: head.incarnation,
    madeAtMs,
    schema,
    headVersion: head.version,
    revision: head.revision,
    businessDay: head.businessDay,
    auditSeq: head.auditSeq,
    auditHash: head.auditHash,
    counts: { ...counts },
    cursors: [...cursors],
    sealedTo,
    files,
    blobs: [...blobs],
  };
}

/** `20260302T022000123Z`: sorts by time. */
export function stamp(ms: number): string {
  return new Date(ms).toISOString().replaceAll(/[-:.]/g, '');
}
