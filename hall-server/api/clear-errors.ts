import { ORPCError, ValidationError } from '@orpc/server';
import { redactText } from '#domain/identity/redact.ts';

/** Told of faults of the server itself; the text holds nothing personal. */
export type ReportFault = (where: string, text: string) => void;

/** Makes every failed call answer with one sentence that names what and where. */
export function clearError(error: unknown, report: ReportFault): ORPCError<string, unknown> {
  if (error instanceof ORPCError && error.cause instanceof ValidationError && error.code === 'BAD_REQUEST') {
    const issue = error.cause.issues[0];
    const path = (issue?.path ?? []).map((part) => String(typeof part === 'object' ? part.key : part)).join('.');
    return new ORPCError('BAD_REQUEST', { message: `请求内容不对：${path || '正文'} · ${path || 'body'}: ${issue?.message ?? 'invalid'}` });
  }
  if (error instanceof ORPCError && error.code !== 'INTERNAL_SERVER_ERROR') return error as ORPCError<string, unknown>;
  if (isFull(error)) {
    report('store', 'the disk is full');
    return new ORPCError('SERVICE_UNAVAILABLE', { status: 503, message: '大厅服务器磁盘已满，操作未保存，请稍后再试 · the server’s disk is full, nothing was done, try again' });
  }
  report('api', redactText(error instanceof Error ? (error.stack ?? error.message) : String(error)));
  return new ORPCError('INTERNAL_SERVER_ERROR', { message: '大厅服务器内部错误，操作未执行 · internal fault, nothing was done' });
}

/** No room for what was to be written: nothing of it was, and it may be tried again. */
function isFull(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return code === 'SQLITE_FULL' || code === 'ENOSPC';
}
