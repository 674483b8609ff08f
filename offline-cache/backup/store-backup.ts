import { chmodSync, closeSync, existsSync, fsyncSync, openSync, readSync, renameSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { exhaustive } from '#kernel/exhaustive.ts';
import { err, ok, type Result } from '#kernel/result.ts';
import { syncFolder } from '../database/cipher-facts.ts';
import type { Connection } from '../database/open-database.ts';
import { makeFolder } from '../make-folder.ts';
import { shrink } from './shrink.ts';
import { contentsOf, type StoreContents } from './store-contents.ts';

/** A copy of the store that was opened again and compared before it took its name. */
export interface StoreBackup {
  readonly file: string;
  readonly bytes: number;
  readonly logId: string;
  /** Last operation it holds. */
  readonly seq: number;
}

export type BackupError =
  | { readonly kind: 'exists'; readonly file: string }
  /** The folder or the file cannot be written: full, read-only, not there. */
  | { readonly kind: 'cannot-write'; readonly file: string; readonly cause: string }
  /** What was written is not what the store holds; the copy was removed. */
  | { readonly kind: 'not-whole'; readonly file: string; readonly found: string };

export function backupErrorSentence(error: BackupError): string {
  switch (error.kind) {
    case 'exists':
      return `备份文件 ${error.file} 已经存在，没有覆盖；请换一个文件名 (the backup file exists already)`;
    case 'cannot-write':
      return `备份文件 ${error.file} 写不进去：${error.cause} (the backup cannot be written)`;
    case 'not-whole':
      return `备份 ${error.file} 核对不符（${error.found}），已作废，没有留下 (the backup did not verify and was discarded)`;
    default:
      return exhaustive(error, 'error');
  }
}

/** SQLite3 Multiple Ciphers keeps the salt in the clear as the first bytes of the file. */
export const SALT_BYTES = 16;

/** A copy on its way; it has its final name only when it was checked. */
export interface BackupDraft {
  readonly file: string;
  readonly draft: string;
  readonly contents: StoreContents;
}

/**
 * The first half, on the store's own connection and between two of its transactions: `VACUUM INTO` a new file, enciphered
 * with the same key. The store's own file is made smaller on the occasion where that is worth it. Takes as long as reading the live rows once.
 */
export function writeBackup(connection: Connection, file: string): Result<BackupDraft, BackupError> {
  const draft = `${file}.draft`;
  if (existsSync(file)) return err({ kind: 'exists', file });
  try {
    makeFolder(path.dirname(file));
    shrink(connection);
    rmSync(draft, { force: true });
    // Made empty first: SQLite would make it readable by others.
    closeSync(openSync(draft, 'wx', 0o600));
    chmodSync(draft, 0o600);
    connection.prepare('VACUUM INTO ?').run(draft);
    return ok({ file, draft, contents: contentsOf(connection) });
  } catch (cause) {
    discard(draft);
    return err({ kind: 'cannot-write', file, cause: causeOf(cause) });
  }
}

/** The second half, away from the store's connection: opens the copy, reads all of it, compares, and gives it its name. */
export function finishBackup({ file, draft, contents }: BackupDraft, key: Uint8Array): Result<StoreBackup, BackupError> {
  try {
    const found = checkCopy(draft, key, contents);
    if (found !== null) return err({ kind: 'not-whole', file, found });
    syncFile(draft);
    renameSync(draft, file);
    syncFolder(path.dirname(file));
    return ok({ file, bytes: statSync(file).size, logId: contents.head.logId, seq: contents.head.seq });
  } catch (cause) {
    return err({ kind: 'cannot-write', file, cause: causeOf(cause) });
  } finally {
    discard(draft);
  }
}

/** A draft that cannot be removed is overwritten by the next one; it is never taken for a backup. */
function discard(draft: string): void {
  try {
    rmSync(draft, { force: true });
  } catch {
    // The folder itself is in the way.
  }
}

/** What is wrong with the copy, or null. */
function checkCopy(draft: string, key: Uint8Array, expected: StoreContents): string | null {
  const opened = openCopy(draft, key);
  if (!opened.ok) return opened.error;
  try {
    const copied = contentsOf(opened.value);
    return JSON.stringify(copied) === JSON.stringify(expected) ? null : '内容与原数据不同';
  } catch (cause) {
    return causeOf(cause);
  } finally {
    opened.value.close();
  }
}

/** Opens a copy for reading only, after reading every page of it. The error says what was found. */
export function openCopy(file: string, key: Uint8Array): Result<Connection, string> {
  let connection: Connection | null = null;
  try {
    connection = new Database(file, { readonly: true, fileMustExist: true });
    connection.pragma("cipher = 'aegis'");
    connection.pragma(`key = 'raw:${Buffer.from(key).toString('hex')}${saltOf(file)}'`);
    const check = String(connection.pragma('integrity_check(1)', { simple: true }));
    if (check === 'ok') return ok(connection);
    connection.close();
    return err(check);
  } catch (cause) {
    connection?.close();
    return err(causeOf(cause));
  }
}

/** Hex of the file's first bytes. */
export function saltOf(file: string): string {
  const salt = Buffer.alloc(SALT_BYTES);
  const handle = openSync(file, 'r');
  try {
    readSync(handle, salt, 0, SALT_BYTES, 0);
  } finally {
    closeSync(handle);
  }
  return salt.toString('hex');
}

function syncFile(file: string): void {
  const handle = openSync(file, 'r+');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function causeOf(cause: unknown): string {
  const { code, message } = cause as NodeJS.ErrnoException;
  return code ?? message;
}
