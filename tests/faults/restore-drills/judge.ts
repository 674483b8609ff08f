import type { TicketNumber } from '#domain/ticket/number.ts';
import type { HallServices } from '#hall-server/hall-services.ts';

/** A ticket as a person holds it: what was acknowledged, by whichever machine. */
export interface Paper {
  readonly ticketId: string;
  readonly label: string;
}

export interface Judged {
  readonly services: HallServices;
  readonly papers: readonly Paper[];
  /** Tickets that no place holds any more: their only disk is gone. Their numbers must still never come again. */
  readonly nowhere: ReadonlySet<string>;
  /** Kinds of everything staff are shown. */
  readonly shown: readonly string[];
  /** What they must be shown of this drill. */
  readonly expected: readonly string[];
}

/** What staff see when numbers or tickets went wrong: no drill may lead there. */
const NEVER = ['duplicate-number', 'issued-again', 'foreign-number'] as const;

/** Nothing acknowledged is lost where some place still holds it, no number is on two papers, and staff see what happened. */
export async function judge({ services, papers, nowhere, shown, expected }: Judged): Promise<readonly string[]> {
  const known = await numbersAt(services, papers.map(({ ticketId }) => ticketId));
  const lost = papers.filter(({ ticketId, label }) => !nowhere.has(ticketId) && known.get(ticketId) !== label);
  const other = papers.filter(({ ticketId, label }) => nowhere.has(ticketId) && known.has(ticketId) && known.get(ticketId) !== label);
  return [
    ...[...twice(papers)].map((label) => `${label} is on two papers`),
    ...lost.map(({ ticketId, label }) => `${label} is not at the server (${known.get(ticketId) ?? 'unknown'})`),
    ...other.map(({ label }) => `${label} stands at the server with another number`),
    ...expected.filter((kind) => !shown.includes(kind)).map((kind) => `staff are not shown ${kind}`),
    ...NEVER.filter((kind) => shown.includes(kind)).map((kind) => `staff are shown ${kind}`),
  ];
}

export function twice(papers: readonly Paper[]): ReadonlySet<string> {
  const seen = new Set<string>();
  return new Set(papers.flatMap(({ label }) => (seen.has(label) ? [label] : (seen.add(label), []))));
}

export function labelOf({ businessDay, series, number }: TicketNumber): string {
  return `${businessDay} ${series}${number}`;
}

/** The number of every ticket in these, as the server knows them. */
export async function numbersAt({ context }: HallServices, ticketIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const work = await context.writer.read((_seen, round) => (round === 0 ? [{ table: 'ticket', keys: ticketIds.map((id) => [id]) }] : null));
  return new Map([...work.table('ticket').all()].flatMap((row) => (row.number && row.issuedAtMs !== null ? [[row.id, labelOf(row.number)]] : [])));
}
