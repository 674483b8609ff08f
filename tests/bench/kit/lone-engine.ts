import { unwrap } from '#kernel/result.ts';
import type { FeedCursor, FeedEntry } from '#contracts/sync/feed.ts';
import { MAX_BATCH_BYTES, type StoredOperation } from '#contracts/sync/operation.ts';
import { openDatabase, type Connection } from '#offline-cache/database/open-database.ts';
import { StoreEngine } from '#offline-cache/engine/engine.ts';
import type { StoreMethod } from '#offline-cache/engine/handlers.ts';
import { machineClock, readBootId } from '#offline-cache/machine-clock.ts';
import type { OutboxHead, ReplicaChange } from '#offline-cache/store-api.ts';

/** The terminal's engine on this thread, on a database that can be given a long past. */
export class LoneEngine {
  readonly #folder: string;
  #engine: StoreEngine;
  #connection: Connection;
  #lastId = 0;
  #tickets = 0;
  #at = 0;

  constructor(folder: string) {
    this.#folder = folder;
    [this.#connection, this.#engine] = this.#open();
  }

  get logId(): string {
    return (this.#call('outbox') as OutboxHead).logId;
  }

  /** Where the part of the log begins that the server gets. */
  firstSeq = 0;

  /** Facts that are applied but not yet safe, and tickets of others in the replica. */
  fill(rows: number): void {
    this.#connection.exec(`
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${rows})
      INSERT INTO operation (seq, op_id, hash, body) SELECT i, printf('00000000-0000-7000-8000-%012x', i), printf('%064x', i), '{"filler":' || i || '}' FROM n;
      UPDATE log_head SET base_seq = 0, applied = ${rows};
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${rows})
      INSERT INTO replica (entity, id, revision, value) SELECT 'ticket', printf('00000000-0000-7000-8000-%012x', i), i, '{"filler":' || i || '}' FROM n;
    `);
    // Opened again: the head of the log is read from the rows.
    this.#engine.close();
    [this.#connection, this.#engine] = this.#open();
    this.#at = rows;
    this.firstSeq = rows + 1;
  }

  enrol(terminalId: string, hallId: string, businessDay: string): void {
    this.#call('saveEnrolment', {
      terminalId, terminalName: 'bench', hallId, serverUrl: 'http://127.0.0.1', serverKey: '', token: '', digestKey: '', ownSeries: 'X', signingKeyId: '', signingKey: '',
    });
    this.#call('noteServer', machineClock.now(), businessDay, 'trusted');
    this.#call('saveLease', businessDay, [{ leaseId: 'bench', businessDay, series: 'X', from: 1, to: 9999, origin: 'leased' }]);
  }

  /** Takes tickets without a server, all at once, and reads their facts for sending. */
  storeAndRead(count: number): readonly StoredOperation[] {
    const drafted = this.#group(
      'draftTicket',
      Array.from({ length: count }, () => [{ tapId: `tap-${(this.#tickets += 1)}`, businessId: 'tax', person: null, purpose: 'apply', cases: 1, party: 1, onBehalf: 'self' }]),
    ) as readonly { readonly ticket: { readonly id: string } }[];
    this.#group('issueOffline', drafted.map(({ ticket }) => [ticket.id]));
    return this.#call('operationsAfter', this.#at, MAX_BATCH_BYTES) as readonly StoredOperation[];
  }

  acknowledge(applied: number): void {
    this.#call('acknowledge', applied, 0);
    this.#at = applied;
  }

  applyFeed(cursor: FeedCursor, entries: readonly FeedEntry[], serverMs: number): void {
    const { applied } = this.#call('applyFeed', cursor, entries, serverMs) as ReplicaChange;
    if (applied.length !== entries.length) throw new Error(`${applied.length} of ${entries.length} entries applied`);
  }

  close(): void {
    this.#engine.close();
  }

  #open(): [Connection, StoreEngine] {
    const connection = unwrap(openDatabase({ folder: this.#folder, key: new Uint8Array(32).fill(7) }));
    return [connection, new StoreEngine(connection, { bootId: readBootId() })];
  }

  #call(method: StoreMethod, ...args: readonly unknown[]): unknown {
    return this.#group(method, [args])[0];
  }

  /** In one commit. */
  #group(method: StoreMethod, each: readonly (readonly unknown[])[]): readonly unknown[] {
    const moment = { wallMs: Math.round(machineClock.now()), monotonicMs: machineClock.monotonic() };
    const answers = this.#engine.handle([{ moment, calls: each.map((args) => ({ id: (this.#lastId += 1), method, args })) }]);
    return answers.map((answer) => {
      if ('failure' in answer) throw new Error(`${method}: ${JSON.stringify(answer.failure)}`);
      return answer.value;
    });
  }
}
