import { createHash } from 'node:crypto';
import type { Connection } from '../database/open-database.ts';

/** What two copies of a store must have in common to be the same. */
export interface StoreContents {
  readonly schema: number;
  readonly head: { readonly logId: string; readonly seq: number; readonly hash: string; readonly applied: number; readonly safe: number };
  /** Rows per table. */
  readonly rows: Readonly<Record<string, number>>;
  /** Digest over every row whose loss could not be seen otherwise: settings, marks of numbers, the log's hashes. */
  readonly digest: string;
}

/** @throws SqliteError when a page cannot be read */
export function contentsOf(connection: Connection): StoreContents {
  const tables = connection
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name")
    .pluck()
    .all() as string[];
  const rows = Object.fromEntries(tables.map((table) => [table, Number(connection.prepare(`SELECT count(*) FROM "${table}"`).pluck().get())]));
  const base = connection.prepare('SELECT log_id AS logId, base_seq AS seq, base_hash AS hash, applied, safe FROM log_head').get() as StoreContents['head'];
  const last = connection.prepare('SELECT seq, hash FROM operation ORDER BY seq DESC LIMIT 1').get() as { seq: number; hash: string } | undefined;
  return {
    schema: Number(connection.pragma('user_version', { simple: true })),
    head: last && last.seq > base.seq ? { ...base, ...last } : base,
    rows,
    digest: digestOf(connection),
  };
}

const DIGESTED = [
  'SELECT name, value FROM setting ORDER BY name',
  'SELECT business_day, series, first, last, next, origin, lease_id FROM lease ORDER BY business_day, series, first',
  'SELECT business_day, series, next FROM permanent ORDER BY business_day, series',
  'SELECT seq, op_id, hash FROM operation ORDER BY seq',
  'SELECT op_id, reason FROM parked ORDER BY op_id',
  'SELECT ticket_id, tap_id, copies, value FROM ticket ORDER BY ticket_id',
] as const;

function digestOf(connection: Connection): string {
  const digest = createHash('sha256');
  for (const query of DIGESTED) {
    digest.update(`${query}\n`);
    for (const row of connection.prepare(query).raw().iterate()) digest.update(`${JSON.stringify(row)}\n`);
  }
  return digest.digest('hex');
}
