import type Database from 'better-sqlite3';
import { err, ok, type Result } from '#kernel/result.ts';
import type { Changes, HallStore, Loaded, LoadedRows, RowChange, Selector, Totals } from '../hall-store.ts';
import type { FeedRow, HallHead, TerminalRow } from '../rows.ts';
import type { TableName } from '../tables.ts';
import type { Connection } from './open-database.ts';
import { buildQuery } from './queries.ts';
import { CODECS } from './row-codec.ts';

type Statement = Database.Statement<unknown[]>;

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

/** The hall on embedded SQLite: one connection, one process, every commit on the disk. */
export class SqliteHallStore implements HallStore {
  readonly #database: Connection;
  readonly #statements = new Map<string, Statement>();

  /** Takes over the connection. A new database must `begin` before anything else. */
  constructor(database: Connection) {
    this.#database = database;
  }

  /** Writes the very first head. */
  begin(first: FirstHead): HallHead {
    const head: HallHead = { id: 'head', ...first, version: 0, revision: 0, feedFloor: 0, auditSeq: 0, auditHash: '0'.repeat(64) };
    this.#write({ table: 'hall_head', kind: 'insert', row: head });
    return head;
  }

  load(selectors: readonly Selector[]): Promise<Loaded> {
    // Synchronous from the first to the last row: nothing can commit in between.
    return Promise.resolve({ head: this.#head()!, rows: selectors.flatMap((selector) => this.#select(selector)) });
  }

  commit(changes: Changes): Promise<Result<void, 'conflict'>> {
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      const fits = this.#writeHead(changes) && changes.rows.every((change) => this.#write(change));
      if (fits && changes.dropFeedThrough > 0) this.#prepare('DELETE FROM feed WHERE revision <= ?').run(changes.dropFeedThrough);
      this.#database.exec(fits ? 'COMMIT' : 'ROLLBACK');
      return Promise.resolve(fits ? ok() : err('conflict'));
    } catch (error) {
      if (this.#database.inTransaction) this.#database.exec('ROLLBACK');
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
    if (this.#database.open) {
      this.#database.pragma('optimize');
      this.#database.close();
    }
    return Promise.resolve();
  }

  #head(): HallHead | undefined {
    const stored = this.#prepare("SELECT * FROM hall_head WHERE id = 'head'").get();
    return stored === undefined ? undefined : CODECS.hall_head.row(stored as Record<string, unknown>);
  }

  #select(selector: Selector): LoadedRows[] {
    if ('keys' in selector) {
      const { table, keys } = selector;
      const where = CODECS[table].keyNames.map((name) => `${name} = ?`).join(' AND ');
      const statement = this.#prepare(`SELECT * FROM ${table} WHERE ${where}`);
      return [this.#decoded(table, keys.map((key) => statement.get(...key)))];
    }
    return buildQuery(selector).map(({ table, where, values }) =>
      this.#decoded(table, this.#prepare(`SELECT * FROM ${table} ${where}`).all(...values)),
    );
  }

  #decoded(table: TableName, stored: readonly unknown[]): LoadedRows {
    const codec = CODECS[table];
    const rows = stored.filter((row) => row !== undefined).map((row) => codec.row(row as Record<string, unknown>));
    return { table, rows } as unknown as LoadedRows;
  }

  #writeHead({ expected, head }: Changes): boolean {
    const codec = CODECS.hall_head;
    const sets = codec.names.map((name) => `${name} = ?`).join(', ');
    const run = this.#prepare(`UPDATE hall_head SET ${sets} WHERE id = 'head' AND version = ?`).run(...codec.values(head), expected.version);
    return run.changes === 1;
  }

  #write(change: RowChange): boolean {
    const { table } = change;
    const codec = CODECS[table] as unknown as (typeof CODECS)['ticket'];
    const where = codec.keyNames.map((name) => `${name} = ?`).join(' AND ');
    if (change.kind === 'insert') {
      const marks = codec.names.map(() => '?').join(', ');
      this.#prepare(`INSERT INTO ${table} (${codec.names.join(', ')}) VALUES (${marks})`).run(...codec.values(change.row as never));
      return true;
    }
    if (change.kind === 'delete') {
      return this.#prepare(`DELETE FROM ${table} WHERE ${where}`).run(...codec.keyValues(change.before as never)).changes === 1;
    }
    const sets = codec.names.map((name) => `${name} = ?`).join(', ');
    const values = [...codec.values(change.row as never), ...codec.keyValues(change.before as never)];
    if (change.table === 'ticket') {
      return this.#prepare(`UPDATE ticket SET ${sets} WHERE ${where} AND version = ?`).run(...values, change.before.version).changes === 1;
    }
    return this.#prepare(`UPDATE ${table} SET ${sets} WHERE ${where}`).run(...values).changes === 1;
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
