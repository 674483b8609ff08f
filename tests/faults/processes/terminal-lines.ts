import type { TicketNumber } from '#domain/ticket/number.ts';

/** What the terminal under test says, one JSON line each. A fact is said only after the product's own answer. */
export type TerminalLine =
  /** The store is open; `logId` and `seq` are its head. */
  | { readonly said: 'ready'; readonly logId: string; readonly seq: number }
  /** The person has this number: the ticket must live from here on. */
  | { readonly said: 'issued'; readonly ticketId: string; readonly number: TicketNumber }
  | { readonly said: 'printed'; readonly ticketId: string }
  /** The server's own word that it bound this number to this ticket. */
  | { readonly said: 'bound'; readonly ticketId: string; readonly number: TicketNumber }
  /** The server's own word, stored here: everything up to `applied` of this log is applied. */
  | { readonly said: 'applied'; readonly logId: string; readonly applied: number }
  | { readonly said: 'link'; readonly state: 'connecting' | 'online' | 'offline' }
  /** An order to take tickets was carried out and, with the link up, all of it was sent. */
  | { readonly said: 'took'; readonly refused: number }
  /** Of the tickets asked about, those that are not here, or here with another number, or printed and not known to be. */
  | { readonly said: 'checked'; readonly wrong: readonly string[] }
  /** Online, and nothing is left to send. */
  | { readonly said: 'settled' }
  /** A call of the store was refused, and so was not acknowledged. */
  | { readonly said: 'failed'; readonly kind: string; readonly detail: string }
  | { readonly said: 'refused'; readonly error: unknown };

/** What it can be told. The end of its standard input ends it at once, so that none outlives its test. */
export type TerminalOrder =
  | { readonly do: 'take'; readonly count: number }
  /** A fact without a number, when the day's numbers are used up. */
  | { readonly do: 'help' }
  | { readonly do: 'check'; readonly tickets: readonly KnownTicket[] }
  | { readonly do: 'settle' }
  | { readonly do: 'end' };

export interface KnownTicket {
  readonly ticketId: string;
  readonly number: TicketNumber;
  readonly printed: boolean;
}

export interface TerminalOptions {
  readonly folder: string;
  /** Distinguishes taps of different lives. */
  readonly life: number;
  readonly businessIds: readonly string[];
  /** How many times faster its waiting times pass; default 1. */
  readonly speed?: number;
}
