import type { Entry, History, ServerCommit } from './history.ts';

/** The record of a run as lines that a person can follow: seconds, who, what. */
export function timeline(history: History): readonly string[] {
  return history.entries.map((entry) => `${(entry.at / 1000).toFixed(3).padStart(9)} s  ${who(entry).padEnd(10)} ${entry.kind.padEnd(15)} ${details(entry)}`);
}

function who(entry: Entry): string {
  if ('node' in entry) return entry.node;
  return entry.kind.includes('server') ? 'server' : '';
}

function details(entry: Entry): string {
  if (entry.kind === 'fault') return entry.what;
  if (entry.kind === 'server-commit') return commit(entry);
  if (entry.kind === 'final-server') {
    const { events, tickets, parked, conflicts } = entry.state;
    return `${events.length} events, ${tickets.length} tickets, ${parked.length} parked, ${conflicts.length} conflicts`;
  }
  if (entry.kind === 'final-terminal') {
    const { link, pending, parked, sees } = entry.state;
    return `${link}, ${pending} to send, ${parked} parked, sees ${Object.keys(sees).length} things`;
  }
  if (entry.kind === 'snapshot') return `${entry.entries.length} entries as of revision ${entry.cursor.revision}`;
  if (entry.kind === 'feed-applied') return `to revision ${entry.cursor.revision}: ${entry.applied.map(([name, revision]) => `${name}@${revision}`).join(' ')}`;
  const { at: _at, kind: _kind, ...rest } = entry;
  return Object.entries(rest)
    .flatMap(([name, value]) => (name === 'node' ? [] : [`${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`]))
    .join(', ');
}

function commit({ version, feed, events, cursors, parked, conflicts }: ServerCommit): string {
  return [
    `version ${version}`,
    ...(feed.length > 0 ? [`revisions ${feed[0]}–${feed.at(-1)}`] : []),
    ...events.map(({ kind, aggregate, seq }) => `${kind} ${aggregate} (${seq})`),
    ...cursors.map(({ logId, seq, safe }) => `log ${logId.slice(-6)} at ${seq}, safe ${safe}`),
    ...parked.map(({ aggregate, reason }) => `parked ${aggregate}: ${reason}`),
    ...conflicts.map(({ kind, aggregate }) => `conflict ${kind} ${aggregate}`),
  ].join('; ');
}
