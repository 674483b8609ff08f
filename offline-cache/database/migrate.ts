import type { Migration } from '../migrations/migration.ts';
import type { Connection } from './open-database.ts';
import { OpenRefusal } from './open-error.ts';

/** Brings the schema to the newest version, each step and its number in one transaction. @throws OpenRefusal */
export function migrate(file: string, connection: Connection, migrations: readonly Migration[]): void {
  const known = migrations.at(-1)?.version ?? 0;
  const found = Number(connection.pragma('user_version', { simple: true }));
  if (found > known) throw new OpenRefusal({ kind: 'newer-schema', file, found, known });
  for (const migration of migrations) {
    if (migration.version <= found) continue;
    connection.transaction(() => {
      connection.exec(migration.sql);
      connection.pragma(`user_version = ${migration.version}`);
    })();
  }
}
