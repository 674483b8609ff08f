import { operationEnvelope } from '#contracts/sync/operation.ts';
import type { Ticket } from '#domain/ticket/ticket.ts';
import type { TerminalStore } from '../store-api.ts';

/** Everything a store says of itself, in a form that two openings can be compared by. */
export interface Account {
  /** Operation by operation without its place in a log, which a rebuild changes. */
  readonly facts: readonly string[];
  /** What must be equal word for word. */
  readonly state: Readonly<Record<string, unknown>>;
  /** Every number that any ticket here ever got. */
  readonly numbers: readonly string[];
}

/** Reads all of it through the store's own interface. @param tickets ids of every ticket that was ever drafted */
export async function readAccount(store: TerminalStore, tickets: readonly string[]): Promise<Account> {
  const facts: string[] = [];
  for (let seq = await firstSeq(store), more = true; more; ) {
    // oxlint-disable-next-line no-await-in-loop -- page by page
    const some = await store.operationsAfter(seq, 200_000);
    for (const { body } of some) {
      const { logId: _log, seq: _seq, prevHash: _before, ...fact } = operationEnvelope.parse(JSON.parse(body));
      facts.push(JSON.stringify(fact));
    }
    seq = some.at(-1)?.seq ?? seq;
    more = some.length > 0;
  }
  const known = await Promise.all(tickets.map((id) => store.ticket(id)));
  const [enrolment, replica, numbersLeft, issuedToday, interrupted, backoff, { parked }] = await Promise.all([
    store.enrolment(), store.replica(), store.numbersLeft(), store.issuedToday(), store.interrupted(), store.backoff(), store.outbox(),
  ]);
  return {
    facts,
    state: { tickets: known, enrolment, replica, numbersLeft, issuedToday, interrupted, backoff, parked },
    numbers: known.flatMap((ticket) => (ticket?.number ? [numberText(ticket)] : [])),
  };
}

export function numberText({ number }: Ticket): string {
  return number ? `${number.businessDay} ${number.series} ${number.number}` : '';
}

/** Operations up to the safe mark are pruned, but for parked ones: reading begins where the store still has them all. */
async function firstSeq(store: TerminalStore): Promise<number> {
  return (await store.outbox()).safe;
}

/** What differs; empty when the history is the same. Facts that tell of a recovery are new and belong to no history. */
export function differences(before: Account, after: Account): string[] {
  const found: string[] = [];
  const told = after.facts.filter((fact) => !fact.includes('"kind":"store.recovered"'));
  const missing = before.facts.filter((fact) => !told.includes(fact));
  if (missing.length > 0) found.push(`${missing.length} facts are gone, the first ${missing[0]}`);
  const held = told.filter((fact) => before.facts.includes(fact));
  if (missing.length === 0 && held.join('\n') !== before.facts.join('\n')) found.push('the facts are in another order');
  for (const [name, value] of Object.entries(before.state)) {
    const [was, is] = [JSON.stringify(value), JSON.stringify(after.state[name])];
    if (was !== is) found.push(`${name} was ${shorten(was)} and is ${shorten(is)}`);
  }
  return found;
}

function shorten(text: string | undefined): string {
  return text === undefined ? 'nothing' : text.length > 300 ? `${text.slice(0, 300)}…` : text;
}
