import type { Connection } from '../database/open-database.ts';
import { fromShadow, toShadow, type RowsEntry, type ShadowValue } from './entry.ts';
import type { Checkpoint } from './shadow-log.ts';

/** Text of one `rows` record, about. */
const ROWS_BYTES = 128 * 1024;

/** Everything in the tables, read at the time of asking: nothing else may run on the connection meanwhile. */
export function checkpointOf(connection: Connection): Checkpoint {
  return function* () {
    yield { kind: 'begin', json: JSON.stringify({ schema: schemaOf(connection) }) };
    let rows = 0;
    for (const entry of tableRows(connection)) {
      rows += entry.rows.length;
      yield { kind: 'rows', json: JSON.stringify(entry) };
    }
    yield { kind: 'whole', json: JSON.stringify({ rows }) };
  };
}

export function schemaOf(connection: Connection): number {
  return Number(connection.pragma('user_version', { simple: true }));
}

/** All rows of all tables in portions; rows of a table keep their order. */
export function* tableRows(connection: Connection): Generator<RowsEntry> {
  for (const table of tableNames(connection)) {
    const columns = columnsOf(connection, table);
    let rows: (readonly ShadowValue[])[] = [];
    let bytes = 0;
    for (const row of connection.prepare(selectAll(table, columns)).raw().iterate() as IterableIterator<unknown[]>) {
      const values = row.map(toShadow);
      rows.push(values);
      for (const value of values) bytes += typeof value === 'string' ? value.length : 16;
      if (bytes < ROWS_BYTES) continue;
      yield { table, columns, rows };
      rows = [];
      bytes = 0;
    }
    if (rows.length > 0) yield { table, columns, rows };
  }
}

/** Puts rows into a database of the same schema. `replace`: what a migration filled in by itself gives way. */
export function loadRows(connection: Connection, { table, columns, rows }: RowsEntry): void {
  const insert = connection.prepare(`INSERT OR REPLACE INTO "${table}" (${names(columns)}) VALUES (${columns.map(() => '?').join(', ')})`);
  for (const row of rows) insert.run(...row.map(fromShadow));
}

export function emptyTables(connection: Connection): void {
  for (const table of tableNames(connection)) connection.exec(`DELETE FROM "${table}"`);
}

/** Tables of our own; the program's source names them, so that they need no more care than quotes. */
export function tableNames(connection: Connection): string[] {
  return connection
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
    .pluck()
    .all() as string[];
}

/** Columns that are stored: generated ones come by themselves. */
export function columnsOf(connection: Connection, table: string): string[] {
  return connection.prepare('SELECT name FROM pragma_table_xinfo(?) WHERE hidden = 0 ORDER BY cid').pluck().all(table) as string[];
}

export function selectAll(table: string, columns: readonly string[]): string {
  return `SELECT ${names(columns)} FROM "${table}"`;
}

function names(columns: readonly string[]): string {
  return columns.map((column) => `"${column}"`).join(', ');
}
