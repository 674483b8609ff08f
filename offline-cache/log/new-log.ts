import type { EngineContext } from '../engine/context.ts';
import { readSetting, writeSetting } from '../engine/settings.ts';
import { distrustNumbers } from '../numbers/after-new-log.ts';
import type { LogNews, NewLogCause, OutboxHead } from '../store-api.ts';
import { appendOperation } from './append.ts';
import { outboxHead, startNewLog } from './outbox.ts';

/** In this run of the machine the server's cursor fitted this log, or the one it continues. */
interface Confirmed {
  readonly logId: string;
  readonly bootId: string;
}

export interface NewLog {
  readonly cause: NewLogCause;
  /** `kept` only where it is certain that this store never went back in time and runs nowhere else. */
  readonly numbers: 'kept' | 'distrusted';
  /** Of a terminal enrolled under another name. */
  readonly terminalId?: string;
}

/** Begins a new log with all it decides: what is held is chained anew, numbers are kept or not, staff will be told. */
export function beginNewLog(context: EngineContext, { cause, numbers, terminalId }: NewLog): OutboxHead {
  const before = context.memory.head.logId;
  const confirmed = isConfirmed(context);
  const head = startNewLog(context, terminalId ?? null);
  if (numbers === 'distrusted') distrustNumbers(context, head.logId);
  else if (confirmed) noteConfirmed(context);
  writeSetting(context, 'log-news', { cause, numbers, before, logId: head.logId, held: head.seq } satisfies LogNews);
  return head;
}

/**
 * The server's cursor is of another chain. When the server itself was restored, and this store stood in step with it
 * earlier in this run of the machine, the fork is the server's alone: a disk cannot be put back under a running machine.
 * @param incarnation the server's, as the handshake told it
 */
export function forkLog(context: EngineContext, incarnation: string | null): OutboxHead {
  const serverRestored = isOtherIncarnation(context, incarnation);
  const told = isForkTold(context);
  const kept = serverRestored && isConfirmed(context);
  const head = beginNewLog(context, { cause: serverRestored ? 'server-restored' : 'forked', numbers: kept ? 'kept' : 'distrusted' });
  // A server that calls every log forked must not make the queue grow by a fact with each try.
  if (serverRestored || told || !context.memory.enrolment) return head;
  // The hall cannot see a fork that was found here; a restored server and another machine it sees by itself.
  const recoveryId = context.newId();
  appendOperation(context, 'store.recovered', `store:${recoveryId}`, {
    recoveryId, kind: 'forked', found: '本机磁盘是较早的副本', whole: false, putBack: 0, salvaged: 0,
  });
  return outboxHead(context);
}

/**
 * The server's cursor fits. A server that was restored proves nothing by that: its cursor may be older than what this
 * store has forgotten too, so numbers are kept only when they were in step earlier in this run of the machine.
 */
export function confirmLog(context: EngineContext, incarnation: string): void {
  if (isConfirmed(context)) return;
  if (isOtherIncarnation(context, incarnation)) distrustNumbers(context, context.memory.head.logId);
  noteConfirmed(context);
}

/**
 * A disk copied to another machine: both may go on, each in a log of its own with all that is held, under the same opIds,
 * so that the server applies each operation once, whoever brings it first. Runs when the store is opened.
 * @param machine digest of the machine that opens the store; null where none is told
 */
export function noteMachine(context: EngineContext, machine: string | null): void {
  const before = context.memory.machine;
  if (machine === null || machine === before) return;
  writeSetting(context, 'machine', machine);
  context.memory = { ...context.memory, machine };
  if (before !== null) beginNewLog(context, { cause: 'cloned', numbers: 'distrusted' });
}

/** What staff must still be told of a new log; told once. */
export function takeLogNews(context: EngineContext): LogNews | null {
  const news = readSetting<LogNews>(context, 'log-news');
  if (news) context.run("DELETE FROM setting WHERE name = 'log-news'");
  return news;
}

function noteConfirmed(context: EngineContext): void {
  writeSetting(context, 'log-confirmed', { logId: context.memory.head.logId, bootId: context.bootId } satisfies Confirmed);
}

function isConfirmed(context: EngineContext): boolean {
  const confirmed = readSetting<Confirmed>(context, 'log-confirmed');
  return confirmed?.logId === context.memory.head.logId && confirmed.bootId === context.bootId;
}

/** Whether the word of an earlier fork is still on its way. */
function isForkTold(context: EngineContext): boolean {
  const sql = "SELECT 1 FROM operation WHERE seq > ? AND body ->> '$.kind' = 'store.recovered' AND body ->> '$.payload.kind' = 'forked' LIMIT 1";
  return context.row(sql, context.memory.head.applied) !== undefined;
}

/** The feed's cursor still names the incarnation that was known before this handshake. */
function isOtherIncarnation({ memory }: EngineContext, incarnation: string | null): boolean {
  return incarnation !== null && memory.cursor !== null && memory.cursor.incarnation !== incarnation;
}
