import type { History } from '../kit/history.ts';
import type { ServerState } from '../kit/final-state.ts';

/** What the server had to notice when it applied a fact is shown to staff. */
export function visibleConflicts(history: History, server: ServerState): readonly string[] {
  const broken: string[] = [];
  const shown = new Set(server.conflicts.map(({ kind, aggregate }) => `${kind} ${aggregate}`));
  const day = new Map(server.tickets.map(({ id, businessDay }) => [`ticket:${id}`, businessDay]));
  // Which commit holds each fact in the end; those of a future that a restore undid do not count.
  const held = new Map<string, string>();
  for (const { events, businessDay } of history.of('server-commit')) for (const { opId, kind } of events) if (kind === 'ticket.issued') held.set(opId, businessDay);
  const live = new Map<string, string>();
  for (const { kind, aggregate, opId } of server.events) {
    if (kind !== 'ticket.issued' || opId === null) continue;
    const appliedOn = held.get(opId);
    if (appliedOn !== undefined && day.get(aggregate)! < appliedOn && !shown.has(`after-day-close ${aggregate}`)) {
      broken.push(`${aggregate} of ${day.get(aggregate)} was applied on ${appliedOn}, and no conflict is shown`);
    }
  }
  // Two tickets that still wait for the same person and business: the later one must have been noticed.
  for (const { id, digest, businessId, state } of server.tickets) {
    if (digest === null || state !== 'waiting') continue;
    const key = `${digest} ${businessId}`;
    const other = live.get(key);
    if (other !== undefined && !shown.has(`double-live-ticket ticket:${id}`) && !shown.has(`double-live-ticket ticket:${other}`)) {
      broken.push(`two tickets wait for one person, ${other} and ${id}, and no conflict is shown`);
    }
    live.set(key, id);
  }
  return broken;
}
