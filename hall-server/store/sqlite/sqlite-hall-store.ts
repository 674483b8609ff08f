import { closeSync, openSync } from 'node:fs';
import Database from 'better-sqlite3';
import { err, ok, type Result } from '#kernel/result.ts';
import type { Changes, HallStore, Loaded, LoadedRows, RowChange, Selector, Totals, WaitingCount } from '../hall-store.ts';
import type { FeedRow, HallHead, TerminalRow } from '../rows.ts';
import { counterMoves, statisticsOf, type Statistics } from '../statistics.ts';
import type { TableName } from '../tables.ts';
import { STEADY_CONDITION } from '../conditions.ts';
import { copyHandle } from './copy-handle.ts';
import type { Connection } from './open-database.ts';
import { buildQueries, COUNT_WAITING, WAITING_TOTALS } from './queries.ts';
import { CODECS } from './row-codec.ts';
import { ROW_SQL, UPDATE_HEAD, UPDATE_TICKET } from './row-sql.ts';

const { SqliteError } = Database;

type Statement = Database.Statement<unknown[]>;

const MOVE_COUNTER = 'INSERT INTO counter (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = counter.value + excluded.value';

/** `!` is the character behind the space that ends the prefix. */
const COUNTERS = `SELECT name, value FROM counter WHERE name = 'parked'
UNION ALL SELECT name, value FROM counter WHERE name = ?
UNION ALL SELECT name, value FROM counter WHERE name >= ? AND name < ?
UNION ALL SELECT name, value FROM counter WHERE name >= 'waiting ' AND name < 'waiting!'`;

/** What the very first head says; kept over every later start. */
export interface FirstHead {
  readonly hallId: string;
  readonly incarnation: string;
  readonly businessDay: string;
}

/** The head of a database, undefined when it is new. */
export function storedHead(database: Connection): HallHead | undefined {
  const stored = database.prepare("SELECT * FROM hall_head WHERE id = 'head'").get();
  return stored === undefined ? undefined : CODECS.hall_head.row(stored as Record<string, unknown>);
}

/** Where steady time goes on; a hall that never counted it begins at `nowMs`, at once, so that the next start goes on there. */
export function steadyFrom(database: Connection, nowMs: number): number {
  database.prepare('INSERT OR IGNORE INTO condition (name, at_ms, value) VALUES (?, ?, ?)').run(STEADY_CONDITION, nowMs, JSON.stringify({ steadyMs: nowMs }));
  const row = CODECS.condition.row(database.prepare('SELECT * FROM condition WHERE name = ?').get(STEADY_CONDITION) as Record<string, unknown>);
  return Number(row.value['steadyMs']);
}

/** The hall on embedded SQLite: one connection, one process, every commit on the disk. */
export class SqliteHallStore implements HallStore {
  readonly #database: Connection;
  readonly #statements = new Map<string, Statement>();
  readonly #loss = Promise.withResolvers<Error>();
  #broken: Error | null = null;
  #reader: number | null = null;
  #copying: Promise<void> | null = null;

  /** Takes over the connection. A new database must `begin` before anything else. */
  constructor(database: Connection) {
    this.#database = database;
  }

  get lost(): Promise<Error> {
    return this.#loss.promise;
  }

  /** Writes the very first head. */
  begin(first: FirstHead): HallHead {
    const head: HallHead = {
      id: 'head',
      ...first,
      version: 0,
      revision: 0,
      feedFloor: 0,
      auditSeq: 0,
      auditHash: '0'.repeat(64),
      restoredAtMs: null,
      restoredFromMs: null,
      recovering: false,
      ownSeriesFrom: 0,
    };
    this.#write({ table: 'hall_head', kind: 'insert', row: head });
    return head;
  }

