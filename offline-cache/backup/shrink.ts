import type { Connection } from '../database/open-database.ts';

/** A file may be a fifth larger than what lives in it, and this much on top: pages are used again, so little is worth no rewriting. */
const SLACK_BYTES = 8 * 1024 * 1024;
const SLACK_SHARE = 1.2;

/**
 * Rewrites the file when a long queue, since sent, left it much larger than what lives in it (a crash on the way leaves
 * the old one). Takes as long as writing the live rows once, so it runs at the opening and before the daily copy, never
 * in between. `VACUUM` rather than auto_vacuum: that would have to move pages in every commit that frees some.
 * Without room for the rewriting the file stays as large as it is: that must not keep a store from opening.
 * @returns whether it was rewritten
 */
export function shrink(connection: Connection): boolean {
  const bytesPerPage = Number(connection.pragma('page_size', { simple: true }));
  const pages = Number(connection.pragma('page_count', { simple: true }));
  const free = Number(connection.pragma('freelist_count', { simple: true }));
  if (pages * bytesPerPage <= (pages - free) * bytesPerPage * SLACK_SHARE + SLACK_BYTES) return false;
  const done = rewrite(connection);
  // What a rewriting that was given up left of the journal is given back too.
  connection.pragma('wal_checkpoint(TRUNCATE)');
  return done;
}

function rewrite(connection: Connection): boolean {
  try {
    connection.exec('VACUUM');
    return true;
  } catch (cause) {
    if ((cause as { code?: unknown }).code !== 'SQLITE_FULL') throw cause;
    return false;
  }
}
