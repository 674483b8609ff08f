import { describe, expect, it } from 'vitest';
import { unwrap } from '#kernel/result.ts';
import { EXAMPLE_DAY, exampleBlock, exampleDraft, NEXT_DAY } from '../testing/store-fixture.ts';
import { exampleEntry, INCARNATION, OTHER_INCARNATION } from '../testing/feed-fixture.ts';
import { syncFixture } from '../testing/sync-fixture.ts';
import { HEARTBEAT_MS, PULL_EVERY_MS, LEASE_EVERY_MS, PAGE, PROBE_EVERY_MS } from './limits.ts';

const window = (id: string, label = id): object => ({ id, label, place: { floor: '1', zone: 'A' }, direction: '', businessIds: [], state: 'open' });

describe('the sync client', () => {
  it('shakes hands, sends what waits, reads the hall and takes its lease, then is online', async () => {
    await using fixture = await syncFixture({
      prepare: async (hall, store) => {
        hall.publish('window', 'w1', window('w1'));
        hall.leases = [exampleBlock()];
        await store.requestHelp('home');
      },
    });
    const { hall, client, store } = fixture;
    expect(client.link).toBe('connecting');
    await fixture.until(() => client.link === 'online' && hall.calls.includes('lease'));
    expect(hall.applied).toMatchObject([{ kind: 'help.requested', seq: 1 }]);
    expect(hall.calls.indexOf('push')).toBeLessThan(hall.calls.indexOf('snapshot'));
    expect(client.replica.windows).toMatchObject([{ id: 'w1' }]);
    expect(client.replica).toEqual(await store.replica());
    await fixture.until(() => client.status.pending === 0);
    expect(await store.outbox()).toMatchObject({ applied: 1, safe: 1 });
    expect(await store.numbersLeft()).toEqual({ [EXAMPLE_DAY]: 3 });
  });

  it('sends a fact at once when poked, and by itself at the next heartbeat when nobody pokes', async () => {
    await using fixture = await syncFixture();
    await fixture.until(() => fixture.client.link === 'online' && fixture.hall.watching === 1);
    await fixture.store.requestHelp('poked');
    fixture.client.poke();
    await fixture.until(() => fixture.hall.applied.length === 1);
    await fixture.store.requestHelp('forgotten');
    expect(await fixture.passUntil(() => fixture.hall.applied.length === 2, HEARTBEAT_MS)).toBeLessThanOrEqual(HEARTBEAT_MS);
  });

  it('sends a long queue in batches, in order, each fact once', async () => {
    await using fixture = await syncFixture({
      prepare: async (_hall, store) => {
        await Promise.all(Array.from({ length: 2500 }, (_, i) => store.requestHelp(`screen-${i}`)));
      },
    });
    await fixture.until(() => fixture.hall.applied.length === 2500);
    expect(fixture.hall.applied.map(({ seq }) => seq)).toEqual(Array.from({ length: 2500 }, (_, i) => i + 1));
    expect(fixture.hall.calls.filter((name) => name === 'push').length).toBeGreaterThan(2);
  });

  it('reads a snapshot and a feed of many pages', async () => {
    await using fixture = await syncFixture({
      prepare: (hall) => {
        for (let i = 0; i < PAGE * 2 + 7; i += 1) hall.publish('window', `w${i}`, window(`w${i}`));
      },
    });
    const { hall, client } = fixture;
    await fixture.until(() => client.link === 'online' && hall.watching === 1);
    expect(client.replica.windows).toHaveLength(PAGE * 2 + 7);
    hall.loseHints = true;
    for (let i = 0; i < PAGE * 2 + 7; i += 1) hall.publish('window', `w${i}`, window(`w${i}`, 'x'));
    await fixture.passUntil(() => client.replica.cursor?.revision === hall.revision, HEARTBEAT_MS);
    expect(client.replica.windows.every(({ label }) => label === 'x')).toBe(true);
    expect(client.replica.windows).toEqual((await fixture.store.replica()).windows);
  });
});

