import type { History, HappeningOf } from '../kit/history.ts';
import type { ServerEvent } from '../kit/final-state.ts';
import { POISON_SCREEN } from '../world/catalogue.ts';

/** Something a terminal promised to keep, as the server's books must show it. */
export interface Fact {
  readonly at: number;
  readonly node: string;
  /** One word for it: the same at the terminal and at the server. */
  readonly name: string;
  /** Can never be read by any server. */
  readonly poison: boolean;
}

export function promisedFacts(history: History): readonly Fact[] {
  const facts: Fact[] = [];
  for (const entry of history.entries) {
    if (entry.kind === 'issued') facts.push(fact(entry, issuedName(entry.ticketId)));
    if (entry.kind === 'paper-recorded') facts.push(fact(entry, paperName(entry.ticketId, entry.paper, entry.source, entry.copy)));
    if (entry.kind === 'help-recorded') facts.push({ ...fact(entry, `help ${entry.screen}`), poison: entry.screen.startsWith(POISON_SCREEN) });
  }
  return facts;
}

function fact({ at, node }: HappeningOf<'issued' | 'paper-recorded' | 'help-recorded'>, name: string): Fact {
  return { at, node, name, poison: false };
}

const issuedName = (ticketId: string): string => `issued ${ticketId}`;

/** After a restart only the store knows which copy was under way. */
function paperName(ticketId: string, paper: string, source: string, copy: number): string {
  return `paper ${ticketId} ${paper} ${source === 'restart' ? 'restart' : `${source} ${copy}`}`;
}

/** The same word for an event of the server; null for what no terminal promised. */
export function factName({ kind, aggregate, detail }: Pick<ServerEvent, 'kind' | 'aggregate' | 'detail'>): string | null {
  const id = aggregate.slice(aggregate.indexOf(':') + 1);
  if (kind === 'ticket.issued') return issuedName(id);
  if (kind === 'ticket.paper') return paperName(id, String(detail['paper']), String(detail['source']), Number(detail['copy']));
  if (kind === 'help.requested') return `help ${String(detail['screen'])}`;
  return null;
}
