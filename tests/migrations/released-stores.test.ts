import { createHash } from 'node:crypto';
import { createRouterClient } from '@orpc/server';
import { afterEach, describe, expect, it } from 'vitest';
import { unwrap } from '#kernel/result.ts';
import { seededRandom } from '#kernel/random.ts';
import { operationEnvelope } from '#contracts/sync/operation.ts';
import { hallRouter } from '#hall-server/api/router.ts';
import { createSyncClient } from '#offline-cache/sync/sync-client.ts';
import type { TerminalStore } from '#offline-cache/store-api.ts';
import { RELEASES, releasedStore, type ReleasedStore } from './released-store.ts';

let taps = 0;
const draft = (store: TerminalStore, tapId: string) =>
  store.draftTicket({ tapId, businessId: 'social', person: null, purpose: 'apply', cases: 1, party: 1, onBehalf: 'self' });

/** Everything the release said was in the terminal's store. */
async function checkTerminal(store: TerminalStore, { facts: { terminal } }: ReleasedStore): Promise<void> {
  expect(await store.enrolment()).toEqual(terminal.enrolment);
  expect(await store.outbox()).toMatchObject(terminal.outbox);
  // Each is checked against its hash and its chain on the way out.
  expect(await store.operationsAfter(terminal.outbox.applied, 1_000_000)).toEqual(terminal.unsent);
  for (const [index, ticket] of terminal.tickets.entries()) {
    expect(await draft(store, `tap-${index + 1}`)).toEqual({ kind: 'repeated', ticket });
    expect(await store.ticket(ticket.id)).toEqual(ticket);
  }
  expect(await store.numbersLeft()).toEqual(terminal.numbersLeft);
  expect(await store.issuedToday()).toBe(terminal.issuedToday);
  expect(await store.replica()).toMatchObject(terminal.replica);
  expect(await store.backoff()).toEqual(terminal.backoff);
}

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

describe.each(RELEASES)('the files of %s', (release) => {
  it('open with every row of the terminal’s store in them, also a second time', async () => {
    using released = releasedStore(release);
    for (let opening = 0; opening < 2; opening += 1) {
      const store = released.openTerminal();
      await checkTerminal(store, released);
      expect(await store.interrupted()).toMatchObject({ drafts: [{ state: 'issuing' }] });
      await store.close();
    }
  });

  it('go on in the same log, with the numbers that are still free', async () => {
    using released = releasedStore(release);
    const { outbox, numbersLeft, tickets } = released.facts.terminal;
    const store = released.openTerminal();
    const { ticket } = await draft(store, `new-${(taps += 1)}`);
    const { number } = unwrap(await store.issueOffline(ticket.id));
    expect(tickets.map((given) => given.number)).not.toContainEqual(number);
    expect((await store.numbersLeft())[number!.businessDay]).toBe(numbersLeft[number!.businessDay]! - 1);
    const [operation] = await store.operationsAfter(outbox.seq, 1_000_000);
    expect(operationEnvelope.parse(JSON.parse(operation!.body))).toMatchObject({ logId: outbox.logId, seq: outbox.seq + 1, prevHash: outbox.headHash });
    expect(createHash('sha256').update(operation!.body).digest('hex')).toBe(operation!.hash);
    await store.close();
  });

  it('open with every count of the hall in them, also a second time', async () => {
    using released = releasedStore(release);
    const { head, totals, cursor } = released.facts.hall;
    for (let opening = 0; opening < 2; opening += 1) {
      const hall = released.openHall();
      const { store } = hall.services.context.writer;
      expect(await store.totals(head.businessDay)).toMatchObject(totals);
      const found = (await store.load([])).head;
      expect(found).toMatchObject({ incarnation: head.incarnation, businessDay: head.businessDay, auditHash: head.auditHash });
      const hello = await hall.services.handshake(released.facts.terminal.enrolment.terminalId, cursor.logId);
      expect(hello.cursor).toMatchObject({ seq: cursor.seq, headHash: cursor.headHash });
      await hall.close();
    }
  });

  it('go on syncing with each other: what was unsent arrives once, what was parked is applied, nothing is in conflict', async () => {
    using released = releasedStore(release);
    const { enrolment, outbox, tickets } = released.facts.terminal;
    const store = released.openTerminal();
    const hall = released.openHall();
    closing.push(() => hall.close(), () => store.close());
    // As at every start of the server: today's knows what that one parked.
    await hall.services.replayParked();
    const client = createRouterClient(hallRouter(hall.services, 'digest key'), { context: { authorization: `Bearer ${enrolment.token}` } });
    const sync = createSyncClient({ store, hall: client, clock: released.clock, bootId: 'boot-2', random: seededRandom(4) });
    closing.push(() => sync.stop());
    await sync.start();
    for (let turn = 0; turn < 600 && (await store.outbox()).pending > 0; turn += 1) await released.clock.advance(10);
    expect(await store.outbox()).toMatchObject({ logId: outbox.logId, pending: 0, applied: outbox.seq });
    // A replica of the time when kiosks held everybody's tickets keeps none of them: the feed began anew.
    for (let turn = 0; turn < 600 && (await store.replica()).waiting.length === 0; turn += 1) await released.clock.advance(10);
    expect((await store.replica()).cursor!.revision).toBeGreaterThan((released.facts.terminal.replica.cursor as { readonly revision: number }).revision);
    const given = tickets.filter(({ number }) => number !== null);
    const totals = await hall.services.context.writer.store.totals(given[0]!.number!.businessDay);
    expect(totals).toMatchObject({ byState: { waiting: given.length }, conflicts: 0, parked: 0 });
  });
});
