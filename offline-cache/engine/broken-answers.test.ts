import { describe, expect, it } from 'vitest';
import { EXAMPLE_DAY, exampleBlock, exampleDraft, openFixture } from '../testing/store-fixture.ts';

/** What a server with a fault may say: none of it may lie in the store afterwards, where every later ticket would meet it. */
describe('a broken answer of the server', () => {
  it('about time is refused, and numbers go on', async () => {
    await using fixture = await openFixture();
    const { store } = fixture;
    for (const [ms, day] of [[Number.NaN, EXAMPLE_DAY], [Number.POSITIVE_INFINITY, EXAMPLE_DAY], [1e18, EXAMPLE_DAY], [0, '2026-13-45'], [0, 'heute']] as const) {
      await expect(store.noteServer(ms, day, 'trusted')).rejects.toMatchObject({ kind: 'malformed' });
    }
    const { ticket } = await store.draftTicket(exampleDraft('tap-1'));
    await expect(store.issueOffline(ticket.id)).resolves.toMatchObject({ ok: true });
  });

  it('about leases is refused, and numbers go on', async () => {
    await using fixture = await openFixture();
    const { store } = fixture;
    for (const wrong of [{ from: 10_000, to: 20_000 }, { from: Number.NaN }, { series: 'x' }, { businessDay: '今天' }, { from: 1.5 }]) {
      await expect(store.saveLease(EXAMPLE_DAY, [{ ...exampleBlock(), ...wrong }])).rejects.toMatchObject({ kind: 'malformed' });
    }
    const { ticket } = await store.draftTicket(exampleDraft('tap-1'));
    await expect(store.issueOffline(ticket.id)).resolves.toMatchObject({ ok: true });
  });

  it('about what is applied or safe is refused, and nothing is forgotten', async () => {
    await using fixture = await openFixture();
    const { store } = fixture;
    await store.requestHelp('home');
    for (const [applied, safe] of [[Number.NaN, 0], [1, Number.NaN], [0.5, 0.5], [Number.POSITIVE_INFINITY, 0]] as const) {
      await expect(store.acknowledge(applied, safe)).rejects.toMatchObject({ kind: 'malformed' });
    }
    expect(await store.acknowledge(99, 99)).toMatchObject({ applied: 1, safe: 1, seq: 1 });
  });
});