describe('hints of the watch', () => {
  it('are applied when they follow on the cursor, without asking again', async () => {
    await using fixture = await syncFixture();
    const { hall, client } = fixture;
    await fixture.until(() => client.link === 'online' && hall.watching === 1);
    await fixture.until(() => hall.calls.filter((name) => name === 'pull').length === 2);
    hall.publish('window', 'w1', window('w1'));
    hall.publish('window', 'w1', null);
    hall.publish('window', 'w2', window('w2'));
    await fixture.until(() => client.replica.windows.length === 1 && client.replica.cursor?.revision === 3);
    expect(hall.calls.filter((name) => name === 'pull')).toHaveLength(2);
    expect(client.replica.windows).toMatchObject([{ id: 'w2' }]);
  });

  it('lead to a pull when one before was lost, and change nothing when they come twice', async () => {
    await using fixture = await syncFixture();
    const { hall, client } = fixture;
    await fixture.until(() => client.link === 'online' && hall.watching === 1);
    hall.loseHints = true;
    hall.publish('window', 'w1', window('w1'));
    hall.loseHints = false;
    hall.publish('window', 'w2', window('w2'));
    await fixture.until(() => client.replica.windows.length === 2);
    hall.hint({ incarnation: INCARNATION, from: 1, to: 1, entries: [exampleEntry(1, 'window', 'w1', null)] });
    await fixture.clock.advance(100);
    expect(client.replica.windows).toHaveLength(2);
  });

  it('are not needed: a lost one is made up by the heartbeat', async () => {
    await using fixture = await syncFixture();
    const { hall, client } = fixture;
    await fixture.until(() => client.link === 'online' && hall.watching === 1);
    hall.loseHints = true;
    hall.publish('window', 'w1', window('w1'));
    await fixture.passUntil(() => client.replica.windows.length === 1, HEARTBEAT_MS);
    expect(client.link).toBe('online');
  });

  it('are not believed for ever when they say that there is nothing: an instance may not have heard of it', async () => {
    await using fixture = await syncFixture();
    const { hall, client, clock } = fixture;
    await fixture.until(() => client.link === 'online' && hall.watching === 1);
    hall.loseHints = true;
    hall.publish('window', 'w1', window('w1'));
    const { revision } = client.replica.cursor!;
    const beat = (): void => {
      hall.hint({ incarnation: INCARNATION, from: revision + 1, to: revision, entries: [] });
      clock.after(HEARTBEAT_MS / 2, beat);
    };
    beat();
    expect(await fixture.passUntil(() => client.replica.windows.length === 1, PULL_EVERY_MS)).toBeGreaterThan(HEARTBEAT_MS);
  });

  it('come again after the watch broke, without the link being called down', async () => {
    await using fixture = await syncFixture();
    const { hall, client } = fixture;
    await fixture.until(() => client.link === 'online' && hall.watching === 1);
    const states: string[] = [];
    client.onChange(({ link }) => states.push(link));
    await fixture.clock.advance(5_000);
    hall.closeWatches();
    await fixture.passUntil(() => hall.calls.filter((name) => name === 'watch').length === 2 && hall.watching === 1, 5_000);
    expect(states).not.toContain('offline');
  });
});

describe('time and numbers', () => {
  it('notices a wall clock that is off, and keeps the server’s word', async () => {
    await using fixture = await syncFixture({ wallOffsetMs: 365 * 86_400_000 });
    await fixture.until(() => fixture.client.link === 'online');
    expect(fixture.client.status.clockTrust).toBe('untrusted');
    expect(await fixture.store.stamp()).toMatchObject({ trust: 'untrusted', lastServerMs: fixture.clock.now() + 365 * 86_400_000 });
  });

  it('learns a new business day, and stores the lease for tomorrow when it is offered', async () => {
    await using fixture = await syncFixture();
    const { hall, client, clock, store } = fixture;
    await fixture.until(() => hall.watching === 1 && hall.calls.includes('lease'));
    hall.leases = [exampleBlock(), exampleBlock({ businessDay: NEXT_DAY })];
    await fixture.passUntil(() => hall.leases.length === 0, LEASE_EVERY_MS + HEARTBEAT_MS);
    await clock.advance(0);
    expect(await store.numbersLeft()).toEqual({ [EXAMPLE_DAY]: 3, [NEXT_DAY]: 3 });
    hall.businessDay = NEXT_DAY;
    await fixture.passUntil(() => client.replica.businessDay === NEXT_DAY, LEASE_EVERY_MS + HEARTBEAT_MS);
    const { ticket } = await store.draftTicket(exampleDraft('tap-1'));
    expect(unwrap(await store.issueOffline(ticket.id)).number).toMatchObject({ businessDay: NEXT_DAY, number: 1 });
  });
});

