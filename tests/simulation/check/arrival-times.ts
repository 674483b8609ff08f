import type { History } from '../kit/history.ts';
import type { ServerState } from '../kit/final-state.ts';

/** Drift of the worst clock over the longest run, and the longest way of a message: more is a wrong arrival. */
const TOLERANCE_MS = 20_000;
/** What a stalled line delivers late was stamped when it was sent: nobody can tell that from a person who came later. */
const STALLED_MS = 160_000;

/** A wrong or dead clock does not move a person in the queue, as long as the machine ran on until the server heard of them. */
export function arrivalTimes(history: History, server: ServerState, startMs: number): readonly string[] {
  const restarts = history.of('boot');
  const bootOf = (node: string, at: number): string | undefined => restarts.findLast((boot) => boot.node === node && boot.at <= at)?.bootId;
  const applied = new Map<string, number>();
  for (const { at, events } of history.of('server-commit')) for (const { kind, aggregate } of events) if (kind === 'ticket.issued' && !applied.has(aggregate)) applied.set(aggregate, at);
  const tickets = new Map(server.tickets.map((ticket) => [ticket.id, ticket]));
  const restored = history.of('server-restored').length > 0;
  // What another machine carries to the server on a copied disk can only be aged by wall time.
  const copied = new Set([...history.of('terminal-restored'), ...history.of('cloned')].map(({ node }) => node));
  return history.of('issued').flatMap(({ node, ticketId, at }) => {
    const ticket = tickets.get(ticketId);
    const heardAt = applied.get(`ticket:${ticketId}`);
    // After a restore facts come again, perhaps from a later run of the machine.
    if (!ticket?.issued || heardAt === undefined || restored || copied.has(node)) return [];
    if (bootOf(node, at) !== bootOf(node, heardAt)) return [];
    const off = ticket.waitingSinceMs - (startMs + at);
    return off >= -TOLERANCE_MS && off <= TOLERANCE_MS + STALLED_MS ? [] : [`ticket ${ticketId} of ${node} counts as waiting since ${Math.round(off)} ms from when it was taken`];
  });
}
