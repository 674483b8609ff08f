import { machineClock } from '#offline-cache/machine-clock.ts';
import type { TerminalStore } from '#offline-cache/store-api.ts';

type Method = 'draftTicket' | 'issueBound' | 'issueOffline';

/** When the store was asked for the steps of a ticket and when it answered, newest only. */
export class TimedStore {
  draftDoneAt = 0;
  issueBeganAt = 0;
  issueDoneAt = 0;

  readonly wrap = (store: TerminalStore): TerminalStore => ({
    ...store,
    draftTicket: (draft) => this.#time(store.draftTicket(draft), 'draftTicket'),
    issueBound: (ticketId, number) => this.#time(store.issueBound(ticketId, number), 'issueBound'),
    issueOffline: (ticketId) => this.#time(store.issueOffline(ticketId), 'issueOffline'),
  });

  async #time<T>(work: Promise<T>, method: Method): Promise<T> {
    if (method !== 'draftTicket') this.issueBeganAt = machineClock.monotonic();
    const value = await work;
    if (method === 'draftTicket') this.draftDoneAt = machineClock.monotonic();
    else this.issueDoneAt = machineClock.monotonic();
    return value;
  }
}
