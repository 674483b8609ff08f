import type { Connection } from './open-database.ts';

/** Rows of every table, for comparing a copy with its original; never on a screen's path. */
export function tableCounts(database: Connection): Record<string, number> {
  const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name").pluck().all() as string[];
  return Object.fromEntries(tables.map((table) => [table, database.prepare(`SELECT COUNT(*) FROM ${table}`).pluck().get() as number]));
}
