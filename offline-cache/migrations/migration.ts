/** One numbered step of the schema. Steps are only ever added, never changed once released. */
export interface Migration {
  /** `PRAGMA user_version` after it; from 1 without gaps. */
  readonly version: number;
  readonly name: string;
  readonly sql: string;
}
