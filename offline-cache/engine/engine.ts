import type { Statement } from 'better-sqlite3';
import { err, type Result } from '#kernel/result.ts';
import { secureRandom, type Random } from '#kernel/random.ts';
import { uuidV7 } from '#kernel/uuid-v7.ts';
import { shrink } from '../backup/shrink.ts';
import { writeBackup, type BackupDraft, type BackupError } from '../backup/store-backup.ts';
import type { Connection } from '../database/open-database.ts';
import { noteMachine } from '../log/new-log.ts';
import { loadHead } from '../log/outbox.ts';
import type { ServerTime } from '../numbers/business-day.ts';
import { drawConsequences, settleRecovery, type PendingRecovery } from '../recovery/pending-recovery.ts';
import { MARK_TEXT, markValues, type ShadowMark } from '../recovery/shadow-mark.ts';
import { readTimeZone, type FeedState } from '../replica/replica-rows.ts';
import { checkpointOf } from '../shadow/checkpoint.ts';
import { ShadowLog, type ShadowLogOptions } from '../shadow/shadow-log.ts';
import { StoreFailure, storeFailure } from '../store-failure.ts';
import { EngineContext, type Memory, type Moment, type StoreStep } from './context.ts';
import { loadEnrolment } from './enrolment.ts';
import { HANDLERS, type StoreMethod } from './handlers.ts';
import { pooledRandom } from '#kernel/pooled-random.ts';
import type { Answer, Batch, Call } from './protocol.ts';
import { readSetting } from './settings.ts';

/** The first log's name is made before any caller told the time; only its randomness matters. */
const FIRST_LOG_MS = Date.UTC(2026, 0, 1);

export interface EngineOptions {
  readonly bootId: string;
  readonly random?: Random;
  /** Digest of this machine; a store written on another one goes on in a new log. */
  readonly machine?: string | null;
  /** Rehearses crashes in tests. */
  readonly onStep?: (step: StoreStep) => void;
  /** The caller's clock at the opening. */
  readonly moment?: Moment;
  /** What the opening mended and could not note on a full disk. */
  readonly untold?: readonly PendingRecovery[];
  /** Where the database stands and how its shadow log is written; without it there is none. */
  readonly shadow?: Omit<ShadowLogOptions, 'checkpoint'> & { readonly mark: ShadowMark };
}

/**
 * The store's synchronous heart. All requests that arrived together share one transaction; nobody is answered before the
 * commit is on the disk. One that fails takes nothing of the others with it: the group is run again, each in a savepoint of its own.
 */
export class StoreEngine {
  readonly #context: EngineContext;
  readonly #connection: Connection;
  readonly #control: Readonly<Record<'begin' | 'commit' | 'rollback' | 'savepoint' | 'release' | 'undo', Statement>>;
  readonly #shadow: ShadowLog | null;
  #mark: ShadowMark | null;
  #broken: StoreFailure | null = null;
  #untold: readonly PendingRecovery[];

