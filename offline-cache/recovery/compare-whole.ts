import type { Connection } from '../database/open-database.ts';
import { MIGRATIONS } from '../migrations/all.ts';
import { schemaOf, tableRows } from '../shadow/checkpoint.ts';
import type { ShadowFile } from '../shadow/read-shadow.ts';
import { fill, openScratch } from './scratch.ts';
import type { ShadowMark } from './shadow-mark.ts';
import { findTrack } from './track.ts';

export interface Comparison {
  readonly folder: string;
  readonly key: Uint8Array;
  readonly files: readonly ShadowFile[];
  readonly mark: ShadowMark;
  readonly bootId: string;
}

/**
 * Whether the database has, row for row, what the shadow log says of the same position. True also when the shadow log cannot say: then there is
 * nothing better than the database. One pass over everything, made only when the journal is in doubt.
 */
export function compareWhole(connection: Connection, { folder, key, files, mark, bootId }: Comparison): boolean {
  const track = findTrack(folder, key, files, null, bootId);
  if (!track.start || !track.unbroken || track.end !== mark.position) return true;
  const schema = schemaOf(connection);
  const scratch = openScratch('', null);
  try {
    const { exact } = fill(scratch, folder, track, MIGRATIONS.filter(({ version }) => version <= schema));
    return !exact || sameRows(connection, scratch);
  } finally {
    scratch.close();
  }
}

function sameRows(one: Connection, other: Connection): boolean {
  const rows = new Set(texts(one));
  for (const text of texts(other)) if (!rows.delete(text)) return false;
  return rows.size === 0;
}

/** The mark itself and what the opening is about to tell are not the store's contents. */
function* texts(connection: Connection): Generator<string> {
  for (const { table, rows } of tableRows(connection)) {
    for (const row of rows) if (!(table === 'setting' && (row[0] === 'shadow' || row[0] === 'recovery'))) yield `${table} ${JSON.stringify(row)}`;
  }
}