describe('a link that goes down', () => {
  it('is noticed when the server is silent, and the queue moves on as soon as it answers', async () => {
    await using fixture = await syncFixture();
    const { hall, client, store } = fixture;
    await fixture.until(() => client.link === 'online' && hall.watching === 1);
    hall.network = 'silent';
    await fixture.passUntil(() => client.link === 'offline', HEARTBEAT_MS + 6_000);
    expect(client.status.fault?.kind).toBe('silent');
    await store.requestHelp('home');
    hall.network = 'up';
    await fixture.passUntil(() => hall.applied.length === 1 && client.link === 'online', 31_000);
    expect(client.status.fault).toBeNull();
  });

  it('backs off longer and longer with jitter, and remembers it over a restart', async () => {
    await using fixture = await syncFixture({ prepare: (hall) => void (hall.network = 'refuse') });
    const { hall, client, clock, store } = fixture;
    await fixture.until(() => client.link === 'offline');
    expect(client.status.fault).toMatchObject({ kind: 'unreachable' });
    await clock.advance(120_000);
    const tries = hall.calls.length;
    expect(tries).toBeGreaterThan(5);
    expect(tries).toBeLessThan(40);
    const saved = await store.backoff();
    expect(saved.attempt).toBe(tries);
    await fixture.restart();
    if (saved.remainingMs > 1) await clock.advance(saved.remainingMs - 1);
    expect(hall.calls).toHaveLength(tries);
    await fixture.passUntil(() => hall.calls.length === tries + 1, 1_000);
  });

  it('is used again as soon as the port answers, and the backoff is forgotten', async () => {
    await using fixture = await syncFixture({
      prepare: (hall) => void (hall.network = 'refuse'),
      probe: (hall) => Promise.resolve(hall.network === 'up'),
    });
    const { hall, client, clock, store } = fixture;
    await clock.advance(300_000);
    expect(client.link).toBe('offline');
    await store.requestHelp('home');
    hall.network = 'up';
    expect(await fixture.passUntil(() => hall.applied.length === 1, 2 * PROBE_EVERY_MS)).toBeLessThanOrEqual(PROBE_EVERY_MS + 10);
    await fixture.until(() => client.link === 'online');
    expect(await store.backoff()).toEqual({ attempt: 0, remainingMs: 0 });
  });

  it('leaves no timer and no watch behind when the client is stopped in whatever it does', async () => {
    for (const network of ['up', 'silent', 'refuse'] as const) {
      await using fixture = await syncFixture({ prepare: (hall) => void (hall.network = network), probe: () => Promise.resolve(false) });
      await fixture.clock.advance(3_000);
      await fixture.client.stop();
      await fixture.clock.advance(0);
      expect(fixture.clock.pendingTimers).toBe(0);
      expect(fixture.hall.watching).toBe(0);
    }
  });
});

describe('a new incarnation of the server', () => {
  it('replaces the replica by a snapshot and sends again what the server lost, nothing twice', async () => {
    await using fixture = await syncFixture({ prepare: (hall) => void (hall.safeLag = 100) });
    const { hall, client, store, clock } = fixture;
    hall.publish('window', 'w1', window('w1'));
    hall.publish('window', 'w2', window('w2'));
    for (let i = 0; i < 5; i += 1) await store.requestHelp(`screen-${i}`);
    client.poke();
    await fixture.until(() => hall.applied.length === 5 && client.replica.windows.length === 2);
    const all = hall.factIds;
    const second = (await store.operationsAfter(1, 1))[0]!;
    await clock.advance(5_000);
    hall.restore(OTHER_INCARNATION, 2, second.hash);
    await fixture.passUntil(() => hall.applied.length === 5 && client.replica.cursor?.incarnation === OTHER_INCARNATION, 40_000);
    expect(hall.factIds).toEqual(all);
    expect(client.replica.windows).toMatchObject([{ id: 'w1' }]);
    expect(client.link).toBe('online');
  });
});