  constructor(connection: Connection, { bootId, random = pooledRandom(secureRandom), machine = null, onStep, moment, untold = [], shadow }: EngineOptions) {
    this.#connection = connection;
    this.#mark = shadow?.mark ?? null;
    this.#untold = untold;
    this.#context = new EngineContext(connection, bootId, EMPTY_MEMORY, random, onStep);
    this.#context.moment = moment ?? { wallMs: FIRST_LOG_MS, monotonicMs: 0 };
    shrink(connection);
    connection.transaction(() => {
      this.#context.memory = loadMemory(this.#context, () => uuidV7({ now: () => FIRST_LOG_MS }, random));
      settleRecovery(this.#context);
      noteMachine(this.#context, machine);
      this.#mark = this.#moveMark();
    })();
    if (this.#context.noted.length > 0) this.#context.passed('told');
    this.#context.noted.length = 0;
    // Its checkpoint holds what the opening itself changed.
    this.#shadow = shadow ? new ShadowLog({ ...shadow, checkpoint: checkpointOf(connection) }, this.#mark?.position ?? 0) : null;
    this.#control = {
      begin: connection.prepare('BEGIN IMMEDIATE'),
      commit: connection.prepare('COMMIT'),
      rollback: connection.prepare('ROLLBACK'),
      savepoint: connection.prepare('SAVEPOINT request'),
      release: connection.prepare('RELEASE request'),
      undo: connection.prepare('ROLLBACK TO request'),
    };
  }

  /** Runs all batches as one group. */
  handle(batches: readonly Batch[]): readonly Answer[] {
    const calls = batches.flatMap(({ calls: some }) => some);
    if (this.#broken) return failAll(calls, this.#broken);
    const writes = calls.some(({ method }) => HANDLERS[method].writes);
    const before = this.#context.memory;
    try {
      if (!writes) return this.#answers(batches, (call) => this.#plain(call));
      // Nearly every group succeeds, and two savepoint statements for each request cost more than running a rare group twice.
      return this.#together(batches) ?? (this.#broken ? failAll(calls, this.#broken) : this.#transaction(batches, (call) => this.#guarded(call)));
    } catch (cause) {
      this.#context.memory = before;
      return failAll(calls, this.#note(storeFailure(cause)));
    }
  }

  /** Writes a copy between two transactions; it is not good before `finishBackup` has read it again. */
  backup(file: string): Result<BackupDraft, BackupError> {
    if (this.#broken) return err({ kind: 'cannot-write', file, cause: this.#broken.message });
    return writeBackup(this.#connection, file);
  }

  /** After the answers are on their way: work that nobody waits for. */
  settle(): void {
    if (this.#untold.length > 0) this.#tellUntold();
    if (!this.#broken) this.#shadow?.settle(this.#context.moment.monotonicMs);
  }

  #tellUntold(): void {
    if (this.#broken) return;
    const before = this.#context.memory;
    try {
      this.#transaction([], (call) => this.#plain(call), () => drawConsequences(this.#context, this.#untold));
      this.#untold = [];
    } catch (cause) {
      // Still no room: again behind the next group.
      this.#context.memory = before;
      this.#note(storeFailure(cause));
    }
  }

  close(): void {
    this.#broken ??= new StoreFailure('closed', 'the store is closed');
    this.#shadow?.close();
    this.#connection.close();
  }

  /** All or nothing: null at the first request that fails, with everything as before. */
  #together(batches: readonly Batch[]): readonly Answer[] | null {
    const before = this.#context.memory;
    try {
      return this.#transaction(batches, (call) => {
        const answer = this.#plain(call);
        // Nothing further may run: what failed may have ended the transaction, and the rest would commit by itself.
        if ('failure' in answer) throw UNDO;
        return answer;
      });
    } catch (cause) {
      if (cause !== UNDO) throw cause;
      this.#context.memory = before;
      return null;
    }
  }

  #transaction(batches: readonly Batch[], each: (call: Call) => Answer, first?: () => void): readonly Answer[] {
    this.#context.noted.length = 0;
    this.#control.begin.run();
    try {
      first?.();
      const answers = this.#answers(batches, each);
      const mark = this.#moveMark();
      this.#context.passed('before-commit');
      this.#control.commit.run();
      this.#context.passed('after-commit');
      this.#toShadow(mark);
      return answers;
    } catch (cause) {
      if (this.#connection.inTransaction) this.#control.rollback.run();
      throw cause;
    }
  }

  /** The group's place in the store's sequence, written with the group; the present one when it changed nothing. */
  #moveMark(): ShadowMark | null {
    if (this.#mark === null || this.#context.noted.length === 0) return this.#mark;
    const mark = { lineage: this.#mark.lineage, position: this.#mark.position + 1 };
    this.#context.sql(MARK_TEXT).run(...markValues(mark));
    return mark;
  }

  #toShadow(mark: ShadowMark | null): void {
    if (mark === this.#mark || mark === null) return;
    this.#mark = mark;
    this.#shadow?.append(mark.position, this.#context.noted.splice(0));
    this.#context.passed('shadow-written');
  }

  #answers(batches: readonly Batch[], each: (call: Call) => Answer): readonly Answer[] {
    const answers: Answer[] = [];
    for (const { moment, calls } of batches) {
      this.#context.moment = moment;
      for (const call of calls) answers.push(each(call));
    }
    return answers;
  }

  /** In a savepoint of its own, so that it is undone alone. */
  #guarded(call: Call): Answer {
    if (!HANDLERS[call.method].writes) return this.#plain(call);
    this.#control.savepoint.run();
    const noted = this.#context.noted.length;
    const answer = this.#plain(call);
    // Some errors (disk full, I/O) end the whole transaction: then nobody of the group is answered well.
    if (!this.#connection.inTransaction) throw this.#lost(answer);
    if ('failure' in answer) {
      this.#control.undo.run();
      this.#context.noted.length = noted;
    }
    this.#control.release.run();
    return answer;
  }

  #plain({ id, method, args }: Call): Answer {
    const before = this.#context.memory;
    try {
      return { id, value: run(this.#context, method, args) };
    } catch (cause) {
      this.#context.memory = before;
      const { kind, message } = this.#note(storeFailure(cause));
      return { id, failure: { kind, message } };
    }
  }

  #lost(answer: Answer): StoreFailure {
    const { kind, message } = 'failure' in answer ? answer.failure : ({ kind: 'unexpected', message: 'the transaction ended by itself' } as const);
    return new StoreFailure(kind, message);
  }

  /** What failed below SQLite cannot be trusted again in this run: a failed fsync must not be retried. */
  #note(failure: StoreFailure): StoreFailure {
    if (failure.kind === 'damaged') this.#broken = failure;
    return failure;
  }
}

function run(context: EngineContext, method: StoreMethod, args: readonly unknown[]): unknown {
  const handler = HANDLERS[method] as { run(context: EngineContext, ...args: readonly unknown[]): unknown };
  return handler.run(context, ...args);
}

function failAll(calls: readonly Call[], { kind, message }: StoreFailure): readonly Answer[] {
  return calls.map(({ id }) => ({ id, failure: { kind, message } }));
}

const UNDO = new Error('the group is run again, request by request');

const EMPTY_MEMORY: Memory = {
  enrolment: null,
  head: { logId: '', seq: 0, hash: '', applied: 0, safe: 0, parked: 0 },
  server: null,
  cursor: null,
  asOfMs: null,
  timeZone: '',
  machine: null,
};

function loadMemory(context: EngineContext, newLogId: () => string): Memory {
  const feed = readSetting<FeedState>(context, 'feed');
  return {
    enrolment: loadEnrolment(context),
    head: loadHead(context, newLogId),
    server: readSetting<ServerTime>(context, 'server'),
    cursor: feed?.cursor ?? null,
    asOfMs: feed?.asOfMs ?? null,
    timeZone: readTimeZone(context),
    machine: readSetting<string>(context, 'machine'),
  };
}
