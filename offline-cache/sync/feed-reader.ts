import type { FeedCursor, FeedEntry, FeedHint } from '#contracts/sync/feed.ts';
import type { TerminalStore } from '../store-api.ts';
import type { Caller } from './caller.ts';
import type { HallPort } from './hall-port.ts';
import { CALL_MS, PAGE } from './limits.ts';
import { ProtocolFault } from './link-fault.ts';
import type { ReplicaHolder } from './replica-holder.ts';

/** The server was restored or failed over: shake hands again, everything about it may be new. */
export class NewIncarnation extends Error {}

/** Brings the replica up to the server's head by whichever way is shortest: hint, pull, snapshot. */
export class FeedReader {
  readonly #store: TerminalStore;
  readonly #hall: HallPort;
  readonly #caller: Caller;
  readonly #replica: ReplicaHolder;

  constructor(store: TerminalStore, hall: HallPort, caller: Caller, replica: ReplicaHolder) {
    this.#store = store;
    this.#hall = hall;
    this.#caller = caller;
    this.#replica = replica;
  }

  /** A snapshot when the cursor is of another incarnation or there is none, then everything behind it. */
  async begin(incarnation: string): Promise<void> {
    if (this.#replica.value.cursor?.incarnation !== incarnation) await this.#snapshot(incarnation);
    await this.pull();
  }

  /** @throws NewIncarnation */
  async pull(): Promise<void> {
    for (;;) {
      const after = this.#cursor();
      const answer = await this.#caller.call('pull', CALL_MS, (signal) => this.#hall.sync.pull({ after, limit: PAGE }, { signal }));
      if (answer.incarnation !== after.incarnation) throw new NewIncarnation();
      if (answer.kind === 'snapshot-needed') {
        await this.#snapshot(after.incarnation);
        continue;
      }
      // A full page ends at its last entry; a shorter one ends at the head, whatever lies out of our sight.
      const full = answer.entries.length >= PAGE;
      const revision = full ? answer.entries.at(-1)!.revision : answer.head;
      if (full && revision <= after.revision) throw new ProtocolFault(`a page of the feed behind ${after.revision} ends at ${revision}`);
      await this.#replica.apply({ incarnation: answer.incarnation, revision }, answer.entries, answer.serverMs);
      if (!full) return;
    }
  }

  /** Contiguous: applied as it is. Nothing new: ignored. A gap: pulled. @throws NewIncarnation */
  async take(hint: FeedHint, serverMs: number | null): Promise<void> {
    const { incarnation, revision } = this.#cursor();
    if (hint.incarnation !== incarnation) throw new NewIncarnation();
    if (hint.to <= revision) return;
    if (hint.from - 1 > revision) return this.pull();
    await this.#replica.apply({ incarnation, revision: hint.to }, hint.entries, serverMs);
  }

  async #snapshot(incarnation: string): Promise<void> {
    const entries: FeedEntry[] = [];
    let startedAt: number | null = null;
    let page: string | null = null;
    do {
      const where: { startedAt: number | null; page: string | null } = { startedAt, page };
      const answer = await this.#caller.call('snapshot', CALL_MS, (signal) => this.#hall.sync.snapshot({ ...where, limit: PAGE }, { signal }));
      if (answer.incarnation !== incarnation) throw new NewIncarnation();
      if (answer.next !== null && answer.next === page) throw new ProtocolFault('the snapshot repeats a page');
      startedAt ??= answer.startedAt;
      page = answer.next;
      entries.push(...answer.entries);
    } while (page !== null);
    this.#replica.replace(await this.#store.replaceReplica({ incarnation, revision: startedAt }, entries));
  }

  #cursor(): FeedCursor {
    const { cursor } = this.#replica.value;
    if (!cursor) throw new ProtocolFault('the feed was read before any snapshot');
    return cursor;
  }
}
