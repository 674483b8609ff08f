import type { Statement as Prepared } from 'better-sqlite3';
import type { Random } from '#kernel/random.ts';
import { uuidV7 } from '#kernel/uuid-v7.ts';
import type { ClockStamp } from '#domain/time/stamp.ts';
import type { FeedCursor } from '#contracts/sync/feed.ts';
import type { Connection } from '../database/open-database.ts';
import { stampTrust, type ServerTime } from '../numbers/business-day.ts';
import type { Statement } from '../shadow/entry.ts';
import type { Enrolment } from '../store-api.ts';

/** The caller's clock when it asked: the store has none of its own, so that time stays injected across the thread. */
export interface Moment {
  readonly wallMs: number;
  /** Since the start of the machine. */
  readonly monotonicMs: number;
}

/** What is held in memory beside the tables: immutable, so that a rolled-back request puts the old one back. */
export interface Memory {
  readonly enrolment: Enrolment | null;
  readonly head: LogHead;
  readonly server: ServerTime | null;
  readonly cursor: FeedCursor | null;
  readonly asOfMs: number | null;
  /** IANA zone of the hall; where numbers' days are counted. */
  readonly timeZone: string;
  /** Digest of the machine the log belongs to; null where none is told. */
  readonly machine: string | null;
}

export interface LogHead {
  readonly logId: string;
  readonly seq: number;
  readonly hash: string;
  readonly applied: number;
  readonly safe: number;
  readonly parked: number;
}

/** Points at which a crash is rehearsed by tests; nothing else listens. */
export type StoreStep =
  | 'business-row-written' | 'operation-written' | 'before-commit' | 'after-commit' | 'shadow-written'
  /** Of an opening that has to mend. */
  | 'put-back' | 'quarantined' | 'rebuild-filled' | 'rebuild-ready' | 'journal-removed' | 'rebuild-placed' | 'told';

/** What every part of the store works with inside one transaction. */
export class EngineContext {
  readonly connection: Connection;
  readonly bootId: string;
  memory: Memory;
  moment: Moment = { wallMs: 0, monotonicMs: 0 };
  /** What the present transaction changed so far, in order. */
  readonly noted: Statement[] = [];
  readonly #random: Random;
  readonly #step: (step: StoreStep) => void;
  readonly #statements = new Map<string, Prepared<unknown[], unknown>>();

  constructor(connection: Connection, bootId: string, memory: Memory, random: Random, step: (step: StoreStep) => void = () => {}) {
    this.connection = connection;
    this.bootId = bootId;
    this.memory = memory;
    this.#random = random;
    this.#step = step;
  }

  /** A statement prepared once for the life of the connection. */
  sql(text: string): Prepared<unknown[], unknown> {
    let statement = this.#statements.get(text);
    if (!statement) {
      statement = this.connection.prepare(text);
      this.#statements.set(text, statement);
    }
    return statement;
  }

  /** All rows; the caller knows their shape from the columns it names. */
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the statement's text is where the shape comes from
  rows<Row>(text: string, ...values: readonly unknown[]): readonly Row[] {
    return this.sql(text).all(...values) as Row[];
  }

  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- as above
  row<Row>(text: string, ...values: readonly unknown[]): Row | undefined {
    return this.sql(text).get(...values) as Row | undefined;
  }

  /** How many rows changed. What decides its effect must stand in the values: the shadow log repeats it on the same rows. */
  run(text: string, ...values: readonly unknown[]): number {
    const { changes } = this.sql(text).run(...values);
    if (changes > 0) this.noted.push({ text, values });
    return changes;
  }

  newId(): string {
    return uuidV7({ now: () => this.moment.wallMs }, this.#random);
  }

  stamp(): ClockStamp {
    const { server } = this.memory;
    return {
      wallMs: this.moment.wallMs,
      bootId: this.bootId,
      monotonicMs: this.moment.monotonicMs,
      lastServerMs: server?.serverMs ?? null,
      trust: stampTrust(server, { bootId: this.bootId, ...this.moment }),
    };
  }

  passed(step: StoreStep): void {
    this.#step(step);
  }
}
