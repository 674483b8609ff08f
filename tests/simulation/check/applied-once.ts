import type { History } from '../kit/history.ts';
import type { ServerState } from '../kit/final-state.ts';
import { destroyedAt } from './excuses.ts';
import { factName, promisedFacts } from './facts.ts';

/** Everything a terminal promised is in the server's books exactly once, or stands parked where staff see it. */
export function appliedOnce(history: History, server: ServerState): readonly string[] {
  const broken: string[] = [];
  const found = new Set<string>();
  const counted = new Map<string, number>();
  for (const event of server.events) {
    const name = event.opId === null ? null : factName(event);
    if (name === null) continue;
    found.add(name);
    const exact = `${name} ${Number(event.detail['copy'] ?? 0)}`;
    counted.set(exact, (counted.get(exact) ?? 0) + 1);
  }
  const copied = history.of('terminal-restored').length + history.of('cloned').length > 0;
  // An old copy of a disk knows less of the paper than its first life did, and may find out the same again.
  const counts = (name: string): boolean => !(copied && name.startsWith('paper '));
  for (const [name, times] of counted) if (times > 1 && counts(name)) broken.push(`applied ${times} times: ${name}`);
  const destroyed = destroyedAt(history);
  const parkedPoison = server.parked.filter(({ aggregate }) => aggregate.startsWith('help:')).length;
  let poison = 0;
  for (const { name, node, at, poison: unreadable } of promisedFacts(history)) {
    if (unreadable) {
      if (!destroyed(node, at)) poison += 1;
      if (found.has(name)) broken.push(`applied although it cannot be read: ${name}`);
    } else if (!found.has(name) && !destroyed(node, at)) {
      broken.push(`acknowledged at ${node} at ${at} and lost: ${name}`);
    }
  }
  if (parkedPoison < poison) broken.push(`${poison} facts that cannot be read were promised, ${parkedPoison} are parked`);
  for (const { aggregate, reason } of server.parked) {
    if (!aggregate.startsWith('help:')) broken.push(`still parked as ${reason} after the upgrade: ${aggregate}`);
  }
  return broken;
}
