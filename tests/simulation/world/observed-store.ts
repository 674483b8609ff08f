import type { TerminalStore } from '#offline-cache/store-api.ts';
import type { FeedEntry } from '#contracts/sync/feed.ts';
import { around } from '../kit/life.ts';
import type { FeedMark, History } from '../kit/history.ts';

/**
 * Writes down what a terminal's store answered: only what was answered counts as promised.
 * @param copies the copy each ticket's paper is at, kept over restarts
 */
export function observedStore(inner: TerminalStore, node: string, history: History, copies: Map<string, number>, alive: () => boolean): TerminalStore {
  return around(inner, async (name, args, call) => {
    const answer = await call();
    const look = WATCHED[name];
    // What a store answers to a dead process nobody heard.
    if (look && alive()) look({ node, history, args, answer, inner, copies });
    return answer;
  });
}

interface Seen {
  readonly node: string;
  readonly history: History;
  readonly args: readonly unknown[];
  readonly answer: unknown;
  readonly inner: TerminalStore;
  readonly copies: Map<string, number>;
}

type AnswerOf<Method extends keyof TerminalStore> = Awaited<ReturnType<TerminalStore[Method]>>;

function issued({ node, history, answer }: Seen): void {
  const result = answer as AnswerOf<'issueOffline'>;
  if (!result.ok) return;
  const { id, number, offline } = result.value;
  history.note({ kind: 'issued', node, ticketId: id, number: number!, offline });
}

function marks({ node, history, answer }: Seen): void {
  const { logId, seq, applied, safe, parked, heldFrom } = answer as AnswerOf<'outbox'>;
  history.note({ kind: 'marks', node, logId, seq, applied, safe, parked, heldFrom });
}

const WATCHED: Readonly<Record<string, (seen: Seen) => void>> = {
  issueBound: issued,
  issueOffline: issued,
  acknowledge: marks,
  recordPaper({ node, history, args, copies }) {
    const [ticketId, paper, source] = args as [string, string, string];
    history.note({ kind: 'paper-recorded', node, ticketId, paper, copy: copies.get(ticketId) ?? 1, source });
  },
  beginReprint({ args, answer, copies }) {
    copies.set(String(args[0]), (answer as AnswerOf<'beginReprint'>).copy);
  },
  requestHelp({ node, history, args }) {
    history.note({ kind: 'help-recorded', node, screen: String(args[0]) });
  },
  startNewLog(seen) {
    seen.history.note({ kind: 'new-log', node: seen.node, logId: (seen.answer as AnswerOf<'startNewLog'>).logId });
    marks(seen);
  },
  noteParked({ node, history, args }) {
    const parked = args[0] as readonly { readonly opId: string }[];
    if (parked.length > 0) history.note({ kind: 'parked-told', node, opIds: parked.map(({ opId }) => opId) });
  },
  settleParked({ node, history, args }) {
    const parked = args[2] as readonly { readonly opId: string }[];
    history.note({ kind: 'parked-told', node, opIds: parked.map(({ opId }) => opId), all: true });
  },
  applyFeed({ node, history, answer }) {
    const { cursor, applied } = answer as AnswerOf<'applyFeed'>;
    history.note({ kind: 'feed-applied', node, cursor, applied: applied.map((entry): FeedMark => [nameOf(entry), entry.revision]) });
  },
  replaceReplica({ node, history, args }) {
    const [cursor, entries] = args as [Extract<AnswerOf<'replica'>['cursor'], object>, readonly FeedEntry[]];
    history.note({ kind: 'snapshot', node, cursor, entries: entries.map((entry): FeedMark => [nameOf(entry), entry.revision]) });
  },
};

function nameOf({ entity, id }: FeedEntry): string {
  return `${entity}:${id}`;
}
