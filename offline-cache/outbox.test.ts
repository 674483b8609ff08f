import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { unwrap } from '#kernel/result.ts';
import { GENESIS_HASH, operationEnvelope, type StoredOperation } from '#contracts/sync/operation.ts';
import type { TerminalStore } from './store-api.ts';
import { EXAMPLE_DAY, exampleBlock, exampleDraft, exampleEnrolment, openFixture } from './testing/store-fixture.ts';

const ALL = 1_000_000;

async function askForHelp(store: TerminalStore, times: number): Promise<void> {
  for (let i = 0; i < times; i += 1) await store.requestHelp(`screen-${i}`);
}

/** Verifies hashes and links with nothing of the store's own code. */
function expectChain(operations: readonly StoredOperation[], logId: string, firstSeq: number, before: string): void {
  let previous = before;
  for (const [index, { seq, hash, body }] of operations.entries()) {
    const envelope = operationEnvelope.parse(JSON.parse(body));
    expect(envelope).toMatchObject({ seq: firstSeq + index, prevHash: previous, logId });
    expect(seq).toBe(envelope.seq);
    expect(createHash('sha256').update(body).digest('hex')).toBe(hash);
    previous = hash;
  }
}

describe('the outbox', () => {
  it('chains facts by the SHA-256 of the bytes before, from 64 zeros, also over a restart', async () => {
    await using fixture = await openFixture();
    await askForHelp(fixture.store, 3);
    const store = await fixture.reopen();
    await askForHelp(store, 2);
    const head = await store.outbox();
    const operations = await store.operationsAfter(0, ALL);
    expect(operations).toHaveLength(5);
    expectChain(operations, head.logId, 1, GENESIS_HASH);
    expect(head).toMatchObject({ seq: 5, headHash: operations.at(-1)!.hash, applied: 0, safe: 0, pending: 5, parked: 0 });
  });

  it('writes canonical JSON: sorted members and no white space', async () => {
    await using fixture = await openFixture();
    await askForHelp(fixture.store, 1);
    const { body } = (await fixture.store.operationsAfter(0, ALL))[0]!;
    expect(Object.keys(JSON.parse(body))).toEqual(Object.keys(JSON.parse(body)).toSorted());
    expect(body).toBe(JSON.stringify(JSON.parse(body)));
  });

  it('reads no more bytes than asked, but at least one operation', async () => {
    await using fixture = await openFixture();
    await askForHelp(fixture.store, 10);
    const size = Buffer.byteLength((await fixture.store.operationsAfter(0, 1))[0]!.body);
    expect(await fixture.store.operationsAfter(0, 1)).toHaveLength(1);
    expect(await fixture.store.operationsAfter(4, size * 3)).toHaveLength(3);
    expect(await fixture.store.operationsAfter(10, ALL)).toEqual([]);
  });

  it('never moves its marks back or past its head, and drops only what is safe', async () => {
    await using fixture = await openFixture();
    await askForHelp(fixture.store, 5);
    expect(await fixture.store.acknowledge(4, 2)).toMatchObject({ applied: 4, safe: 2, pending: 1 });
    expect((await fixture.store.operationsAfter(0, ALL)).map(({ seq }) => seq)).toEqual([3, 4, 5]);
    expect(await fixture.store.acknowledge(1, 0)).toMatchObject({ applied: 4, safe: 2 });
    expect(await fixture.store.acknowledge(99, 99)).toMatchObject({ applied: 5, safe: 5, pending: 0 });
    const store = await fixture.reopen();
    const before = await store.outbox();
    expect(before).toMatchObject({ seq: 5, applied: 5, safe: 5 });
    await askForHelp(store, 1);
    expectChain(await store.operationsAfter(5, ALL), before.logId, 6, before.headHash);
  });

  it('keeps a parked operation though later ones are safe, and counts it once', async () => {
    await using fixture = await openFixture();
    const { store } = fixture;
    await askForHelp(store, 3);
    const parked = JSON.parse((await store.operationsAfter(1, 1))[0]!.body) as { opId: string };
    await store.noteParked([{ opId: parked.opId, seq: 2, reason: 'unsupported' }]);
    await store.noteParked([{ opId: parked.opId, seq: 2, reason: 'unsupported' }]);
    expect(await store.acknowledge(3, 3)).toMatchObject({ parked: 1, pending: 0 });
    expect((await store.operationsAfter(0, ALL)).map(({ seq }) => seq)).toEqual([2]);
  });

  it('forgets what staff settled at the hall, learns what it missed, and lets the settled operation go', async () => {
    await using fixture = await openFixture();
    const { store } = fixture;
    await askForHelp(store, 4);
    const { logId } = await store.outbox();
    const opIds = (await store.operationsAfter(0, ALL)).map(({ body }) => (JSON.parse(body) as { opId: string }).opId);
    const parked = (seq: number) => ({ opId: opIds[seq - 1]!, seq, reason: 'unsupported' });
    await store.noteParked([parked(1), parked(4)], logId);
    await store.acknowledge(3, 3, logId);
    await store.settleParked(logId, 3, [parked(3)]);
    // The fourth lies behind the server's cursor: that it is not named says nothing.
    expect(await store.outbox()).toMatchObject({ parked: 2 });
    expect((await store.operationsAfter(0, ALL)).map(({ seq }) => seq)).toEqual([4]);
    await store.settleParked(logId, 4, []);
    expect(await (await fixture.reopen()).outbox()).toMatchObject({ parked: 0, seq: 4 });
  });

  it('does not heed words about another log', async () => {
    await using fixture = await openFixture();
    const { store } = fixture;
    await askForHelp(store, 2);
    const before = await store.outbox();
    const { opId } = JSON.parse((await store.operationsAfter(0, 1))[0]!.body) as { opId: string };
    const { logId } = await store.startNewLog();
    await store.acknowledge(2, 2, before.logId);
    await store.noteParked([{ opId, seq: 1, reason: 'unsupported' }], before.logId);
    await store.settleParked(before.logId, 2, [{ opId, reason: 'unsupported' }]);
    expect(await store.outbox()).toMatchObject({ logId, applied: 0, safe: 0, parked: 0 });
  });

  it('moves what it still holds to a new log with the same opIds after a fork', async () => {
    await using fixture = await openFixture();
    const { store } = fixture;
    await askForHelp(store, 5);
    await store.acknowledge(3, 2);
    const before = await store.outbox();
    const opIds = (await store.operationsAfter(2, ALL)).map(({ body }) => (JSON.parse(body) as { opId: string }).opId);
    const head = await store.startNewLog();
    expect(head).toMatchObject({ seq: 4, applied: 0, safe: 0, pending: 4 });
    expect(head.logId).not.toBe(before.logId);
    const operations = await (await fixture.reopen()).operationsAfter(0, ALL);
    expectChain(operations, head.logId, 1, GENESIS_HASH);
    expect(operations.slice(0, -1).map(({ body }) => (JSON.parse(body) as { opId: string }).opId)).toEqual(opIds);
    expect(JSON.parse(operations.at(-1)!.body)).toMatchObject({ kind: 'store.recovered', payload: { kind: 'forked', whole: false } });
  });

  it('begins a new log under the new name after another enrolment, and uses no block of the old name', async () => {
    await using fixture = await openFixture();
    const { store } = fixture;
    await store.saveLease(EXAMPLE_DAY, [exampleBlock()]);
    await askForHelp(store, 2);
    const before = await store.outbox();
    await store.saveEnrolment(exampleEnrolment());
    expect((await store.outbox()).logId).toBe(before.logId);
    await store.saveEnrolment(exampleEnrolment({ terminalId: 'kiosk-9', ownSeries: 'KJ' }));
    expect((await store.outbox()).logId).not.toBe(before.logId);
    const names = (await store.operationsAfter(0, ALL)).map(({ body }) => (JSON.parse(body) as { terminalId: string }).terminalId);
    expect(names).toEqual(['kiosk-9', 'kiosk-9']);
    const { ticket } = await store.draftTicket(exampleDraft('tap-1'));
    expect(unwrap(await store.issueOffline(ticket.id)).number).toMatchObject({ series: 'KJ', number: 901 });
  });

  it('refuses an operation that the contract refuses, and leaves no hole', async () => {
    await using fixture = await openFixture();
    const { store } = fixture;
    await expect(store.requestHelp('x'.repeat(41))).rejects.toMatchObject({ kind: 'malformed' });
    await askForHelp(store, 1);
    expect((await store.outbox()).seq).toBe(1);
  });

  it('keeps backoff and the stamp of the server over a restart', async () => {
    await using fixture = await openFixture();
    expect(await fixture.store.backoff()).toEqual({ attempt: 0, remainingMs: 0 });
    await fixture.store.saveBackoff({ attempt: 3, remainingMs: 1500 });
    const told = fixture.clock.now();
    const store = await fixture.reopen('boot-2');
    expect(await store.backoff()).toEqual({ attempt: 3, remainingMs: 1500 });
    expect(await store.stamp()).toEqual({ wallMs: told, bootId: 'boot-2', monotonicMs: 0, lastServerMs: told, trust: 'untrusted' });
  });
});
