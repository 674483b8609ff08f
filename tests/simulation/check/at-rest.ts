import { isDeepStrictEqual } from 'node:util';
import type { History } from '../kit/history.ts';
import type { ServerState } from '../kit/final-state.ts';

/** Everything came to rest in time, every terminal shows what the server knows, and staff see what is parked. */
export function atRest(history: History): readonly string[] {
  const broken = history.of('stuck').map(({ why }) => `stuck: ${why}`);
  for (const { node, state } of history.of('final-terminal')) {
    const names = new Set([...Object.keys(state.sees), ...Object.keys(state.shouldSee)]);
    const wrong = [...names].filter((name) => !isDeepStrictEqual(state.sees[name], state.shouldSee[name]));
    if (wrong.length > 0) broken.push(`${node} shows ${wrong.length} things otherwise than the server, first ${wrong[0]}: ${JSON.stringify(state.sees[wrong[0]!])} instead of ${JSON.stringify(state.shouldSee[wrong[0]!])}`);
    if (state.pending !== 0) broken.push(`${node} has ${state.pending} facts left`);
    // An older image may have forgotten what it was told.
    if (history.of('terminal-restored').some((restore) => restore.node === node)) continue;
    const words = history.of('parked-told').filter((entry) => entry.node === node);
    // What an upgrade brought about and the server's whole list no longer names is settled.
    const told = new Set(words.slice(Math.max(0, words.findLastIndex(({ all }) => all))).flatMap(({ opIds }) => opIds));
    if (state.parked < told.size) broken.push(`${node} was told of ${told.size} parked facts and shows ${state.parked}`);
  }
  return broken;
}

/** issued = the sum of the states, per terminal as each promised. */
export function reconciled(history: History, server: ServerState): readonly string[] {
  const broken: string[] = [];
  const names = new Map(server.terminals.map(({ id, name }) => [id, name]));
  const booked = new Map<string, number>();
  for (const { terminalId, issued, state, id } of server.tickets) {
    if (issued) booked.set(names.get(terminalId)!, (booked.get(names.get(terminalId)!) ?? 0) + 1);
    if (issued ? state === 'issuing' : !['issuing', 'void'].includes(state)) broken.push(`ticket ${id} is ${issued ? '' : 'not '}issued and its state is ${state}`);
  }
  const replaced = new Set([...history.of('terminal-restored').map(({ node }) => node), ...history.of('cloned').flatMap(({ node, clone }) => [node, clone])]);
  const died = new Set(history.of('died').filter(({ how }) => how !== 'end').map(({ node }) => node));
  const promised = new Map<string, Set<string>>();
  for (const { node, ticketId } of history.of('issued')) promised.set(node, (promised.get(node) ?? new Set()).add(ticketId));
  for (const [node, tickets] of promised) {
    const count = booked.get(node) ?? 0;
    // A ticket that was committed when the process died was not promised to anybody; it is in the books all the same.
    const fits = died.has(node) ? count >= tickets.size : count === tickets.size;
    if (!replaced.has(node) && !fits) broken.push(`${node} issued ${tickets.size} tickets, the books say ${count}`);
  }
  return broken;
}
