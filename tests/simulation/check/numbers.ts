import type { History, HappeningOf } from '../kit/history.ts';
import type { ServerState } from '../kit/final-state.ts';
import { destroyedAt } from './excuses.ts';

/** No number lies in two people's hands, and each is of a day that the server named. */
export function numbers(history: History, server: ServerState): readonly string[] {
  const broken: string[] = [];
  const holder = new Map<string, HappeningOf<'paper-out'>>();
  const conflicting = new Set(server.conflicts.filter(({ kind }) => kind === 'duplicate-number').map(({ aggregate }) => aggregate));
  const unlinked = withoutLink(history);
  const destroyed = destroyedAt(history);
  const firstPapers = new Set<string>();
  for (const paper of history.of('paper-out')) {
    // A reprint is of the number that the ticket had when it was given.
    if (firstPapers.has(paper.ticketId)) continue;
    firstPapers.add(paper.ticketId);
    const key = label(paper.number);
    const other = holder.get(key);
    if (!other) holder.set(key, paper);
    if (!other || other.ticketId === paper.ticketId) continue;
    // A number that was only told to the replaced disk: neither the old image nor the server can know of it.
    if (destroyed(other.node, other.at) || destroyed(paper.node, paper.at)) continue;
    // The one documented case: an old image put back where no server could be asked. Then staff must see it.
    const excused = unlinked(paper.node, paper.at) || unlinked(other.node, other.at);
    const seen = conflicting.has(`ticket:${paper.ticketId}`) || conflicting.has(`ticket:${other.ticketId}`);
    if (!excused) broken.push(`number ${key} lies in two hands: from ${other.node} at ${other.at} and from ${paper.node} at ${paper.at}`);
    else if (!seen) broken.push(`number ${key} twice after an old image, and no conflict is shown`);
  }
  const days = new Set(history.of('server-commit').map(({ businessDay }) => businessDay));
  for (const { node, number, at } of history.of('issued')) {
    if (!days.has(number.businessDay)) broken.push(`${node} gave a number of ${number.businessDay} at ${at}, a day no server was in`);
  }
  const booked = new Map(server.tickets.map((ticket) => [ticket.id, ticket]));
  for (const { ticketId, number, node, at } of history.of('issued')) {
    const ticket = booked.get(ticketId);
    // Until its fact is applied the books hold what was bound, which the paper need not bear.
    if (ticket?.issued && ticket.label !== label(number)) broken.push(`the paper says ${label(number)}, the books say ${ticket.label}: ticket ${ticketId}`);
    if (ticket && !ticket.issued && !destroyed(node, at)) broken.push(`ticket ${ticketId} has a paper and is not issued in the books`);
  }
  return broken;
}

/** One touch gives one ticket at most, however often the finger came down. */
export function oneTapOneTicket(history: History): readonly string[] {
  const tickets = new Map<string, string>();
  return history.of('tap-answered').flatMap(({ tapId, node, ticketId }) => {
    if (ticketId === null) return [];
    const before = tickets.get(`${node} ${tapId}`);
    tickets.set(`${node} ${tapId}`, ticketId);
    return before !== undefined && before !== ticketId ? [`one touch at ${node} gave two tickets: ${before} and ${ticketId}`] : [];
  });
}

function label({ businessDay, series, number }: { readonly businessDay: string; readonly series: string; readonly number: number }): string {
  return `${businessDay} ${series} ${number}`;
}

/** Between the moment an old image was put back and the first time the server was met again. */
function withoutLink(history: History): (node: string, at: number) => boolean {
  const spans = history.of('terminal-restored').map(({ node, at }) => {
    const met = history.entries.find((entry) => entry.at >= at && ((entry.kind === 'link' && entry.state === 'online') || entry.kind === 'new-log') && entry.node === node);
    // A ticket that was begun before the server was met may come out of the printer a little later.
    return { node, from: at, to: (met?.at ?? Number.MAX_SAFE_INTEGER) + 5_000 };
  });
  return (node, at) => spans.some((span) => span.node === node && at >= span.from && at <= span.to);
}
