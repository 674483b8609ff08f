import { describe, expect, it } from 'vitest';
import { unwrap } from '#kernel/result.ts';
import type { FeedEntry } from '#contracts/sync/feed.ts';
import { exampleEntry, exampleHall, examplePublicTicket, INCARNATION, OTHER_INCARNATION } from './testing/feed-fixture.ts';
import { EXAMPLE_DAY, EXAMPLE_PERSON, exampleDraft, openFixture, type StoreFixture } from './testing/store-fixture.ts';

const at = (revision: number, incarnation = INCARNATION): { incarnation: string; revision: number } => ({ incarnation, revision });
const window = (revision: number, label: string, change: Partial<FeedEntry> = {}): FeedEntry =>
  exampleEntry(revision, 'window', 'w1', { id: 'w1', label, place: { floor: '1', zone: 'A' }, direction: '', businessIds: [], state: 'open' }, change);

async function labels({ store }: StoreFixture): Promise<string[]> {
  return (await store.replica()).windows.map(({ label }) => label);
}

describe('the replica', () => {
  it('takes entries in revision order whatever order they come in', async () => {
    await using fixture = await openFixture();
    const change = await fixture.store.applyFeed(at(3), [window(3, '3'), window(1, '1'), window(2, '2')], 1000);
    expect(change.applied.map(({ revision }) => revision)).toEqual([1, 2, 3]);
    expect(await labels(fixture)).toEqual(['3']);
    expect((await fixture.store.replica()).asOfMs).toBe(1000);
  });

  it('ignores a late, repeated or older delivery, also after a restart', async () => {
    await using fixture = await openFixture();
    await fixture.store.applyFeed(at(5), [window(5, '5')], 1000);
    await fixture.reopen();
    expect(await fixture.store.applyFeed(at(4), [window(4, '4')], 900)).toEqual({ cursor: at(5), applied: [] });
    expect(await fixture.store.applyFeed(at(5), [window(5, '5')], null)).toEqual({ cursor: at(5), applied: [] });
    expect(await labels(fixture)).toEqual(['5']);
    expect((await fixture.store.replica()).asOfMs).toBe(1000);
  });

  it('forgets an entity at its tombstone, and an older revision does not bring it back', async () => {
    await using fixture = await openFixture();
    await fixture.store.applyFeed(at(1), [window(1, '1')], null);
    await fixture.store.applyFeed(at(3), [window(3, '', { value: null }), window(2, '2')], null);
    expect(await labels(fixture)).toEqual([]);
    await fixture.store.applyFeed(at(3), [window(2, '2')], null);
    expect(await labels(fixture)).toEqual([]);
  });

  it('forgets what went out of its sight', async () => {
    await using fixture = await openFixture();
    await fixture.store.applyFeed(at(1), [window(1, '1', { scopeAfter: ['terminal:kiosk-1'] })], null);
    expect(await labels(fixture)).toEqual(['1']);
    const { applied } = await fixture.store.applyFeed(at(2), [window(2, '2', { scopeAfter: ['terminal:kiosk-2'] })], null);
    expect(applied[0]?.value).toBeNull();
    expect(await labels(fixture)).toEqual([]);
  });

  it('keeps a newer value of the snapshot when the feed behind it tells an older one', async () => {
    await using fixture = await openFixture();
    await fixture.store.replaceReplica(at(10), [window(12, '12')]);
    await fixture.store.applyFeed(at(11), [window(11, '11')], null);
    expect(await labels(fixture)).toEqual(['12']);
    expect((await fixture.store.replica()).cursor).toEqual(at(11));
  });

  it('takes nothing of another incarnation until a snapshot replaced everything', async () => {
    await using fixture = await openFixture();
    await fixture.store.applyFeed(at(7), [window(7, '7')], null);
    expect(await fixture.store.applyFeed(at(9, OTHER_INCARNATION), [window(9, '9')], null)).toEqual({ cursor: at(7), applied: [] });
    const replica = await fixture.store.replaceReplica(at(2, OTHER_INCARNATION), [exampleHall(1)]);
    expect(replica).toMatchObject({ windows: [], hall: { name: '示范市政务服务大厅' }, cursor: at(2, OTHER_INCARNATION) });
  });

  it('leaves out members it does not know, and keeps what it cannot read for a later program', async () => {
    await using fixture = await openFixture();
    const value = { id: 'w1', label: '1', place: { floor: '1', zone: 'A', wing: 'east' }, direction: '', businessIds: [], state: 'open', colour: 'red' };
    await fixture.store.applyFeed(at(2), [exampleEntry(1, 'window', 'w1', value), exampleEntry(2, 'window', 'w2', { shape: 'new' })], null);
    expect((await fixture.store.replica()).windows).toMatchObject([{ id: 'w1', place: { floor: '1', zone: 'A' } }]);
  });

  it('moves an own ticket on to the state the feed tells, and not to that of a mere binding', async () => {
    await using fixture = await openFixture();
    const { store } = fixture;
    const { ticket } = await store.draftTicket(exampleDraft('tap-1', { person: EXAMPLE_PERSON }));
    await store.applyFeed(at(1), [exampleEntry(1, 'ticket', ticket.id, examplePublicTicket(ticket.id, { state: 'issuing' }))], null);
    const issued = unwrap(await store.issueBound(ticket.id, { businessDay: EXAMPLE_DAY, series: 'A', number: 8, origin: 'bound' }));
    await store.applyFeed(at(2), [exampleEntry(2, 'ticket', ticket.id, examplePublicTicket(ticket.id, { state: 'issuing' }))], null);
    expect(await store.ticket(ticket.id)).toEqual(issued);
    await store.applyFeed(at(3), [exampleEntry(3, 'ticket', ticket.id, examplePublicTicket(ticket.id, { state: 'called', windowId: 'w1' }))], null);
    expect(await store.liveTicketsOf(EXAMPLE_PERSON.digest)).toMatchObject([{ state: 'called', windowId: 'w1', number: issued.number }]);
    await store.applyFeed(at(4), [exampleEntry(4, 'ticket', ticket.id, examplePublicTicket(ticket.id, { state: 'finished' }))], null);
    expect(await store.liveTicketsOf(EXAMPLE_PERSON.digest)).toEqual([]);
  });
});
