import { copyFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { err, ok, type Result } from '#kernel/result.ts';
import { startSentence } from '../start-error.ts';
import { openDatabase } from '../store/sqlite/open-database.ts';
import { syncFile } from '../whole-files.ts';
import { inspectDatabase, type Inspection } from './inspect-database.ts';
import { unsealKeys } from './key-files.ts';
import { fileDigest, readBackup, SEALED_KEYS_FILE, type Manifest } from './manifest.ts';

export interface Staged {
  readonly manifest: Manifest;
  /** Of the database as it was opened, brought to the present schema. */
  readonly inspection: Inspection;
}

/**
 * Puts a backup into a new folder, so that a hall could run there: manifest checked, copied, compared after copying, keys
 * taken out, database opened, brought up to date and looked at as a whole. The error is a sentence.
 */
export async function stageBackup(from: string, folder: string, recoveryKey: string | null): Promise<Result<Staged, string>> {
  const read = await readBackup(from);
  if (!read.ok) return read;
  const manifest = read.value;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const { name, sha256 } of manifest.files) {
    if (name === SEALED_KEYS_FILE) continue;
    const target = path.join(folder, name);
    copyFileSync(path.join(from, name), target);
    syncFile(target);
    if ((await fileDigest(target)) !== sha256) return err(`复制时出错：${target} · the copy is not the same`);
  }
  if (manifest.sealedTo !== null) {
    const unsealed = unsealKeys(from, folder, recoveryKey);
    if (!unsealed.ok) return unsealed;
  }
  const opened = openDatabase(folder);
  if (!opened.ok) return err(startSentence(opened.error).split('\n')[0]!);
  try {
    const inspection = inspectDatabase(opened.value);
    const { head } = inspection;
    const same = head.hallId === manifest.hallId && head.version === manifest.headVersion && head.auditHash === manifest.auditHash;
    return same ? ok({ manifest, inspection }) : err(`备份里的数据库与清单不符：${from} · the database is not the one of the manifest`);
  } finally {
    opened.value.close();
  }
}
