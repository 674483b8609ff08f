import Database from 'better-sqlite3';

/**
 * A SQLite that does not do what it is told: every `PRAGMA setting = …` sets `value` instead, so that what is read back
 * is truly wrong. `version` answers an older library. As long as `run` runs.
 */
export function withDoctoredSqlite(lie: { readonly setting: string; readonly value: string } | { readonly version: string }, run: () => void): void {
  // oxlint-disable-next-line typescript/unbound-method -- called with their own `this` below
  const { pragma, prepare } = Database.prototype;
  if ('version' in lie) {
    Database.prototype.prepare = function lying(this: Database.Database, sql: string) {
      return prepare.call(this, sql.replace('sqlite_version()', `'${lie.version}'`));
    } as typeof prepare;
  } else {
    const asked = new RegExp(`^${lie.setting}\\s*=`, 'i');
    Database.prototype.pragma = function lying(this: Database.Database, text: string, options?: Database.PragmaOptions) {
      return pragma.call(this, asked.test(text) ? `${lie.setting} = ${lie.value}` : text, options);
    };
  }
  try {
    run();
  } finally {
    Object.assign(Database.prototype, { pragma, prepare });
  }
}
