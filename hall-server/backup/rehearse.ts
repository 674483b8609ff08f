import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Clock } from '#kernel/clock.ts';
import type { Random } from '#kernel/random.ts';
import { err, ok, type Result } from '#kernel/result.ts';
import { blobKeyFrom } from '../blobs/blob-cipher.ts';
import { openHall } from '../open-hall.ts';
import { recoveryProgress } from '../recovery/recovery-progress.ts';
import { startSentence } from '../start-error.ts';
import { readDatabaseKey } from '../store/sqlite/database-key.ts';
import type { Inspection } from './inspect-database.ts';
import { damagedCaseFiles } from './case-files.ts';
import { BLOB_POOL, type Manifest } from './manifest.ts';
import { stageBackup } from './stage-backup.ts';

export interface Rehearsed {
  readonly manifest: Manifest;
  readonly inspection: Inspection;
  /** Terminals a restored hall would wait for before it binds numbers again. */
  readonly expected: number;
  readonly tookMs: number;
}

export interface RehearseRequest {
  readonly from: string;
  readonly recoveryKey: string | null;
  /** Where there is room for a second hall; default: the system's temporary folder. */
  readonly temporary?: string | undefined;
  readonly clock: Clock;
  readonly random: Random;
}

/** Restores into a temporary folder, runs a hall there as after a real restore, and throws it away. The error is a sentence. */
export async function rehearseRestore({ from, recoveryKey, temporary = os.tmpdir(), clock, random }: RehearseRequest): Promise<Result<Rehearsed, string>> {
  const began = clock.monotonic();
  const folder = mkdtempSync(path.join(temporary, 'hall-rehearsal-'));
  try {
    const staged = await stageBackup(from, folder, recoveryKey);
    if (!staged.ok) return staged;
    const { manifest, inspection } = staged.value;
    if (inspection.problems.length > 0) return err(`备份没有通过检查：${inspection.problems.join('；')}`);
    const pool = path.join(path.dirname(path.resolve(from)), BLOB_POOL);
    const damaged = await damagedCaseFiles(pool, manifest.blobs, blobKeyFrom(readDatabaseKey(folder)!.raw));
    if (damaged.length > 0) return err(`备份里有 ${damaged.length} 个办件文件已损坏：${path.join(pool, damaged[0]!)} · case files are damaged`);
    const hall = openHall({ dataFolder: folder, clock, random, config: null });
    if (!hall.ok) return err(startSentence(hall.error).split('\n')[0]!);
    try {
      await hall.value.services.renewIncarnation({ reason: 'restored', fromMs: manifest.madeAtMs });
      const progress = await recoveryProgress(hall.value.services.context);
      return ok({ manifest, inspection, expected: progress?.expected ?? 0, tookMs: clock.monotonic() - began });
    } finally {
      await hall.value.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
