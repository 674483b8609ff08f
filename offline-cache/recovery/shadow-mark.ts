import type { Random } from '#kernel/random.ts';
import type { Connection } from '../database/open-database.ts';

/** Where the database stands in its store's sequence of committed groups. It moves in the transaction of the group. */
export interface ShadowMark {
  /** The store's own random name. */
  readonly lineage: string;
  readonly position: number;
}

const NAME = 'shadow';

/** Null in a database of an older release and in a new one. */
export function readMark(connection: Connection): ShadowMark | null {
  if (!hasSettings(connection)) return null;
  const text = connection.prepare('SELECT value FROM setting WHERE name = ?').pluck().get(NAME) as string | undefined;
  return text === undefined ? null : (JSON.parse(text) as ShadowMark);
}

export function writeMark(connection: Connection, mark: ShadowMark): void {
  connection.prepare(MARK_TEXT).run(...markValues(mark));
}

/** For whoever writes it with every group and prepares it once. */
export const MARK_TEXT = 'INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value';

export function markValues({ lineage, position }: ShadowMark): readonly [string, string] {
  return [NAME, JSON.stringify({ lineage, position })];
}

function hasSettings(connection: Connection): boolean {
  return connection.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'setting'").get() !== undefined;
}

/** 16 random bytes in hex. */
export function newLineage(random: Random): string {
  return Buffer.from(random.bytes(16)).toString('hex');
}
