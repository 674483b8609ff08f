import { nextTicket, type Candidate } from '#domain/queue/next-ticket.ts';
import { decideTicket } from '#domain/ticket/transitions.ts';
import type { WindowState } from '#domain/hall/business.ts';
import type { PublicTicket } from '#contracts/sync/feed.ts';
import type { Selector } from '../store/hall-store.ts';
import type { Act, Deciding } from '../store/hall-writer.ts';
import { publicTicketOf } from '../store/publish.ts';
import type { TicketRow, WindowRow } from '../store/rows.ts';
import type { WorkingSet } from '../store/working-set.ts';
import { endCall } from './window-calls.ts';

export type WindowCommand =
  /** `seenTicketId`: the ticket the clerk saw as current, null for none; left out, it is not compared. */
  | { readonly kind: 'next' | 'recall' | 'finish' | 'miss'; readonly seenTicketId?: string | null }
  | { readonly kind: 'state'; readonly state: WindowState };

export interface WindowRequest {
  readonly windowId: string;
  /** Repeating it gives the same answer and acts once. */
  readonly key: string;
  readonly command: WindowCommand;
}

export interface WindowSituation {
  readonly windowId: string;
  readonly current: PublicTicket | null;
  readonly waiting: number;
}

export type WindowAnswer =
  | { readonly kind: 'done' | 'wrong-state'; readonly situation: WindowSituation }
  | { readonly kind: 'unknown-window' }
  /** The key was used for something else. */
  | { readonly kind: 'key-reused' };

/** Of each business, those who wait longest: more than ever were taken in the same millisecond. */
const NEXT_AMONG = 50;

export function windowCommand(terminalId: string, request: WindowRequest): Act<WindowAnswer> {
  const { windowId, key, command } = request;
  return {
    load: (work, round) => {
      if (round === 0) {
        return [
          { table: 'idempotency', keys: [[terminalId, key]] },
          { table: 'service_window', keys: [[windowId]] },
          { query: 'at-window', windowId },
        ];
      }
      return round === 1 ? roundOne(work, windowId) : null;
    },
    decide: (work, deciding) => {
      const used = work.table('idempotency').get(terminalId, key);
      const label = [command.kind, windowId, ...(command.kind === 'state' ? [command.state] : [command.seenTicketId ?? ''])].join(' ').trim();
      if (used) return used.command === label ? (used.answer as WindowAnswer) : { kind: 'key-reused' };
      const window = work.table('service_window').get(windowId);
      if (!window) return { kind: 'unknown-window' };
      const done = act(work, deciding, terminalId, window, command);
      const answer: WindowAnswer = { kind: done ? 'done' : 'wrong-state', situation: situationOf(work, windowId) };
      work.table('idempotency').put({ terminalId, key, command: label, businessDay: work.head.businessDay, answer });
      return answer;
    },
  };
}

function roundOne(work: WorkingSet, windowId: string): readonly Selector[] {
  const window = work.table('service_window').get(windowId);
  const current = currentOf(work, windowId);
  return [
    ...(window?.value.businessIds ?? []).flatMap((businessId): Selector[] => [
      { query: 'waiting', businessId, limit: NEXT_AMONG },
      { query: 'waiting-count', businessId, throughMs: Infinity },
    ]),
    ...(current ? [{ query: 'calls-of-ticket', ticketId: current.id } as const] : []),
  ];
}

/** Whether the command fitted the state; when not, nothing was changed. */
function act(work: WorkingSet, deciding: Deciding, actor: string, window: WindowRow, command: WindowCommand): boolean {
  const current = currentOf(work, window.id);
  const seen = command.kind === 'state' ? undefined : command.seenTicketId;
  if (seen !== undefined && seen !== (current?.id ?? null)) return false;
  switch (command.kind) {
    case 'next':
      if (window.value.state !== 'open') return false;
      if (current) end(work, deciding, actor, current, 'finished');
      callNext(work, deciding, actor, window);
      return true;
    case 'recall':
      if (!current) return false;
      work.table('ticket').put({ ...current, calls: current.calls + 1, calledAtMs: deciding.nowMs, version: current.version + 1 });
      appendEvent(work, deciding, actor, current.id, 'ticket.recalled', { windowId: window.id });
      return true;
    case 'finish':
      return current !== undefined && end(work, deciding, actor, current, 'finished');
    case 'miss':
      return current !== undefined && end(work, deciding, actor, current, 'missed');
    case 'state':
      if (window.value.state === command.state) return true;
      work.table('service_window').put({ ...window, value: { ...window.value, state: command.state } });
      deciding.audit({ actor, action: 'window.state', detail: { windowId: window.id, state: command.state } });
      return true;
  }
}

function end(work: WorkingSet, deciding: Deciding, actor: string, current: TicketRow, outcome: 'finished' | 'missed'): boolean {
  const decided = decideTicket(current, outcome === 'finished' ? 'finish' : 'miss');
  if (!decided.ok) return false;
  work.table('ticket').put({ ...current, ...decided.value });
  endCall(work, current.id, deciding.nowMs, outcome);
  appendEvent(work, deciding, actor, current.id, `ticket.${outcome}`, { windowId: current.windowId });
  return true;
}

function callNext(work: WorkingSet, deciding: Deciding, actor: string, window: WindowRow): void {
  const candidates: Candidate[] = [];
  for (const ticket of work.table('ticket').all()) candidates.push({ ticket, waitingSinceMs: ticket.waitingSinceMs });
  const next = nextTicket(candidates, window.value.businessIds);
  if (!next) return;
  const row = work.table('ticket').get(next.ticket.id)!;
  const called = decideTicket(row, 'call', window.id);
  if (!called.ok) return;
  work.table('ticket').put({ ...row, ...called.value, calledAtMs: deciding.nowMs, calls: row.calls + 1 });
  work.table('window_call').put({
    id: deciding.newId(),
    windowId: window.id,
    ticketId: row.id,
    calledAtMs: deciding.nowMs,
    rule: next.rule,
    endedAtMs: null,
    outcome: null,
  });
  appendEvent(work, deciding, actor, row.id, 'ticket.called', { windowId: window.id, rule: next.rule });
}

function currentOf(work: WorkingSet, windowId: string): TicketRow | undefined {
  for (const row of work.table('ticket').all()) {
    if (row.windowId === windowId && (row.state === 'called' || row.state === 'serving')) return row;
  }
  return undefined;
}

function situationOf(work: WorkingSet, windowId: string): WindowSituation {
  const current = currentOf(work, windowId);
  const businessIds = work.table('service_window').get(windowId)?.value.businessIds ?? [];
  let waiting = businessIds.reduce((sum, businessId) => sum + work.waitingFor(businessId), 0);
  // Who was called or came back by this command was counted before.
  for (const { before, now } of work.table('ticket').touched()) {
    if (now && businessIds.includes(now.businessId)) waiting += Number(now.state === 'waiting') - Number(before?.state === 'waiting');
  }
  return { windowId, current: current ? publicTicketOf(current) : null, waiting };
}

function appendEvent(work: WorkingSet, deciding: Deciding, actor: string, ticketId: string, kind: string, detail: Readonly<Record<string, unknown>>): void {
  work.table('event').put({
    id: deciding.newId(),
    aggregate: `ticket:${ticketId}`,
    kind,
    atMs: deciding.nowMs,
    appliedAtMs: deciding.nowMs,
    actor,
    opId: null,
    logId: null,
    seq: null,
    opHash: null,
    detail,
  });
}
