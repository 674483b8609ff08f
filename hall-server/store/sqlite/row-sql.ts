import { TABLES, type TableName } from '../tables.ts';
import { CODECS } from './row-codec.ts';

/** The statements of one table, made once: a batch writes thousands of rows. */
export interface RowSql {
  /** Values in the order of the codec's names. */
  readonly insert: string;
  /** Values, then the key. */
  readonly update: string;
  readonly delete: string;
  /** All rows of a JSON array of keys by one statement; a key of several parts is an array of them. */
  readonly byKeys: string;
}

function rowSqlOf(table: TableName): RowSql {
  const { names, keyNames } = CODECS[table];
  const where = keyNames.map((name) => `${name} = ?`).join(' AND ');
  return {
    insert: `INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
    update: `UPDATE ${table} SET ${names.map((name) => `${name} = ?`).join(', ')} WHERE ${where}`,
    delete: `DELETE FROM ${table} WHERE ${where}`,
    byKeys: `SELECT row.* FROM ${wanted(table, keyNames)}`,
  };
}

/**
 * Rows whose columns equal one of the wanted values. The list stands outside, so that each wanted value is one look-up in
 * the index, whatever the planner believes of the table's size.
 */
export function wanted(table: TableName, columns: readonly string[]): string {
  const value = (part: number): string => (columns.length === 1 ? 'wanted.value' : `wanted.value ->> ${part}`);
  return `json_each(?) AS wanted CROSS JOIN ${table} AS row ON ${columns.map((name, part) => `row.${name} = ${value(part)}`).join(' AND ')}`;
}

export const ROW_SQL = Object.fromEntries((Object.keys(TABLES) as TableName[]).map((table) => [table, rowSqlOf(table)])) as Readonly<
  Record<TableName, RowSql>
>;

/** The head and tickets are compared with the version that was loaded; it comes last among the values. */
export const UPDATE_HEAD = `${ROW_SQL.hall_head.update} AND version = ?`;
export const UPDATE_TICKET = `${ROW_SQL.ticket.update} AND version = ?`;
