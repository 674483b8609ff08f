import type { Connection } from '../database/open-database.ts';
import { schemaOf } from '../shadow/checkpoint.ts';
import { groupsAfter, type Group, type ShadowFile } from '../shadow/read-shadow.ts';
import { writeMark, type ShadowMark } from './shadow-mark.ts';

/**
 * Puts the committed groups that the database does not have back into it, verbatim and in one transaction with its mark.
 * @param beforeCommit runs in the same transaction
 * @returns how many; `broken` when they do not follow one another or do not fit: then only a rebuild helps
 */
export function replay(
  connection: Connection,
  { lineage, position }: ShadowMark,
  files: readonly ShadowFile[],
  beforeCommit: (putBack: number) => void,
): number | 'broken' {
  const end = Math.max(0, ...files.flatMap(({ checkpoint, groups }) => [checkpoint ?? 0, groups.at(-1)?.position ?? 0]));
  if (end <= position) return 0;
  const missing = new Map<number, Group>();
  const schema = schemaOf(connection);
  for (const file of files) {
    if (file.begin && file.begin.schema !== schema) continue;
    for (const group of groupsAfter(file, position)) missing.set(group.position, group);
  }
  try {
    connection.transaction(() => {
      for (let next = position + 1; next <= end; next += 1) {
        const group = missing.get(next);
        if (!group?.statements) throw new Error(`group ${next} is missing`);
        for (const { text, values } of group.statements) connection.prepare(text).run(...values);
      }
      writeMark(connection, { lineage, position: end });
      beforeCommit(end - position);
    })();
    return end - position;
  } catch {
    return 'broken';
  }
}
