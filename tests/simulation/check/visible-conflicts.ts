import type { History } from '../kit/history.ts';
import type { ServerState } from '../kit/final-state.ts';

/** Clocks are not compared to the second: the server takes facts this much later for a restore's too. */
const RESTORE_SLACK_MS = 10 * 60_000 + 1_000;

/** What the server had to notice when it applied a fact is shown to staff. */
export function visibleConflicts(history: History, server: ServerState): readonly string[] {
  const broken: string[] = [];
  const shown = new Set(server.conflicts.map(({ kind, aggregate }) => `${kind} ${aggregate}`));
  const day = new Map(server.tickets.map(({ id, businessDay }) => [`ticket:${id}`, businessDay]));
  // Which commit holds each fact in the end; those of a future that a restore undid do not count.
  const held = new Map<string, string>();
  for (const { events, businessDay } of history.of('server-commit')) for (const { opId, kind } of events) if (kind === 'ticket.issued') held.set(opId, businessDay);
  // What a fact of the time a backup does not know must look like is shown once, as the restore itself.
  const restored = Math.max(0, ...history.of('server-restored').map(({ at }) => at));
  const takenAt = new Map(history.of('issued').map(({ ticketId, at }) => [`ticket:${ticketId}`, at]));
  const explained = (aggregate: string): boolean => (takenAt.get(aggregate) ?? 0) <= restored + RESTORE_SLACK_MS && restored > 0;
  const live = new Map<string, string>();
  for (const { kind, aggregate, opId } of server.events) {
    if (kind !== 'ticket.issued' || opId === null) continue;
    if (explained(aggregate)) continue;
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
    if (explained(`ticket:${id}`) || (other !== undefined && explained(`ticket:${other}`))) continue;
    if (other !== undefined && !shown.has(`double-live-ticket ticket:${id}`) && !shown.has(`double-live-ticket ticket:${other}`)) {
      broken.push(`two tickets wait for one person, ${other} and ${id}, and no conflict is shown`);
    }
    live.set(key, id);
  }
  return broken;
}
