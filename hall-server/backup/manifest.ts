import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { err, ok, type Result } from '#kernel/result.ts';

/** What a backup says of itself. The digest of its exact bytes stands in a file beside it. */
export const MANIFEST_FILE = 'manifest.json';
export const MANIFEST_DIGEST_FILE = 'manifest.sha256';

/** Keys sealed to the hall's recovery key, instead of the key files. */
export const SEALED_KEYS_FILE = 'keys.sealed.json';

/** Case files of all backups of one place; they never change and are copied once. */
export const BLOB_POOL = 'blobs';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

const manifest = z.strictObject({
  format: z.literal(1),
  hallId: z.string().min(1),
  incarnation: z.string().min(1),
  /** Server milliseconds of the state that is backed up. */
  madeAtMs: z.number(),
  schema: z.number().int(),
  headVersion: z.number().int(),
  revision: z.number().int(),
  businessDay: z.string(),
  auditSeq: z.number().int(),
  auditHash: z.string(),
  /** Rows per table. */
  counts: z.record(z.string(), z.number().int()),
  cursors: z.array(z.strictObject({ terminalId: z.string(), logId: z.string(), seq: z.number().int(), headHash: z.string() })),
  /** The recovery key that the keys are sealed to; null: they lie in plain key files. */
  sealedTo: z.string().nullable(),
  files: z.array(z.strictObject({ name: z.string().regex(/^[\w.-]+$/), bytes: z.number().int(), sha256 })),
  /** Case files in the pool beside the backup. */
  blobs: z.array(z.strictObject({ name: z.string().regex(/^[\w./-]+$/), bytes: z.number().int() })),
});

export type Manifest = z.infer<typeof manifest>;

export async function fileDigest(file: string): Promise<string> {
  const digest = createHash('sha256');
  await pipeline(createReadStream(file), digest);
  return digest.digest('hex');
}

export async function describeFile(folder: string, name: string): Promise<Manifest['files'][number]> {
  const file = path.join(folder, name);
  return { name, bytes: statSync(file).size, sha256: await fileDigest(file) };
}

/** Reads a backup's manifest and compares every file with it. The error is a sentence for people. */
export async function readBackup(folder: string): Promise<Result<Manifest, string>> {
  const file = path.join(folder, MANIFEST_FILE);
  if (!existsSync(folder)) return err(`没有这个备份文件夹：${folder} · no such backup folder`);
  if (!existsSync(file)) return err(`${folder} 不是备份：缺少 ${MANIFEST_FILE} · not a backup`);
  let parsed: Manifest;
  try {
    const bytes = readFileSync(file);
    const told = readFileSync(path.join(folder, MANIFEST_DIGEST_FILE), 'utf8').trim();
    if (createHash('sha256').update(bytes).digest('hex') !== told) return err(`备份清单已损坏：${file} · the manifest is damaged`);
    parsed = manifest.parse(JSON.parse(bytes.toString('utf8')));
  } catch (error) {
    return err(`备份清单读不了：${file}（${error instanceof Error ? error.message.split('\n')[0] : String(error)}）· the manifest cannot be read`);
  }
  for (const { name, bytes, sha256: told } of parsed.files) {
    const found = path.join(folder, name);
    if (!existsSync(found)) return err(`备份不完整：缺少 ${found} · the backup is incomplete`);
    if (statSync(found).size !== bytes || (await fileDigest(found)) !== told) return err(`备份文件已损坏：${found} · a file of the backup is damaged`);
  }
  for (const { name, bytes } of parsed.blobs) {
    const found = path.join(path.dirname(folder), BLOB_POOL, name);
    if (!existsSync(found) || statSync(found).size !== bytes) return err(`备份不完整：缺少办件文件 ${found} · a case file is missing`);
  }
  return ok(parsed);
}
