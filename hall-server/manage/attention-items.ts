import { redactText } from '#domain/identity/redact.ts';
import { numberLabel } from '#domain/ticket/number.ts';
import type { AttentionItem } from '#contracts/hall/manage-contract.ts';
import { dayAfter } from '../numbers/business-day.ts';
import type { Act } from '../store/hall-writer.ts';
import type { ConflictRow, ParkedRow, TicketRow } from '../store/rows.ts';
import type { WorkingSet } from '../store/working-set.ts';
import { CONDITIONS, serverStates, type ServerState } from './state-items.ts';

/** Parked facts shown at once; a hall with more has one cause for all of them. */
export const PARKED_SHOWN = 200;
/** Conflicts of so many business days, today included. */
const DAYS_SHOWN = 7;
const HANDLED_SHOWN = 50;

/** Loads what the items are made of; `parkedLimit` null loads every parked fact. */
export function attentionLoad(parkedLimit: number | null, nowMs: number): Act<unknown>['load'] {
  return (work, round) => {
    if (round === 0) {
      return [
        { query: 'all', table: 'terminal' },
        { query: 'all', table: 'business' },
        { query: 'all', table: 'hall' },
        { table: 'condition', keys: CONDITIONS.map((name) => [name]) },
        parkedLimit === null ? { query: 'parked' } : { query: 'first-parked', limit: parkedLimit },
      ];
    }
    if (round === 1) return Array.from({ length: DAYS_SHOWN }, (_, back) => ({ query: 'conflicts-of-day', businessDay: dayAfter(work.head.businessDay, -back) }) as const);
    if (round > 2) return null;
    const conflicts = [...work.table('conflict').all()];
    const parked = [...work.table('parked_operation').all()];
    const tickets = new Set([...conflicts, ...parked].flatMap(({ aggregate }) => ticketIdOf(aggregate) ?? []));
    const ids = [...parked.map(({ opId }) => `parked:${opId}`), ...conflicts.map(({ id }) => `conflict:${id}`), ...serverStates(work, nowMs).map(({ id }) => id)];
    return [
      { table: 'ticket', keys: [...tickets].map((id) => [id]) },
      { query: 'events-of-operations', opIds: conflicts.flatMap(({ opId }) => (opId === '' ? [] : [opId])) },
      { table: 'attention_mark', keys: ids.map((id) => [id]) },
    ];
  };
}

/** Open ones first, then seen ones, oldest first; the handled ones last, newest first. */
export function attentionItems(work: WorkingSet, nowMs: number): readonly AttentionItem[] {
  const items = [
    ...serverStates(work, nowMs).map((state) => stateItem(work, state)),
    ...[...work.table('parked_operation').all()].map((row) => parkedItem(work, row)),
    ...[...work.table('conflict').all()].map((row) => conflictItem(work, row)),
  ];
  const pending = items.filter(({ mark }) => mark.state !== 'handled').toSorted((a, b) => rank(a) - rank(b) || a.atMs - b.atMs);
  const handled = items.filter(({ mark }) => mark.state === 'handled').toSorted((a, b) => (b.mark.atMs ?? 0) - (a.mark.atMs ?? 0));
  return [...pending, ...handled.slice(0, HANDLED_SHOWN)];
}

function rank({ mark, source }: AttentionItem): number {
  return (mark.state === 'seen' ? 2 : 0) + (source === 'state' ? 0 : 1);
}

function stateItem(work: WorkingSet, { id, kind, atMs, technical, label }: ServerState): AttentionItem {
  const facts = { terminal: null, label, business: null, businessEn: null, from: null, to: null };
  return { id, source: 'state', kind, atMs, terminalId: null, facts, technical: shortened(technical), mayRetry: false, mark: markOf(work, id) };
}

function parkedItem(work: WorkingSet, row: ParkedRow): AttentionItem {
  const id = `parked:${row.opId}`;
  return {
    id,
    source: 'parked',
    kind: row.reason,
    atMs: row.serverMs,
    terminalId: row.terminalId,
    facts: { ...factsOf(work, row.aggregate, row.terminalId), from: row.seq, to: row.seq },
    technical: shortened(`${row.detail} · log ${row.logId} seq ${row.seq} · ${row.aggregate}`),
    mayRetry: true,
    mark: markOf(work, id),
  };
}

function conflictItem(work: WorkingSet, row: ConflictRow): AttentionItem {
  const id = `conflict:${row.id}`;
  const event = work.table('event').by('operation', ({ opId }) => opId, row.opId)[0];
  const terminalId = /^terminal:(.+)$/.exec(row.aggregate)?.[1] ?? event?.actor ?? ticketOf(work, row.aggregate)?.terminalId ?? null;
  const facts = factsOf(work, row.aggregate, terminalId);
  const { label, terminal, from, to, ...rest } = row.detail;
  return {
    id,
    source: 'conflict',
    kind: row.kind.slice(0, 60),
    atMs: row.atMs,
    terminalId,
    facts: {
      ...facts,
      label: facts.label ?? (typeof label === 'string' ? label : null),
      terminal: facts.terminal ?? (typeof terminal === 'string' ? terminal : null),
      from: typeof from === 'number' ? from : null,
      to: typeof to === 'number' ? to : null,
    },
    technical: shortened(`${row.kind} · ${row.aggregate}${row.opId === '' ? '' : ` · op ${row.opId}`} · ${JSON.stringify(rest)}`),
    mayRetry: false,
    mark: markOf(work, id),
  };
}

function factsOf(work: WorkingSet, aggregate: string, terminalId: string | null): AttentionItem['facts'] {
  const terminal = terminalId !== null && work.table('terminal').has(terminalId) ? work.table('terminal').get(terminalId)!.name : null;
  const ticket = ticketOf(work, aggregate);
  const business = ticket && work.table('business').has(ticket.businessId) ? work.table('business').get(ticket.businessId)!.value : null;
  return {
    terminal,
    label: ticket?.number ? numberLabel(ticket.number) : null,
    business: business?.name ?? null,
    businessEn: business?.nameEn ?? null,
    from: null,
    to: null,
  };
}

function ticketOf(work: WorkingSet, aggregate: string): TicketRow | undefined {
  const id = ticketIdOf(aggregate);
  return id !== null && work.table('ticket').has(id) ? work.table('ticket').get(id) : undefined;
}

function ticketIdOf(aggregate: string): string | null {
  return /^ticket:(.+)$/.exec(aggregate)?.[1] ?? null;
}

function markOf(work: WorkingSet, id: string): AttentionItem['mark'] {
  const row = work.table('attention_mark').get(id);
  return row ? { state: row.state, note: row.note, atMs: row.atMs } : { state: 'open', note: '', atMs: null };
}

/** What came from outside is never trusted to hold nothing personal. */
function shortened(text: string): string {
  return redactText(text).slice(0, 400);
}
