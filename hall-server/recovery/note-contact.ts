import type { FeedCursor } from '#contracts/sync/feed.ts';
import type { Selector } from '../store/hall-store.ts';
import type { Deciding } from '../store/hall-writer.ts';
import type { ContactRow, TerminalRow } from '../store/rows.ts';
import type { WorkingSet } from '../store/working-set.ts';
import { noteAttention } from './attention-row.ts';

/** What a terminal says of itself in the handshake; older ones say less. */
export interface Told {
  readonly machine?: string | undefined;
  readonly heldFrom?: number | undefined;
  readonly head?: number | undefined;
  readonly seen?: FeedCursor | undefined;
  readonly applied?: number | undefined;
}

/** How finely the last contact is kept: a handshake that says nothing new costs no commit. */
const SEEN_MS = 3_600_000;

/** Machines are told apart by as much as staff can compare. */
const SHOWN = 8;

export function contactSelectors(terminalId: string, work: WorkingSet, round: number, told: Told): readonly Selector[] | null {
  if (round === 0) return [{ table: 'terminal_contact', keys: [[terminalId]] }];
  const contact = work.table('terminal_contact').get(terminalId);
  const strange = told.machine !== undefined && contact != null && contact.machine !== null && contact.machine !== told.machine;
  // The day's rows are only looked at when there is something to say.
  return round === 1 && (strange || (told.heldFrom ?? 1) > 1) ? [{ query: 'conflicts-of-day', businessDay: work.head.businessDay }] : null;
}

/** Keeps who was here as what; tells staff of a foreign machine and of facts that are gone. @param seq the log's cursor, 0 when unknown */
export function noteContact(work: WorkingSet, deciding: Deciding, terminal: Pick<TerminalRow, 'id' | 'name'>, logId: string, seq: number, told: Told): void {
  const { businessDay, incarnation } = work.head;
  const contacts = work.table('terminal_contact');
  const before = contacts.get(terminal.id);
  const machine = told.machine ?? before?.machine ?? null;
  const aggregate = `terminal:${terminal.id}`;
  if (before?.machine != null && machine !== before.machine && machine !== null) {
    const detail = { terminal: terminal.name, before: before.machine.slice(0, SHOWN), now: machine.slice(0, SHOWN) };
    noteAttention(work, deciding, { kind: 'other-machine', aggregate, businessDay, detail });
    deciding.audit({ actor: terminal.id, action: 'terminal.other-machine', detail });
  }
  if (told.heldFrom !== undefined && seq + 1 < told.heldFrom) {
    const detail = { terminal: terminal.name, logId, from: seq + 1, to: told.heldFrom - 1 };
    noteAttention(work, deciding, { kind: 'gap', aggregate, businessDay, detail });
  }
  const same = before?.incarnation === incarnation && before.logId === logId;
  // Who does not say where it ends is taken at its word the second time: between two handshakes it pushes to its end.
  const target = same ? (before.target ?? (work.head.recovering ? seq : null)) : (told.head ?? null);
  const next: ContactRow = { terminalId: terminal.id, seenMs: deciding.nowMs, machine, incarnation, logId, target };
  const quiet = same && before.machine === machine && before.target === target && deciding.nowMs - before.seenMs < SEEN_MS && deciding.nowMs >= before.seenMs;
  if (!quiet) contacts.put(next);
}
