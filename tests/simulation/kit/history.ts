import { createHash } from 'node:crypto';
import type { TicketNumber } from '#domain/ticket/number.ts';
import type { ServerState, TerminalState } from './final-state.ts';

/** What happened in one run, as an observer outside all machines saw it. Nothing in it depends on a real clock. */
export type Happening =
  /** The store answered that this ticket has this number: from here on it must never be lost. */
  | { readonly kind: 'issued'; readonly node: string; readonly ticketId: string; readonly number: TicketNumber; readonly offline: boolean }
  | { readonly kind: 'paper-recorded'; readonly node: string; readonly ticketId: string; readonly paper: string; readonly copy: number; readonly source: string }
  | { readonly kind: 'help-recorded'; readonly node: string; readonly screen: string }
  /** One touch of a person at a kiosk, when it was. `bootId` tells whether the machine restarted before the server heard. */
  | { readonly kind: 'tap'; readonly node: string; readonly tapId: string; readonly businessId: string; readonly digest: string | null; readonly bootId: string }
  | { readonly kind: 'tap-answered'; readonly node: string; readonly tapId: string; readonly answer: string; readonly ticketId: string | null }
  /** Paper with this number lies in somebody's hand. */
  | { readonly kind: 'paper-out'; readonly node: string; readonly ticketId: string; readonly number: TicketNumber; readonly copy: number }
  | { readonly kind: 'boot'; readonly node: string; readonly bootId: string; readonly wallMs: number; readonly note: string }
  | { readonly kind: 'died'; readonly node: string; readonly how: string }
  | { readonly kind: 'fault'; readonly what: string }
  | { readonly kind: 'link'; readonly node: string; readonly state: string }
  /** The terminal's marks, after every answer that moved them. */
  | { readonly kind: 'marks'; readonly node: string; readonly logId: string; readonly seq: number; readonly applied: number; readonly safe: number; readonly parked: number; readonly heldFrom: number }
  | { readonly kind: 'new-log'; readonly node: string; readonly logId: string }
  /** `all`: the server's whole list, what it does not name is settled. */
  | { readonly kind: 'parked-told'; readonly node: string; readonly opIds: readonly string[]; readonly all?: true }
  | { readonly kind: 'feed-applied'; readonly node: string; readonly cursor: Cursor; readonly applied: readonly FeedMark[] }
  | { readonly kind: 'snapshot'; readonly node: string; readonly cursor: Cursor; readonly entries: readonly FeedMark[] }
  | ({ readonly kind: 'server-commit' } & ServerCommit)
  | { readonly kind: 'server-restored'; readonly incarnation: string; readonly ageMs: number }
  /** The disk was replaced by an older copy: what was only on it is gone from this machine. */
  | { readonly kind: 'terminal-restored'; readonly node: string; readonly ageMs: number; readonly linkUp: boolean }
  /** Another machine runs on a copy of this one's disk. */
  | { readonly kind: 'cloned'; readonly node: string; readonly clone: string }
  | { readonly kind: 'healed' }
  | { readonly kind: 'converged'; readonly afterMs: number }
  | { readonly kind: 'stuck'; readonly why: string }
  | { readonly kind: 'final-terminal'; readonly node: string; readonly state: TerminalState }
  | { readonly kind: 'final-server'; readonly state: ServerState };

export interface Cursor {
  readonly incarnation: string;
  readonly revision: number;
}

/** entity:id and its revision. */
export type FeedMark = readonly [string, number];

export interface ServerCommit {
  readonly instance: string;
  readonly incarnation: string;
  readonly version: number;
  readonly businessDay: string;
  readonly revisionBefore: number;
  readonly feed: readonly number[];
  readonly events: readonly { readonly aggregate: string; readonly kind: string; readonly opId: string; readonly logId: string; readonly seq: number }[];
  readonly cursors: readonly { readonly terminalId: string; readonly logId: string; readonly seq: number; readonly safe: number }[];
  readonly parked: readonly { readonly opId: string; readonly aggregate: string; readonly reason: string }[];
  readonly conflicts: readonly { readonly kind: string; readonly aggregate: string }[];
}

export type Entry = Happening & { readonly at: number };

export type HappeningOf<Kind extends Happening['kind']> = Extract<Happening, { readonly kind: Kind }> & { readonly at: number };

/** The record of one run, in the order of happening. */
export class History {
  readonly entries: Entry[] = [];
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  note(happening: Happening): void {
    this.entries.push({ at: this.#now(), ...happening });
  }

  of<Kind extends Happening['kind']>(kind: Kind): readonly HappeningOf<Kind>[] {
    return this.entries.filter((entry): entry is HappeningOf<Kind> & Entry => entry.kind === kind);
  }

  /** The same seed must give the same digest: SHA-256 over every entry, 64 hex digits. */
  digest(): string {
    const hash = createHash('sha256');
    for (const entry of this.entries) hash.update(JSON.stringify(entry)).update('\n');
    return hash.digest('hex');
  }
}
