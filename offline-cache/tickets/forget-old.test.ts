import { describe, expect, it } from 'vitest';
import { unwrap } from '#kernel/result.ts';
import { EXAMPLE_DAY, exampleBlock, exampleDraft, openFixture } from '../testing/store-fixture.ts';

const DAY_MS = 86_400_000;
const bound = { businessDay: EXAMPLE_DAY, series: 'A', number: 8, origin: 'bound' } as const;

describe('old tickets', () => {
  it('are forgotten a week later, with dropped drafts, leases and counters of their day', async () => {
    await using fixture = await openFixture();
    const { store, clock } = fixture;
    const told = clock.now();
    await store.saveLease(EXAMPLE_DAY, [exampleBlock()]);
    const { ticket } = await store.draftTicket(exampleDraft('tap-1'));
    unwrap(await store.issueBound(ticket.id, bound));
    const dropped = (await store.draftTicket(exampleDraft('tap-2'))).ticket;
    await store.dropDraft(dropped.id);
    await store.acknowledge(1, 1);
    await store.noteServer(told + 7 * DAY_MS, '2026-03-09', 'trusted');
    expect(await store.ticket(ticket.id)).not.toBeNull();
    await store.noteServer(told + 8 * DAY_MS, '2026-03-10', 'trusted');
    expect(await store.ticket(ticket.id)).toBeNull();
    expect(await store.ticket(dropped.id)).toBeNull();
    expect(await store.numbersLeft()).toEqual({});
  });

  it('stay while a fact about them is not safe, however old, and take no others with them', async () => {
    await using fixture = await openFixture();
    const { store, clock } = fixture;
    const ids: string[] = [];
    for (const number of [8, 9, 10]) {
      const { ticket } = await store.draftTicket(exampleDraft(`tap-${number}`));
      ids.push(ticket.id);
      unwrap(await store.issueBound(ticket.id, { ...bound, number }));
    }
    // The first is safe, the second applied but not safe, the third was never sent.
    await store.acknowledge(2, 1);
    await store.noteServer(clock.now() + 60 * DAY_MS, '2026-05-01', 'trusted');
    expect(await Promise.all(ids.map(async (id) => (await store.ticket(id))?.number?.number ?? null))).toEqual([null, 9, 10]);
    expect((await store.operationsAfter(1, 100_000)).map(({ seq }) => seq)).toEqual([2, 3]);
    await store.acknowledge(3, 3);
    await store.noteServer(clock.now() + 61 * DAY_MS, '2026-05-02', 'trusted');
    expect(await Promise.all(ids.map((id) => store.ticket(id)))).toEqual([null, null, null]);
  });

  it('stay while staff must still decide about a parked fact', async () => {
    await using fixture = await openFixture();
    const { store, clock } = fixture;
    const { ticket } = await store.draftTicket(exampleDraft('tap-1'));
    unwrap(await store.issueBound(ticket.id, bound));
    const [operation] = await store.operationsAfter(0, 100_000);
    const { opId } = JSON.parse(operation!.body) as { opId: string };
    await store.noteParked([{ opId, seq: 1, reason: 'unsupported' }]);
    await store.acknowledge(1, 1);
    await store.noteServer(clock.now() + 60 * DAY_MS, '2026-05-01', 'trusted');
    expect((await store.ticket(ticket.id))?.number).toEqual(bound);
  });
});
