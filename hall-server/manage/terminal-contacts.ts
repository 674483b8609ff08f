import type { Clock } from '#kernel/clock.ts';
import type { SenderClock } from '#contracts/hall/hall-contract.ts';

/** What a terminal told since this server started. The database keeps the hour; this keeps the moment. */
export interface Contact {
  /** Server milliseconds of its last call. */
  readonly atMs: number;
  readonly log: {
    readonly logId: string;
    /** Newest sequence number it holds; null when it does not say. */
    readonly head: number | null;
    /** The most that waited since nothing did. */
    readonly most: number;
  } | null;
  /** Its clock minus this server's at the last handshake. */
  readonly clockOffMs: number | null;
}

/** Remembers each terminal's last word, for the manager's page. Costs a call no database work. */
export class TerminalContacts {
  readonly #clock: Clock;
  readonly #contacts = new Map<string, Contact>();
  /** Grows with every word. */
  #version = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get version(): number {
    return this.#version;
  }

  of(terminalId: string): Contact | null {
    return this.#contacts.get(terminalId) ?? null;
  }

  touch(terminalId: string): void {
    this.#note(terminalId, {});
  }

  shookHands(terminalId: string, told: { readonly logId: string; readonly head?: number | undefined; readonly clock: SenderClock }, applied: number): void {
    this.#note(terminalId, { log: this.#log(terminalId, told, applied), clockOffMs: Math.round(told.clock.wallMs - this.#clock.now()) });
  }

  pushed(terminalId: string, told: { readonly logId: string; readonly head?: number | undefined }, applied: number): void {
    this.#note(terminalId, { log: this.#log(terminalId, told, applied) });
  }

  #log(terminalId: string, { logId, head }: { readonly logId: string; readonly head?: number | undefined }, applied: number): Contact['log'] {
    const waiting = Math.max(0, (head ?? applied) - applied);
    const before = this.of(terminalId)?.log;
    return { logId, head: head ?? null, most: waiting === 0 ? 0 : Math.max(waiting, before?.most ?? 0) };
  }

  #note(terminalId: string, change: Partial<Contact>): void {
    this.#version += 1;
    const before = this.of(terminalId) ?? { atMs: 0, log: null, clockOffMs: null };
    this.#contacts.set(terminalId, { ...before, ...change, atMs: Math.floor(this.#clock.now()) });
  }
}
