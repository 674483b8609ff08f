import { TABLES, type ColumnKind, type TableName, type Tables } from '../tables.ts';

/** Rows to and from the columns of a table: snake_case names, JSON text, 0/1 flags. The same for every SQL database. */

export function columnName(field: string): string {
  return field.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

export interface RowCodec<Row> {
  readonly names: readonly string[];
  readonly keyNames: readonly string[];
  values(row: Row): unknown[];
  keyValues(row: Row): unknown[];
  row(stored: Record<string, unknown>): Row;
}

function codecOf<Table extends TableName>(table: Table): RowCodec<Tables[Table]> {
  type Row = Tables[Table];
  const spec = TABLES[table];
  const columns = (Object.entries(spec.columns) as [keyof Row & string, ColumnKind][]).map(([field, kind]) => ({
    field,
    kind,
    name: columnName(field),
  }));
  return {
    names: columns.map(({ name }) => name),
    keyNames: spec.key.map(columnName),
    values: (row) => columns.map(({ field, kind }) => encode(row[field], kind)),
    keyValues: (row) => spec.key.map((field) => row[field]),
    row: (stored) => {
      const row: Record<string, unknown> = {};
      for (const { field, kind, name } of columns) row[field] = decode(stored[name], kind);
      return row as unknown as Row;
    },
  };
}

function encode(value: unknown, kind: ColumnKind): unknown {
  if (kind === 'plain') return value;
  if (kind === 'flag') return value === true ? 1 : 0;
  return value === null ? null : JSON.stringify(value);
}

function decode(stored: unknown, kind: ColumnKind): unknown {
  if (kind === 'plain') return stored;
  if (kind === 'flag') return stored === 1;
  return stored === null ? null : (JSON.parse(stored as string) as unknown);
}

export const CODECS = Object.fromEntries((Object.keys(TABLES) as TableName[]).map((table) => [table, codecOf(table)])) as unknown as {
  readonly [Table in TableName]: RowCodec<Tables[Table]>;
};
