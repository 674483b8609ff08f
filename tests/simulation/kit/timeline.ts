import type { Entry, History } from './history.ts';

/** The record of a run as lines that a person can follow: seconds, who, what. */
export function timeline(history: History): readonly string[] {
  return history.entries.map((entry) => `${(entry.at / 1000).toFixed(3).padStart(9)} s  ${who(entry).padEnd(10)} ${entry.kind.padEnd(15)} ${details(entry)}`);
}

function who(entry: Entry): string {
  if ('node' in entry) return entry.node;
  return entry.kind.includes('server') ? 'server' : '';
}

function details(entry: Entry): string {
  switch (entry.kind) {
    case 'fault':
      return entry.what;
    case 'server-commit': {
      const parts = [
        `version ${entry.version}`,
        ...(entry.feed.length > 0 ? [`revisions ${entry.feed[0]}–${entry.feed.at(-1)}`] : []),
        ...entry.events.map(({ kind, aggregate, seq }) => `${kind} ${aggregate} (${seq})`),
        ...entry.cursors.map(({ logId, seq, safe }) => `log ${logId.slice(-6)} at ${seq}, safe ${safe}`),
        ...entry.parked.map(({ aggregate, reason }) => `parked ${aggregate}: ${reason}`),
        ...entry.conflicts.map(({ kind, aggregate }) => `conflict ${kind} ${aggregate}`),
      ];
      return parts.join('; ');
    }
    case 'final-server':
      return `${entry.state.events.length} events, ${entry.state.tickets.length} tickets, ${entry.state.parked.length} parked, ${entry.state.conflicts.length} conflicts`;
    case 'final-terminal':
      return `${entry.state.link}, ${entry.state.pending} to send, ${entry.state.parked} parked, sees ${Object.keys(entry.state.sees).length} things`;
    case 'snapshot':
      return `${entry.entries.length} entries as of revision ${entry.cursor.revision}`;
    case 'feed-applied':
      return `to revision ${entry.cursor.revision}: ${entry.applied.map(([name, revision]) => `${name}@${revision}`).join(' ')}`;
    default: {
      const { at: _at, kind: _kind, ...rest } = entry;
      return Object.entries(rest).flatMap(([name, value]) => (name === 'node' ? [] : [`${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`])).join(', ');
    }
  }
}