  load(selectors: readonly Selector[]): Promise<Loaded> {
    if (this.#broken) return Promise.reject(this.#broken);
    // Synchronous from the first to the last row: nothing can commit in between.
    const rows = buildQueries(selectors).map(({ table, sql, values }) => this.#decoded(table, this.#prepare(sql).all(values)));
    return Promise.resolve({ head: this.#head()!, rows, waiting: this.#waiting(selectors) });
  }

  commit(changes: Changes): Promise<Result<void, 'conflict'>> {
    if (this.#broken) return Promise.reject(this.#broken);
    try {
      this.#prepare('BEGIN IMMEDIATE').run();
      const fits = this.#writeHead(changes) && changes.rows.every((change) => this.#write(change));
      if (fits) for (const [name, by] of counterMoves(changes.rows)) this.#prepare(MOVE_COUNTER).run(name, by);
      if (fits && changes.dropFeedThrough > 0) this.#prepare('DELETE FROM feed WHERE revision <= ?').run(changes.dropFeedThrough);
      this.#prepare(fits ? 'COMMIT' : 'ROLLBACK').run();
      return Promise.resolve(fits ? ok() : err('conflict'));
    } catch (error) {
      if (this.#database.inTransaction) this.#database.exec('ROLLBACK');
      this.#note(error);
      return Promise.reject(error);
    }
  }

  feedAfter(revision: number, limit: number): Promise<{ readonly head: HallHead; readonly rows: readonly FeedRow[] }> {
    const stored = this.#prepare('SELECT * FROM feed WHERE revision > ? ORDER BY revision LIMIT ?').all(revision, limit);
    return Promise.resolve({ head: this.#head()!, rows: stored.map((row) => CODECS.feed.row(row as Record<string, unknown>)) });
  }

  terminalByToken(tokenHash: string): Promise<TerminalRow | undefined> {
    const stored = this.#prepare('SELECT * FROM terminal WHERE token_hash = ?').get(tokenHash);
    return Promise.resolve(stored === undefined ? undefined : CODECS.terminal.row(stored as Record<string, unknown>));
  }

  statistics(businessDay: string): Promise<Statistics> {
    const stored = this.#prepare(COUNTERS).raw().all(`conflicts ${businessDay}`, `tickets ${businessDay} `, `tickets ${businessDay}!`) as [string, number][];
    return Promise.resolve(statisticsOf(stored, businessDay));
  }

  /**
   * Copies the database as it is after some commit to a new file while commits go on: into the log, which is not worked
   * into the database meanwhile. The reading handle stays open as long as the connection: closing any handle of the file
   * would drop the process's lock on it (POSIX). @returns the head the copy has
   */
  async copyTo(file: string): Promise<HallHead> {
    const database = this.#database;
    const [checkpoint] = database.pragma('wal_checkpoint(TRUNCATE)') as { busy: number }[];
    if (checkpoint?.busy !== 0) throw new Error('the log of the database could not be worked in');
    const head = this.#head()!;
    const every = Number(database.pragma('wal_autocheckpoint', { simple: true }));
    database.pragma('wal_autocheckpoint = 0');
    this.#reader ??= openSync(database.name, 'r');
    this.#copying = copyHandle(this.#reader, file);
    try {
      await this.#copying;
    } finally {
      this.#copying = null;
      database.pragma(`wal_autocheckpoint = ${every}`);
    }
    return head;
  }

  totals(businessDay: string): Promise<Totals> {
    const grouped = (sql: string): Record<string, number> =>
      Object.fromEntries(this.#prepare(sql).raw().all(businessDay) as [string, number][]);
    const count = (sql: string, ...values: string[]): number => this.#prepare(sql).pluck().get(...values) as number;
    return Promise.resolve({
      byState: grouped('SELECT state, COUNT(*) FROM ticket WHERE business_day = ? GROUP BY state'),
      byTerminal: grouped('SELECT terminal_id, COUNT(*) FROM ticket WHERE business_day = ? AND issued_at_ms IS NOT NULL GROUP BY terminal_id'),
      conflicts: count('SELECT COUNT(*) FROM conflict WHERE business_day = ?', businessDay),
      parked: count('SELECT COUNT(*) FROM parked_operation'),
    });
  }

  close(): Promise<void> {
    // Closing works the log into the file that is being read.
    if (this.#copying) return this.#copying.then(() => this.#close(), () => this.#close());
    this.#close();
    return Promise.resolve();
  }

  #close(): void {
    if (!this.#database.open) return;
    // No statistics are gathered (ANALYZE, optimize): taken on a quiet evening they turned every look-up of the next day into
    // a walk through the queue. Without them the plans are always those that were tested.
    this.#database.close();
    if (this.#reader !== null) closeSync(this.#reader);
    this.#reader = null;
  }

  /** After a failed fsync the kernel may have dropped what it could not write: what this connection reads need not be on the disk. */
  #note(error: unknown): void {
    if (this.#broken || !(error instanceof SqliteError) || !error.code.startsWith('SQLITE_IOERR')) return;
    this.#broken = error;
    this.#loss.resolve(error);
  }

  #head(): HallHead | undefined {
    const stored = this.#prepare("SELECT * FROM hall_head WHERE id = 'head'").get();
    return stored === undefined ? undefined : CODECS.hall_head.row(stored as Record<string, unknown>);
  }

  #waiting(selectors: readonly Selector[]): WaitingCount[] {
    return selectors.flatMap((selector) => {
      if (!('query' in selector)) return [];
      if (selector.query === 'waiting-totals') return this.#prepare(WAITING_TOTALS).all() as WaitingCount[];
      if (selector.query !== 'waiting-count') return [];
      const { businessId, throughMs } = selector;
      return [{ businessId, count: this.#prepare(COUNT_WAITING).pluck().get(businessId, throughMs) as number }];
    });
  }

  #decoded(table: TableName, stored: readonly unknown[]): LoadedRows {
    const codec = CODECS[table];
    return { table, rows: stored.map((row) => codec.row(row as Record<string, unknown>)) } as unknown as LoadedRows;
  }

  #writeHead({ expected, head }: Changes): boolean {
    return this.#prepare(UPDATE_HEAD).run([...CODECS.hall_head.values(head), head.id, expected.version]).changes === 1;
  }

  #write(change: RowChange): boolean {
    const codec = CODECS[change.table] as unknown as (typeof CODECS)['ticket'];
    const sql = ROW_SQL[change.table];
    if (change.kind === 'insert') {
      this.#prepare(sql.insert).run(codec.values(change.row as never));
      return true;
    }
    const key = codec.keyValues(change.before as never);
    if (change.kind === 'delete') return this.#prepare(sql.delete).run(key).changes === 1;
    const values = [...codec.values(change.row as never), ...key];
    if (change.table === 'ticket') return this.#prepare(UPDATE_TICKET).run([...values, change.before.version]).changes === 1;
    return this.#prepare(sql.update).run(values).changes === 1;
  }

  #prepare(sql: string): Statement {
    let statement = this.#statements.get(sql);
    if (!statement) {
      statement = this.#database.prepare<unknown[]>(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}
