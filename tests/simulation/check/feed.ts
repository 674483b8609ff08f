import type { History, HappeningOf } from '../kit/history.ts';

/** Revisions are gapless in the order of commits; no terminal goes back, and the higher revision of an entity wins. */
export function feed(history: History): readonly string[] {
  return [...gapless(history), ...forward(history)];
}

function gapless(history: History): readonly string[] {
  const broken: string[] = [];
  let head: HappeningOf<'server-commit'> | null = null;
  for (const entry of history.entries) {
    if (entry.kind === 'server-restored') head = null;
    // Nobody was told of a commit that the power cut short: it may be there or not.
    if (entry.kind === 'died' && entry.node === 'server' && entry.how.startsWith('power')) head = null;
    if (entry.kind !== 'server-commit') continue;
    const last: number = head === null ? entry.revisionBefore : (head.feed.at(-1) ?? head.revisionBefore);
    if (head !== null && head.incarnation === entry.incarnation && entry.revisionBefore !== last) {
      broken.push(`commit ${entry.version} begins at revision ${entry.revisionBefore}, the one before ended at ${last}`);
    }
    for (const [index, revision] of entry.feed.entries()) {
      if (revision !== entry.revisionBefore + index + 1) broken.push(`commit ${entry.version} gives revision ${revision} as number ${index + 1} behind ${entry.revisionBefore}`);
    }
    head = entry;
  }
  return broken;
}

function forward(history: History): readonly string[] {
  const broken: string[] = [];
  const seen = new Map<string, Map<string, number>>();
  const cursors = new Map<string, { readonly incarnation: string; readonly revision: number }>();
  const died = new Set<string>();
  for (const entry of history.entries) {
    // An old image knows less than the terminal did.
    if (entry.kind === 'terminal-restored') {
      seen.delete(entry.node);
      cursors.delete(entry.node);
    }
    if (entry.kind === 'died') died.add(entry.node);
    if (entry.kind === 'snapshot') {
      died.delete(entry.node);
      seen.set(entry.node, new Map(entry.entries));
      cursors.set(entry.node, entry.cursor);
    }
    if (entry.kind !== 'feed-applied') continue;
    const { node, cursor, applied } = entry;
    const before = cursors.get(node);
    // A snapshot of the restored server that was committed in the moment of death: nobody saw it.
    if (died.has(node) && before && before.incarnation !== cursor.incarnation) seen.delete(node);
    died.delete(node);
    if (before && before.incarnation === cursor.incarnation && cursor.revision < before.revision) broken.push(`${node} went back from revision ${before.revision} to ${cursor.revision}`);
    cursors.set(node, cursor);
    const known = seen.get(node) ?? new Map<string, number>();
    seen.set(node, known);
    for (const [name, revision] of applied) {
      const had = known.get(name);
      if (had !== undefined && revision <= had) broken.push(`${node} took revision ${revision} of ${name} over ${had}`);
      known.set(name, revision);
    }
  }
  return broken;
}
