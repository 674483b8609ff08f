import { exhaustive } from '#kernel/exhaustive.ts';
import type { Result } from '#kernel/result.ts';

/** The key of the terminal's store and how well it is kept, shown to staff. */
export interface StoreKey {
  /** 32 random bytes. */
  readonly bytes: Uint8Array;
  /** Written beside the database, so that a later release can tell which cipher it meets. */
  readonly algorithm: 'aegis';
  /** `weak`: whoever can read this machine's disk as the service's user has the key too. */
  readonly strength: 'weak' | 'strong';
}

/** Where the key comes from: a file, the host process, a TPM. */
export interface KeyProvider {
  obtain(): Promise<Result<StoreKey, KeyError>>;
}

export type KeyError =
  | { readonly kind: 'unreadable'; readonly where: string; readonly cause: string }
  /** Others than the owner may read or write it. */
  | { readonly kind: 'too-open'; readonly where: string; readonly mode: string }
  /** Not 32 bytes as 64 hex digits. */
  | { readonly kind: 'malformed'; readonly where: string }
  /** The host closed the pipe or port without a key, or did not send one in time. */
  | { readonly kind: 'not-handed-over'; readonly where: string };

export const STORE_KEY_BYTES = 32;

/** One sentence for staff: what is wrong and where. */
export function keyErrorSentence(error: KeyError): string {
  switch (error.kind) {
    case 'unreadable':
      return `无法读取本机数据密钥 ${error.where}：${error.cause}`;
    case 'too-open':
      return `本机数据密钥 ${error.where} 的权限是 ${error.mode}，应为 0600：其他用户能读到它，已停止启动`;
    case 'malformed':
      return `本机数据密钥 ${error.where} 内容不完整（应为 64 位十六进制），已停止启动，数据未改动`;
    case 'not-handed-over':
      return `主程序没有从 ${error.where} 交来本机数据密钥，已停止启动`;
    default:
      return exhaustive(error, 'error');
  }
}

/** 64 hex digits, surrounding white space ignored, to 32 bytes. */
export function parseKeyText(text: string): Uint8Array | null {
  const digits = text.trim();
  return /^[0-9a-f]{64}$/i.test(digits) ? Uint8Array.from(Buffer.from(digits, 'hex')) : null;
}
