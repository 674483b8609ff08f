import type { History } from '../kit/history.ts';
import type { ServerState } from '../kit/final-state.ts';
import { factName, promisedFacts } from './facts.ts';

/** Facts are applied in the order of their log; parked ones later, but in order among those of the same ticket. */
export function inOrder(history: History, server: ServerState): readonly string[] {
  const broken: string[] = [];
  const late = new Set(history.of('server-commit').flatMap(({ parked }) => parked.map(({ aggregate }) => aggregate)));
  const place = new Map<string, number>();
  const lastOfAggregate = new Map<string, { readonly logId: string; readonly seq: number }>();
  const lastOfLog = new Map<string, number>();
  for (const [index, event] of server.events.entries()) {
    const { opId, logId, seq, aggregate } = event;
    if (opId === null || logId === null || seq === null) continue;
    const name = factName(event);
    if (name !== null && !late.has(aggregate)) place.set(name, index);
    const before = lastOfAggregate.get(aggregate);
    if (before?.logId === logId && seq < before.seq) broken.push(`${aggregate}: ${seq} of its log was applied after ${before.seq}`);
    lastOfAggregate.set(aggregate, { logId, seq });
    if (late.has(aggregate)) continue;
    if (seq < (lastOfLog.get(logId) ?? 0)) broken.push(`log ${logId}: ${seq} was applied after ${lastOfLog.get(logId)}`);
    lastOfLog.set(logId, Math.max(seq, lastOfLog.get(logId) ?? 0));
  }
  const copied = new Set([...history.of('terminal-restored').map(({ node }) => node), ...history.of('cloned').flatMap(({ node, clone }) => [node, clone])]);
  const lastOfNode = new Map<string, { readonly index: number; readonly name: string }>();
  for (const { node, name } of promisedFacts(history)) {
    // What became of a paper may be found out again by an old copy of the disk.
    const index = copied.has(node) && name.startsWith('paper ') ? undefined : place.get(name);
    if (index === undefined) continue;
    const before = lastOfNode.get(node);
    if (before && index < before.index) broken.push(`${node} promised "${before.name}" before "${name}", and the server applied them the other way round`);
    else lastOfNode.set(node, { index, name });
  }
  return broken;
}
