import { ORPCError } from '@orpc/client';
import { describe, expect, it } from 'vitest';
import { GENESIS_HASH } from '#contracts/sync/operation.ts';
import { syncFixture, type SyncFixture } from '../testing/sync-fixture.ts';
import { HEARTBEAT_MS } from './limits.ts';

async function online(fixture: SyncFixture, facts: number): Promise<void> {
  for (let i = 0; i < facts; i += 1) await fixture.store.requestHelp(`screen-${i}`);
  fixture.client.poke();
  await fixture.until(() => fixture.client.link === 'online' && fixture.hall.applied.length === facts && fixture.hall.watching === 1);
  // Long enough that whatever ends this session is not held against it.
  await fixture.clock.advance(5_000);
}

async function opIds({ store }: SyncFixture): Promise<string[]> {
  return (await store.operationsAfter(0, 1_000_000)).map(({ body }) => (JSON.parse(body) as { opId: string }).opId);
}

describe('pushing', () => {
  it('takes the cursor of the handshake for what was applied when the answer was lost', async () => {
    await using fixture = await syncFixture();
    await online(fixture, 1);
    fixture.hall.network = 'lose-answer';
    await fixture.store.requestHelp('lost');
    fixture.client.poke();
    await fixture.passUntil(() => fixture.hall.applied.length === 2 && fixture.client.status.pending === 0 && fixture.client.link === 'online', 40_000);
    expect(fixture.hall.applied.map(({ seq }) => seq)).toEqual([1, 2]);
    expect(fixture.hall.calls.filter((name) => name === 'push')).toHaveLength(2);
  });

  it('continues from the server’s place after a gap', async () => {
    await using fixture = await syncFixture({ prepare: (hall) => void (hall.safeLag = 100) });
    await online(fixture, 3);
    const { hall, store, client } = fixture;
    const first = (await store.operationsAfter(0, 1))[0]!;
    const { logId } = await store.outbox();
    // The server stands at 1 though it had said 3: a failover to a replica that lags.
    hall.cursors.set(logId, { seq: 1, headHash: first.hash, safeSeq: 0 });
    hall.applied.length = 1;
    await store.requestHelp('next');
    client.poke();
    await fixture.until(() => hall.applied.length === 4);
    expect(hall.applied.map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
    expect((await store.outbox()).logId).toBe(logId);
  });

  it('moves to a new log when the server’s chain is another, and every fact still arrives once', async () => {
    await using fixture = await syncFixture({ prepare: (hall) => void (hall.safeLag = 100) });
    await online(fixture, 3);
    const { hall, store, client } = fixture;
    const before = await store.outbox();
    const all = await opIds(fixture);
    hall.cursors.set(before.logId, { seq: 3, headHash: 'ee'.repeat(32), safeSeq: 0 });
    await store.requestHelp('next');
    client.poke();
    await fixture.passUntil(() => hall.applied.length === 5 && client.link === 'online', 40_000);
    const after = await store.outbox();
    expect(after.logId).not.toBe(before.logId);
    expect(hall.factIds.slice(0, 3)).toEqual(all);
    expect(new Set(hall.factIds).size).toBe(5);
    // The fifth tells staff of the fork.
    expect(hall.applied.at(-1)).toMatchObject({ kind: 'store.recovered', payload: { kind: 'forked' } });
    expect(hall.cursors.get(after.logId)).toMatchObject({ seq: 5 });
    // The old log is left as the server had it: nothing was acknowledged there.
    expect(hall.cursors.get(before.logId)).toMatchObject({ seq: 3, headHash: 'ee'.repeat(32) });
  });

  it.each([
    ['knows more of our log than we do', { seq: 9, headHash: 'ee'.repeat(32), safeSeq: 0 }],
    ['stands before what was already dropped here as safe', { seq: 0, headHash: GENESIS_HASH, safeSeq: 0 }],
  ])('moves to a new log when the server %s', async (_why, cursor) => {
    await using fixture = await syncFixture();
    await online(fixture, 3);
    const { hall, store, client } = fixture;
    const before = await store.outbox();
    hall.cursors.set(before.logId, cursor);
    hall.closeWatches();
    await store.requestHelp('next');
    await fixture.passUntil(() => hall.applied.length === 5 && client.link === 'online', 40_000);
    expect((await store.outbox()).logId).not.toBe(before.logId);
  });

  it('goes on behind a parked fact, keeps it, and tells staff', async () => {
    await using fixture = await syncFixture({ prepare: (hall) => void hall.park.add('help.requested') });
    const { hall, store, client } = fixture;
    await store.requestHelp('home');
    client.poke();
    await fixture.until(() => client.status.parked === 1);
    expect(client.status).toMatchObject({ pending: 0, parked: 1, link: 'online' });
    expect(await store.operationsAfter(0, 1000)).toHaveLength(1);
    hall.park.clear();
    await store.requestHelp('home');
    client.poke();
    await fixture.until(() => hall.applied.length === 1);
  });

  it('writes no higher than the server can read: the rest waits and goes out after the upgrade', async () => {
    await using fixture = await syncFixture({ prepare: (hall) => void (hall.versions = { 'ticket.issued': 1 }) });
    const { hall, store, client } = fixture;
    await store.requestHelp('home');
    client.poke();
    await fixture.until(() => client.status.heldBack !== null);
    expect(client.status).toMatchObject({ heldBack: { kind: 'help.requested', version: 1 }, pending: 1, link: 'online' });
    expect(hall.applied).toEqual([]);
    hall.versions = { ...hall.versions, 'help.requested': 1 };
    await fixture.clock.advance(5_000);
    hall.closeWatches();
    await fixture.passUntil(() => hall.applied.length === 1, 5_000);
    await fixture.until(() => client.status.heldBack === null);
  });

  it('sends what waited for an upgrade although the session outlived it', async () => {
    await using fixture = await syncFixture({ prepare: (hall) => void (hall.versions = { 'ticket.issued': 1 }) });
    const { hall, store, client } = fixture;
    await store.requestHelp('home');
    client.poke();
    await fixture.until(() => client.status.heldBack !== null);
    hall.versions = { ...hall.versions, 'help.requested': 1 };
    await fixture.passUntil(() => hall.applied.length === 1, 2 * HEARTBEAT_MS);
    await fixture.until(() => client.status.heldBack === null);
    expect(client.status).toMatchObject({ pending: 0, link: 'online' });
  });

  it('does not spin on a server that answers what cannot be', async () => {
    await using fixture = await syncFixture({ prepare: (hall) => {
      const { push } = hall.port.sync;
      hall.port.sync.push = async (...args: Parameters<typeof push>) => ({ ...(await push(...args)), applied: 77 });
    } });
    const { hall, store, client } = fixture;
    await store.requestHelp('home');
    client.poke();
    await fixture.until(() => client.link === 'offline');
    expect(client.status.fault?.kind).toBe('protocol');
    const calls = hall.calls.length;
    await fixture.clock.advance(0);
    expect(hall.calls).toHaveLength(calls);
  });

  it('learns by the handshake which parked facts staff have settled', async () => {
    await using fixture = await syncFixture({ prepare: (hall) => void hall.park.add('help.requested') });
    const { hall, store, client } = fixture;
    await store.requestHelp('home');
    client.poke();
    await fixture.until(() => client.status.parked === 1 && hall.watching === 1);
    hall.parked = [];
    await fixture.clock.advance(5_000);
    hall.closeWatches();
    await fixture.passUntil(() => client.status.parked === 0, 5_000);
    expect(await store.operationsAfter(0, 1000)).toHaveLength(0);
  });

  it('sends what happened here although the server cannot lend a number', async () => {
    await using fixture = await syncFixture({ prepare: async (hall, store) => {
      hall.port.numbers.lease = async () => Promise.reject(new Error('no numbers today'));
      await store.requestHelp('home');
    } });
    const { hall } = fixture;
    await fixture.until(() => hall.applied.length === 1);
    expect(await fixture.store.numbersLeft()).toEqual({});
  });

  it('does not spin on a server that names ever other places', async () => {
    let place = 0;
    await using fixture = await syncFixture({ prepare: async (hall, store) => {
      for (let i = 0; i < 3; i += 1) await store.requestHelp(`screen-${i}`);
      const operations = await store.operationsAfter(0, 1_000_000);
      hall.port.sync.push = async () => {
        hall.calls.push('push');
        place = place === 1 ? 2 : 1;
        throw new ORPCError('GAP', { status: 416, defined: true, data: { seq: place, headHash: operations[place - 1]!.hash } });
      };
    } });
    const { hall, client } = fixture;
    await fixture.until(() => client.link === 'offline');
    expect(client.status.fault?.kind).toBe('protocol');
    const calls = hall.calls.length;
    expect(hall.calls.filter((name) => name === 'push').length).toBeLessThan(10);
    await fixture.clock.advance(0);
    expect(hall.calls).toHaveLength(calls);
  });
});
