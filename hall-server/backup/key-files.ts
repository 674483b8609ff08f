import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { err, ok, type Result } from '#kernel/result.ts';
import { recoveryCopy } from '#contracts/hall/recovery-copy.ts';
import { DIGEST_KEY_FILE } from '../keys/digest-key.ts';
import { hallRecoveryKey, RECOVERY_PUBLIC_FILE } from '../keys/recovery-key.ts';
import { openCopy, sealCopy } from '../keys/sealed-copy.ts';
import { CERTIFICATE_FILE, KEY_FILE } from '../keys/server-certificate.ts';
import { HALL_KEY_FILE } from '../store/sqlite/database-key.ts';
import { writeWhole } from '../whole-files.ts';
import { SEALED_KEYS_FILE } from './manifest.ts';

/** Secrets that the hall needs to run again: the database's key, the digests of persons, the server's identity. */
const SECRET_FILES = [HALL_KEY_FILE, DIGEST_KEY_FILE, KEY_FILE] as const;

/** What goes along and is no secret. The private recovery key is in no backup. */
const PUBLIC_FILES = [CERTIFICATE_FILE, RECOVERY_PUBLIC_FILE] as const;

const PURPOSE = 'backup-keys';

const keyFiles = z.record(z.enum(SECRET_FILES), z.string()).or(z.record(z.string(), z.string()));

/** Puts the keys into a backup. @returns the names of the files and the recovery key they are sealed to */
export function writeKeys(data: string, to: string, sealed: boolean): { readonly names: readonly string[]; readonly sealedTo: string | null } {
  const present = (names: readonly string[]): string[] => names.filter((name) => existsSync(path.join(data, name)));
  const open = present(PUBLIC_FILES);
  for (const name of open) writeWhole(path.join(to, name), readFileSync(path.join(data, name)));
  const secrets = present(SECRET_FILES);
  if (!sealed) {
    for (const name of secrets) writeWhole(path.join(to, name), readFileSync(path.join(data, name)));
    return { names: [...open, ...secrets], sealedTo: null };
  }
  const { publicKey } = hallRecoveryKey(data);
  const content = Buffer.from(JSON.stringify(Object.fromEntries(secrets.map((name) => [name, readFileSync(path.join(data, name), 'utf8')]))));
  writeWhole(path.join(to, SEALED_KEYS_FILE), JSON.stringify(sealCopy(publicKey, PURPOSE, content)));
  return { names: [...open, SEALED_KEYS_FILE], sealedTo: publicKey.keyId };
}

/** Takes sealed keys out into `to`. @param privateFile the hall's private recovery key (PEM), null when none is at hand */
export function unsealKeys(from: string, to: string, privateFile: string | null): Result<void, string> {
  if (privateFile === null) return err('这个备份的密钥已封存，请用 --recovery-key 指定大厅恢复私钥文件 · the keys are sealed; give --recovery-key');
  if (!existsSync(privateFile)) return err(`没有这个文件：${privateFile} · no such file`);
  const sealed = recoveryCopy.safeParse(readJson(path.join(from, SEALED_KEYS_FILE)));
  const opened = sealed.success ? openCopy(readFileSync(privateFile, 'utf8'), PURPOSE, sealed.data) : err('cannot-open' as const);
  if (!opened.ok) return err(`${privateFile} 打不开这个备份的密钥 · this key does not open the backup's keys`);
  const files = keyFiles.safeParse(JSON.parse(opened.value.toString('utf8')));
  if (!files.success) return err(`封存的密钥内容不对：${from} · the sealed keys are not what they should be`);
  for (const name of SECRET_FILES) if (files.data[name] !== undefined) writeWhole(path.join(to, name), files.data[name]);
  return ok();
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}
