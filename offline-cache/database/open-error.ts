import { exhaustive } from '#kernel/exhaustive.ts';

/** Why a store was not opened. The files are as they were. */
export type OpenError =
  | { readonly kind: 'in-use'; readonly file: string }
  | { readonly kind: 'wrong-key'; readonly file: string }
  | { readonly kind: 'not-encrypted'; readonly file: string }
  /** What tells a wrong key from damage is gone, and nothing in the folder opens with the key. */
  | { readonly kind: 'unproven-key'; readonly file: string }
  | { readonly kind: 'damaged'; readonly file: string; readonly found: string }
  | { readonly kind: 'newer-schema'; readonly file: string; readonly found: number; readonly known: number }
  /** The folder or a file in it cannot be made, read or written. */
  | { readonly kind: 'folder'; readonly file: string; readonly cause: string }
  /** The SQLite in this program must not write: too old, or a setting that durability rests on did not hold. */
  | { readonly kind: 'unsafe'; readonly file: string; readonly setting: string; readonly found: string; readonly wanted: string };

/** One sentence for staff: what is wrong and where. */
export function openErrorSentence(error: OpenError): string {
  switch (error.kind) {
    case 'in-use':
      return `本机数据 ${error.file} 正被另一个终端程序使用，请先关闭它`;
    case 'wrong-key':
      return `本机数据 ${error.file} 与现有密钥不符，已停止启动，数据未改动；请恢复原来的密钥`;
    case 'unproven-key':
      return `本机数据 ${error.file} 的密钥说明已丢失，数据也不能用现有密钥读出，已停止启动，文件未改动；请核对密钥`;
    case 'not-encrypted':
      return `本机数据 ${error.file} 没有加密，不是本程序写的，已停止启动，文件未改动`;
    case 'damaged':
      return `本机数据 ${error.file} 已损坏（${error.found}），未能自动恢复，原文件已保留；请联系运维`;
    case 'newer-schema':
      return `本机数据 ${error.file} 由更新的版本写成（结构 ${error.found}，本程序只认识到 ${error.known}），请升级程序`;
    case 'folder':
      return `无法使用本机数据 ${error.file}：${error.cause}`;
    case 'unsafe':
      return `本机数据 ${error.file} 不能安全写入：${error.setting} 是 ${error.found}，应为 ${error.wanted}`;
    default:
      return exhaustive(error, 'error');
  }
}

/** Carries an OpenError out of nested steps; never leaves openDatabase. */
export class OpenRefusal extends Error {
  readonly error: OpenError;

  constructor(error: OpenError) {
    super(error.kind);
    this.error = error;
  }
}
