import { ORPCError } from '@orpc/server';
import type { HallStore } from '../store/hall-store.ts';
import type { TerminalRow } from '../store/rows.ts';
import type { TerminalKind } from '../store/values.ts';
import { secretHash } from '../terminals/enrolment.ts';

/** What a call brings besides its input. */
export interface CallContext {
  /** Authorization of the WebSocket it came over, if any. */
  readonly authorization?: string;
  /** Headers of the call itself; put there by oRPC. */
  readonly reqHeaders?: Headers;
}

const KIND_NAMES: Readonly<Record<TerminalKind, string>> = { kiosk: '取号机', window: '窗口终端', display: '显示屏' };

/** The terminal whose token came with the call. @throws ORPCError UNAUTHORIZED or FORBIDDEN, each with one sentence */
export async function terminalOf(store: HallStore, call: CallContext, allowed?: readonly TerminalKind[]): Promise<TerminalRow> {
  const header = call.reqHeaders?.get('authorization') ?? call.authorization ?? '';
  const token = /^Bearer ([\w-]{20,200})$/.exec(header)?.[1];
  const terminal = token === undefined ? undefined : await store.terminalByToken(secretHash(token));
  if (!terminal) {
    const message = token === undefined ? '缺少终端令牌，请先登记终端 · terminal token missing' : '终端令牌无效，请重新登记终端 · terminal token not known here';
    throw new ORPCError('UNAUTHORIZED', { message });
  }
  if (allowed && !allowed.includes(terminal.kind)) {
    const names = allowed.map((kind) => KIND_NAMES[kind]).join('、');
    throw new ORPCError('FORBIDDEN', {
      message: `「${terminal.name}」是${KIND_NAMES[terminal.kind]}，此操作只限${names} · a ${terminal.kind} may not call this`,
    });
  }
  return terminal;
}
