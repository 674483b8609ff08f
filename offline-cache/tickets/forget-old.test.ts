import { describe, expect, it } from 'vitest';
import { unwrap } from '#kernel/result.ts';
import { EXAMPLE_DAY, exampleBlock, exampleDraft, openFixture, type StoreFixture } from '../testing/store-fixture.ts';

const DAY_MS = 86_400_000;
const bound = { businessDay: EXAMPLE_DAY, series: 'A', number: 8, origin: 'bound' } as const;

/** The server names these days after the first, one after the other. */
async function serve({ store, clock }: StoreFixture, from: number, to: number): Promise<void> {
  for (let day = from; day <= to; day += 1) await store.noteServer(clock.now() + day * DAY_MS, new Date(Date.parse(EXAMPLE_DAY) + day * DAY_MS).toISOString().slice(0, 10), 'trusted');
}

describe('old tickets', () => {
  it('are forgotten a week later, with dropped drafts, leases and counters of their day', async () => {
    await using fixture = await openFixture();
    const { store } = fixture;
    await store.saveLease(EXAMPLE_DAY, [exampleBlock()]);
    const { ticket } = await store.draftTicket(exampleDraft('tap-1'));
    unwrap(await store.issueBound(ticket.id, bound));
    const dropped = (await store.draftTicket(exampleDraft('tap-2'))).ticket;
    await store.dropDraft(dropped.id);
    await store.acknowledge(1, 1);
    await serve(fixture, 1, 7);
    expect(await store.ticket(ticket.id)).not.toBeNull();
    await serve(fixture, 8, 8);
    expect(await store.ticket(ticket.id)).toBeNull();
    expect(await store.ticket(dropped.id)).toBeNull();
    expect(await store.numbersLeft()).toEqual({});
  });

  it('stay while a fact about them is not safe, however old, and take no others with them', async () => {
    await using fixture = await openFixture();
    const { store } = fixture;
    const ids: string[] = [];
    for (const number of [8, 9, 10]) {
      const { ticket } = await store.draftTicket(exampleDraft(`tap-${number}`));
      ids.push(ticket.id);
      unwrap(await store.issueBound(ticket.id, { ...bound, number }));
    }
    // The first is safe, the second applied but not safe, the third was never sent.
    await store.acknowledge(2, 1);
    await serve(fixture, 1, 9);
    expect(await Promise.all(ids.map(async (id) => (await store.ticket(id))?.number?.number ?? null))).toEqual([null, 9, 10]);
    expect((await store.operationsAfter(1, 100_000)).map(({ seq }) => seq)).toEqual([2, 3]);
    await store.acknowledge(3, 3);
    await serve(fixture, 10, 10);
    expect(await Promise.all(ids.map((id) => store.ticket(id)))).toEqual([null, null, null]);
  });

  it('stay while staff must still decide about a parked fact', async () => {
    await using fixture = await openFixture();
    const { store } = fixture;
    const { ticket } = await store.draftTicket(exampleDraft('tap-1'));
    unwrap(await store.issueBound(ticket.id, bound));
    const [operation] = await store.operationsAfter(0, 100_000);
    const { opId } = JSON.parse(operation!.body) as { opId: string };
    await store.noteParked([{ opId, seq: 1, reason: 'unsupported' }]);
    await store.acknowledge(1, 1);
    await serve(fixture, 1, 10);
    expect((await store.ticket(ticket.id))?.number).toEqual(bound);
  });
});

describe('a server whose clock was wrong', () => {
  const numberIn = async ({ store }: StoreFixture, tapId: string) => unwrap(await store.issueOffline((await store.draftTicket(exampleDraft(tapId))).ticket.id)).number;

  it.each([[['2036-01-01']], [['2036-01-01', '2036-01-02', '2036-01-03']], [['2026-03-16', '2026-03-17']]])('names %s and takes it back: leases and last resort go on, no number comes twice', async (wrongDays) => {
    await using fixture = await openFixture();
    const { store, clock } = fixture;
    await store.saveLease(EXAMPLE_DAY, [exampleBlock({ to: 2 })]);
    const given = [];
    for (const tap of ['a', 'b', 'c']) given.push(await numberIn(fixture, `before-${tap}`));
    await store.acknowledge(3, 3);
    for (const day of wrongDays) await store.noteServer(Date.parse(day) + 3_600_000, day, 'trusted');
    await store.noteServer(clock.now(), EXAMPLE_DAY, 'trusted');
    for (const tap of ['a', 'b']) given.push(await numberIn(fixture, `after-${tap}`));
    const labels = given.map((number) => JSON.stringify([number?.businessDay, number?.series, number?.number]));
    expect(labels.every((label) => label.includes(EXAMPLE_DAY))).toBe(true);
    expect(new Set(labels).size).toBe(5);
  });
});
