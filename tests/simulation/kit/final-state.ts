import type { Replica } from '#offline-cache/store-api.ts';

/** What a terminal holds when all has come to rest. */
export interface TerminalState {
  readonly link: string;
  readonly logId: string;
  readonly pending: number;
  readonly parked: number;
  readonly cursor: { readonly incarnation: string; readonly revision: number } | null;
  /** What the terminal shows of the hall, entity:id → value. */
  readonly sees: Readonly<Record<string, unknown>>;
  /** What the server would show it. */
  readonly shouldSee: Readonly<Record<string, unknown>>;
}

/** The server's books, read from its file when all has come to rest. */
export interface ServerState {
  readonly incarnation: string;
  readonly revision: number;
  readonly businessDay: string;
  /** In the order they were applied. */
  readonly events: readonly ServerEvent[];
  readonly tickets: readonly ServerTicket[];
  readonly conflicts: readonly { readonly kind: string; readonly aggregate: string; readonly detail: Readonly<Record<string, unknown>> }[];
  readonly parked: readonly { readonly opId: string; readonly aggregate: string; readonly reason: string; readonly terminalId: string }[];
  readonly cursors: readonly { readonly terminalId: string; readonly logId: string; readonly seq: number; readonly safe: number }[];
  readonly terminals: readonly { readonly id: string; readonly name: string }[];
}

export interface ServerEvent {
  readonly aggregate: string;
  readonly kind: string;
  readonly actor: string;
  readonly opId: string | null;
  readonly logId: string | null;
  readonly seq: number | null;
  readonly atMs: number;
  readonly appliedAtMs: number;
  readonly detail: Readonly<Record<string, unknown>>;
}

export interface ServerTicket {
  readonly id: string;
  readonly terminalId: string;
  readonly businessDay: string;
  readonly label: string;
  readonly state: string;
  readonly paper: string;
  readonly issued: boolean;
  readonly digest: string | null;
  readonly businessId: string;
  readonly waitingSinceMs: number;
}

/** A replica as one flat record; `terminal-key` is not part of what screens show. */
export function flatReplica({ hall, businesses, windows, tickets, waiting, help }: Replica): Readonly<Record<string, unknown>> {
  const flat: Record<string, unknown> = {};
  if (hall) flat[`hall:${hall.id}`] = hall;
  for (const value of businesses) flat[`business:${value.id}`] = value;
  for (const value of windows) flat[`window:${value.id}`] = value;
  for (const value of tickets) flat[`ticket:${value.id}`] = value;
  for (const value of waiting) flat[`waiting:${value.id}`] = value;
  for (const value of help) flat[`help:${value.id}`] = value;
  return flat;
}
