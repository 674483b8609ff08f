import type { Connection } from '../database/open-database.ts';
import { loadRows } from '../shadow/checkpoint.ts';
import { fromShadow, type RowsEntry } from '../shadow/entry.ts';
import { readableRows } from './salvage.ts';

/**
 * What a damaged file still says beyond the backup that a rebuild began from: under which name the terminal is enrolled now, which numbers are given
 * already, and tickets that the backup does not know. Marks only ever grow; a row of the backup that is there stays.
 */
export function salvageRows(damaged: Connection, into: Connection): void {
  each(damaged, 'lease', (entry) => loadGrowing(into, entry, ['business_day', 'series', 'first'], 'next'));
  each(damaged, 'permanent', (entry) => loadGrowing(into, entry, ['business_day', 'series'], 'next'));
  each(damaged, 'issued', (entry) => loadGrowing(into, entry, ['business_day'], 'count'));
  each(damaged, 'setting', (entry) => {
    if (entry.rows[0]?.[entry.columns.indexOf('name')] === 'enrolment') loadRows(into, entry);
  });
  each(damaged, 'ticket', ({ columns, rows }) => {
    const sql = `INSERT OR IGNORE INTO ticket (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`;
    into.prepare(sql).run(...rows[0]!.map(fromShadow));
  });
}

function loadGrowing(into: Connection, { table, columns, rows }: RowsEntry, key: readonly string[], mark: string): void {
  into
    .prepare(
      `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})
       ON CONFLICT (${key.join(', ')}) DO UPDATE SET ${mark} = max(${mark}, excluded.${mark})`,
    )
    .run(...rows[0]!.map(fromShadow));
}

/** Row by row: one that does not fit costs only itself. */
function each(damaged: Connection, table: string, put: (entry: RowsEntry) => void): void {
  const entry = readableRows(damaged, table);
  for (const row of entry?.rows ?? []) {
    try {
      put({ ...entry!, rows: [row] });
    } catch {
      // What is damaged gives what it can.
    }
  }
}
