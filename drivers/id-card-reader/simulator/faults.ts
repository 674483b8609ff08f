import type { CommandName } from '../messages.ts';
import type { StatusName } from '../status.ts';

/** What goes wrong with one reply. */
export type Fault =
  | { readonly kind: 'fail'; readonly status: Exclude<StatusName, 'undocumented'> }
  /** One bit of the byte at `at` (from the end when negative) is turned over. */
  | { readonly kind: 'corrupt'; readonly at: number }
  | { readonly kind: 'delay'; readonly ms: number }
  | { readonly kind: 'truncate'; readonly bytes: number }
  | { readonly kind: 'duplicate' }
  | { readonly kind: 'noise'; readonly before: Uint8Array }
  | { readonly kind: 'silence' }
  /** The reader's own timeout mark `00 05 05 05 05` in place of an answer. */
  | { readonly kind: 'reader-timeout' }
  | { readonly kind: 'unplug' };

interface Armed {
  readonly fault: Fault;
  readonly on: CommandName | undefined;
  left: number;
}

/** Faults waiting for the replies they shall spoil, in the order they were armed. */
export class FaultQueue {
  readonly #armed: Armed[] = [];

  arm(fault: Fault, on: CommandName | undefined, times: number): void {
    this.#armed.push({ fault, on, left: times });
  }

  /** The first fault of every kind that is armed for a reply to this command; each is used up by one. */
  take(command: CommandName): Fault[] {
    const kinds = new Set<Fault['kind']>();
    const due = this.#armed.filter((armed) => {
      if ((armed.on !== undefined && armed.on !== command) || kinds.has(armed.fault.kind)) return false;
      kinds.add(armed.fault.kind);
      return true;
    });
    for (const armed of due) armed.left -= 1;
    for (let i = this.#armed.length - 1; i >= 0; i -= 1) if (this.#armed[i]!.left <= 0) this.#armed.splice(i, 1);
    return due.map((armed) => armed.fault);
  }

  clear(): void {
    this.#armed.length = 0;
  }

  get pending(): number {
    return this.#armed.length;
  }
}
