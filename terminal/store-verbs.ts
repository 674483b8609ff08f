import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import { secureRandom } from '#kernel/random.ts';
import { err, ok, type Result } from '#kernel/result.ts';
import { restoreErrorSentence, restoreStore } from '#offline-cache/backup/restore-store.ts';
import { backupErrorSentence } from '#offline-cache/backup/store-backup.ts';
import { NO_SALT, rawKey } from '#offline-cache/database/cipher-facts.ts';
import { opensWith } from '#offline-cache/database/file-header.ts';
import { DATABASE_NAME } from '#offline-cache/database/open-database.ts';
import { openErrorSentence } from '#offline-cache/database/open-error.ts';
import { fileKeyProvider } from '#offline-cache/keys/file-key.ts';
import { keyErrorSentence, parseKeyText, type StoreKey } from '#offline-cache/keys/key-provider.ts';
import { machineClock, readBootId } from '#offline-cache/machine-clock.ts';
import { readMachine } from '#offline-cache/machine-identity.ts';
import { makeFolder } from '#offline-cache/make-folder.ts';
import { openTerminalStore } from '#offline-cache/open-store.ts';

/** What staff do with a terminal's store at the machine itself. Each gives one sentence: what was done, or why not. */

export const KEY_FILE = 'store.key';

const here = () => ({ clock: machineClock, bootId: readBootId(), machine: readMachine() });

/** `terminal backup`: a checked copy of a store that no service has open. */
export async function backupVerb(data: string, to: string): Promise<Result<string, string>> {
  if (!existsSync(path.join(data, DATABASE_NAME))) return err(`数据目录 ${data} 中没有终端数据，没有可备份的 (no store to back up)`);
  const key = await presentKey(data);
  if (!key.ok) return key;
  const opened = await openTerminalStore({ folder: data, key: key.value, ...here() });
  if (!opened.ok) {
    const hint = opened.error.kind === 'in-use' ? `；运行中的终端每天自动备份到 ${path.join(data, 'backup')}` : '';
    return err(`${openErrorSentence(opened.error)}${hint}`);
  }
  try {
    const made = await opened.value.backup(path.resolve(to));
    if (!made.ok) return err(backupErrorSentence(made.error));
    return ok(`已备份到 ${made.value.file}（${made.value.bytes} 字节，记录到第 ${made.value.seq} 笔），并已打开核对 (backed up and verified)`);
  } finally {
    await opened.value.close();
  }
}

/** `terminal restore` */
export async function restoreVerb(data: string, from: string, replace: boolean): Promise<Result<string, string>> {
  const key = await presentKey(data);
  if (!key.ok) return key;
  const restored = await restoreStore({ folder: data, key: key.value, from: path.resolve(from), replace, random: secureRandom, ...here() });
  if (!restored.ok) return err(restoreErrorSentence(restored.error));
  const { terminalName, outbox, putBack, salvaged, quarantine } = restored.value;
  const beyond = putBack + salvaged > 0 ? `，备份之后的记录补回 ${putBack} 组、抢救 ${salvaged} 笔` : '';
  const kept = quarantine === null ? '' : `，原来的文件保留在 ${quarantine}`;
  return ok(`已恢复${terminalName === null ? '' : `「${terminalName}」`}：${outbox.pending} 笔记录将与大厅重新核对${beyond}；旧的预留号码不再使用${kept} (restored)`);
}

/** `terminal restore-key`: puts the key back that the hall's administrator opened from the recovery copy. */
export function restoreKeyVerb(data: string, text: string): Result<string, string> {
  const bytes = parseKeyText(text === '-' ? readFileSync(0, 'ascii') : text);
  if (!bytes) return err('密钥不完整：应为 64 位十六进制 (the key must be 64 hex digits)');
  const file = path.join(data, KEY_FILE);
  if (existsSync(file)) {
    const same = parseKeyText(readFileSync(file, 'ascii'));
    if (same && Buffer.from(same).equals(Buffer.from(bytes))) return ok(`密钥文件 ${file} 已是这把密钥 (the key is there already)`);
    return err(`已有另一把密钥 ${file}，没有覆盖；确认无用后请先把它移走 (another key is there)`);
  }
  const database = path.join(data, DATABASE_NAME);
  if (existsSync(database) && !opensWith(database, rawKey({ salt: NO_SALT }, bytes))) {
    return err(`这把密钥打不开 ${database}，没有保存；请核对是不是本终端的密钥 (the key does not open this store)`);
  }
  try {
    makeFolder(data);
    const handle = openSync(file, 'wx', 0o600);
    try {
      writeSync(handle, `${Buffer.from(bytes).toString('hex')}\n`);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
  } catch (cause) {
    return err(`密钥文件 ${file} 写不进去：${(cause as NodeJS.ErrnoException).code ?? String(cause)} (the key cannot be written)`);
  }
  return ok(`密钥已放回 ${file}，可以启动终端或恢复备份 (the key was put back)`);
}

/** Never makes a key: a new one opens nothing that is there. */
async function presentKey(data: string): Promise<Result<StoreKey, string>> {
  const file = path.join(data, KEY_FILE);
  if (!existsSync(file)) return err(`数据目录 ${data} 中没有密钥 ${KEY_FILE}；请先用大厅的恢复副本运行 terminal restore-key (no store key)`);
  const key = await fileKeyProvider(file).obtain();
  return key.ok ? key : err(keyErrorSentence(key.error));
}
