import { CLOCK_TOLERANCE_MS } from '#domain/time/stamp.ts';
import type { TerminalStanding } from '#contracts/hall/manage-contract.ts';
import type { Selector } from '../store/hall-store.ts';
import type { ContactRow, TerminalRow } from '../store/rows.ts';
import type { WorkingSet } from '../store/working-set.ts';
import type { Contact, TerminalContacts } from './terminal-contacts.ts';

/** A terminal that is connected asks at least every ten seconds. */
const ONLINE_MS = 30_000;
/** What became of a terminal's store, as conflicts name it. */
const RECOVERIES: ReadonlySet<string> = new Set(['store-recovered', 'store-restored', 'other-machine', 'gap', 'log-forked']);

/** The rows that standings need besides those of the attention list. */
export const STANDING_ROWS: readonly Selector[] = [
  { query: 'all', table: 'terminal_contact' },
  { query: 'all', table: 'log_cursor' },
];

/** How every terminal stands, by name. */
export function terminalStandings(work: WorkingSet, contacts: TerminalContacts, nowMs: number): readonly TerminalStanding[] {
  const stored = new Map([...work.table('terminal_contact').all()].map((row) => [row.terminalId, row]));
  const rows = [...work.table('terminal').all()].map((row) => standing(work, row, contacts.of(row.id), stored.get(row.id), nowMs));
  return rows.toSorted((a, b) => Number(b.online) - Number(a.online) || a.name.localeCompare(b.name, 'zh-CN', { numeric: true }));
}

function standing(work: WorkingSet, terminal: TerminalRow, contact: Contact | null, stored: ContactRow | undefined, nowMs: number): TerminalStanding {
  const logId = contact?.log?.logId ?? stored?.logId ?? null;
  const cursor = [...work.table('log_cursor').all()].find((row) => row.terminalId === terminal.id && row.logId === logId);
  const head = contact?.log?.head ?? stored?.target ?? null;
  const applied = cursor?.seq ?? (logId === null ? null : 0);
  const pending = head === null || applied === null ? null : Math.max(0, head - applied);
  const contactMs = contact?.atMs ?? stored?.seenMs ?? null;
  const off = contact?.clockOffMs ?? null;
  return {
    id: terminal.id,
    name: terminal.name,
    kind: terminal.kind,
    contactMs,
    online: contact !== null && nowMs - contact.atMs < ONLINE_MS,
    pending,
    pendingOf: Math.max(pending ?? 0, contact?.log?.most ?? 0),
    applied,
    safe: cursor?.safeSeq ?? (applied === null ? null : 0),
    parked: [...work.table('parked_operation').all()].filter((row) => row.terminalId === terminal.id).length,
    incarnation: stored === undefined ? 'unknown' : stored.incarnation === work.head.incarnation ? 'current' : 'before',
    clock: off === null ? 'unknown' : Math.abs(off) <= CLOCK_TOLERANCE_MS ? 'trusted' : 'untrusted',
    clockOffMs: off,
    recovery: recoveryOf(work, terminal.id),
  };
}

/** The newest of what became of its store and nobody has handled. */
function recoveryOf(work: WorkingSet, terminalId: string): TerminalStanding['recovery'] {
  const rows = [...work.table('conflict').all()].filter(
    ({ kind, aggregate, detail, id }) =>
      RECOVERIES.has(kind) &&
      (aggregate === `terminal:${terminalId}` || detail['terminalId'] === terminalId) &&
      work.table('attention_mark').get(`conflict:${id}`)?.state !== 'handled',
  );
  const newest = rows.toSorted((a, b) => b.atMs - a.atMs)[0];
  return newest ? { kind: newest.kind, atMs: newest.atMs } : null;
}
