import type { FeedCursor, FeedEntry } from '#contracts/sync/feed.ts';
import { changedReplica, EMPTY_REPLICA } from '../replica/replica-view.ts';
import type { Replica, TerminalStore } from '../store-api.ts';
import { AS_OF_SAVE_MS } from './limits.ts';

/** The replica in memory, always as the store has it on the disk. */
export class ReplicaHolder {
  readonly #store: TerminalStore;
  readonly #listeners = new Set<(replica: Replica) => void>();
  #value: Replica = EMPTY_REPLICA;
  /** Server time last written. */
  #savedMs = 0;

  constructor(store: TerminalStore) {
    this.#store = store;
  }

  get value(): Replica {
    return this.#value;
  }

  onChange(listener: (replica: Replica) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  async load(): Promise<void> {
    this.replace(await this.#store.replica());
  }

  replace(value: Replica): void {
    this.#value = value;
    for (const listener of this.#listeners) listener(value);
  }

  async apply(cursor: FeedCursor, entries: readonly FeedEntry[], serverMs: number | null): Promise<void> {
    if (entries.length === 0 && cursor.revision === this.#value.cursor?.revision && serverMs !== null && serverMs - this.#savedMs < AS_OF_SAVE_MS) {
      this.replace({ ...this.#value, asOfMs: Math.max(this.#value.asOfMs ?? 0, serverMs) });
      return;
    }
    this.#savedMs = serverMs ?? this.#savedMs;
    const change = await this.#store.applyFeed(cursor, entries, serverMs);
    const { asOfMs, businessDay } = this.#value;
    this.replace(changedReplica(this.#value, change, { asOfMs: Math.max(asOfMs ?? 0, serverMs ?? 0) || null, businessDay }));
  }

  setBusinessDay(businessDay: string): void {
    if (this.#value.businessDay !== businessDay) this.replace({ ...this.#value, businessDay });
  }
}
