import { closeSync, copyFileSync, existsSync, fsyncSync, openSync } from 'node:fs';
import path from 'node:path';
import Database, { type Statement as Prepared } from 'better-sqlite3';
import { migrate } from '../database/migrate.ts';
import type { Connection } from '../database/open-database.ts';
import { OpenRefusal } from '../database/open-error.ts';
import type { Migration } from '../migrations/migration.ts';
import { emptyTables, loadRows, schemaOf } from '../shadow/checkpoint.ts';
import type { Statement } from '../shadow/entry.ts';
import { writeMark, type ShadowMark } from './shadow-mark.ts';
import type { Track, TrackGroup } from './track.ts';

/** A database that is nobody's yet: quick to fill, worthless until it is finished. `secret` null: in memory, for a comparison. */
export function openScratch(file: string, secret: string | null, { readonly = false } = {}): Connection {
  // Made empty first: SQLite would make it readable by others.
  if (secret !== null && !readonly) closeSync(openSync(file, 'a', 0o600));
  const connection = new Database(secret === null ? ':memory:' : file, { readonly, fileMustExist: readonly });
  if (secret !== null) {
    connection.pragma("cipher = 'aegis'");
    connection.pragma(`key = '${secret}'`);
  }
  if (readonly) return connection;
  connection.pragma('journal_mode = MEMORY');
  connection.pragma('synchronous = OFF');
  connection.pragma('foreign_keys = OFF');
  connection.pragma('temp_store = MEMORY');
  return connection;
}

/** What is left of a damaged database, in a copy: reading it may write to it. Null when not even its schema can be read. */
export function openDamaged(file: string, folder: string, secret: string): Connection | null {
  const copy = path.join(folder, 'damaged.db');
  let connection: Connection | null = null;
  try {
    copyFileSync(file, copy);
    if (existsSync(`${file}-wal`)) copyFileSync(`${file}-wal`, `${copy}-wal`);
    connection = openScratch(copy, secret);
    connection.prepare('SELECT count(*) FROM sqlite_schema').get();
    return connection;
  } catch {
    connection?.close();
    return null;
  }
}

/** How a track was put into a database. */
export interface Filled {
  readonly groups: number;
  /** Every statement could be executed. */
  readonly exact: boolean;
}

/**
 * The start's rows and the groups behind it, each at the schema it was written for; then the newest schema. @throws OpenRefusal newer-schema
 */
export function fill(connection: Connection, file: string, track: Track, migrations: readonly Migration[]): Filled {
  const upTo = (schema: number): void => {
    const known = migrations.at(-1)?.version ?? 0;
    if (schema > known) throw new OpenRefusal({ kind: 'newer-schema', file, found: schema, known });
    if (schema > schemaOf(connection)) migrate(file, connection, migrations.filter(({ version }) => version <= schema));
  };
  if (track.start) {
    const { start } = track;
    upTo(start.schema);
    connection.transaction(() => {
      emptyTables(connection);
      for (const entry of start.rows()) loadRows(connection, entry);
    })();
  }
  let exact = true;
  for (let at = 0; at < track.groups.length; ) {
    const { schema } = track.groups[at]!;
    const next = track.groups.findIndex((group, index) => index > at && group.schema !== schema);
    const run = track.groups.slice(at, next < 0 ? undefined : next);
    upTo(schema);
    // One transaction over all of a schema: each group is a savepoint in it.
    connection.transaction(() => {
      const statements = new Statements(connection);
      for (const group of run) exact = putGroup(connection, statements, group) && exact;
    })();
    at += run.length;
  }
  upTo(migrations.at(-1)?.version ?? 0);
  return { groups: track.groups.length, exact };
}

/** Each text prepared once. */
class Statements {
  readonly #connection: Connection;
  readonly #prepared = new Map<string, Prepared<unknown[]>>();

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  run({ text, values }: Statement): void {
    let statement = this.#prepared.get(text);
    if (!statement) this.#prepared.set(text, (statement = this.#connection.prepare(text)));
    statement.run(...values);
  }
}

/** Whole; when a statement of it does not fit what is here, each for itself as far as they go. */
function putGroup(connection: Connection, prepared: Statements, group: TrackGroup): boolean {
  const statements = group.statements ?? [];
  const put = connection.transaction(() => statements.forEach((statement) => prepared.run(statement)));
  try {
    put();
    return true;
  } catch (cause) {
    // The whole transaction is gone with it: nothing can be tried on.
    if (!connection.inTransaction) throw cause;
    for (const statement of statements) {
      try {
        prepared.run(statement);
      } catch {
        // It rests on something that is lost.
      }
    }
    return false;
  }
}

/** From a scratch to the file of a store: in WAL, on the disk, closed. @throws Error when it cannot be read back */
export function finish(connection: Connection, file: string, mark: ShadowMark): void {
  writeMark(connection, mark);
  const check = String(connection.pragma('quick_check(1)', { simple: true }));
  if (check !== 'ok') throw new Error(`the rebuilt database is not sound: ${check}`);
  connection.pragma('journal_mode = WAL');
  connection.close();
  const handle = openSync(file, 'r+');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
