import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TestHall } from '../testing/test-hall.ts';
import { numberOf, type TestTerminal } from '../testing/test-terminal.ts';
import { OPERATIONS, type OperationRegistry } from './read-operation.ts';
import { replayParked } from './replay-parked.ts';

let hall: TestHall;
let kiosk: TestTerminal;

beforeEach(async () => {
  hall = await TestHall.open();
  kiosk = await hall.enrol('取号机1');
});

afterEach(() => hall.close());

/** A server that also knows version 2 of ticket.issued. */
const upgraded: OperationRegistry = { ...OPERATIONS, 'ticket.issued': { ...OPERATIONS['ticket.issued']!, newest: 2 } };

async function stateOf(ticketId: string) {
  return (await hall.look(ticketId)).table('ticket').get(ticketId);
}

describe('an operation that cannot be applied', () => {
  it.each([
    ['not JSON at all', 'malformed', '{"half'],
    ['JSON that is no operation', 'malformed', '{"opId":"x"}'],
  ])('because it is %s is parked as %s and does not stop the log', async (_, reason, body) => {
    kiosk.writeBytes(body);
    const ticketId = hall.newId();
    kiosk.issued(ticketId, numberOf('X', 1));
    await expect(kiosk.push()).resolves.toMatchObject({ kind: 'taken', applied: 2, parked: [{ seq: 1, reason }] });
    expect((await stateOf(ticketId))?.state).toBe('waiting');
  });

  it.each([
    ['a payload of the wrong shape', 'malformed', { payload: { ticketId: 'x' } }],
    ['another terminal’s id', 'unauthorised', { terminalId: 'somebody-else' }],
    ['a kind nobody knows', 'unsupported', { kind: 'ticket.teleported' }],
    ['a newer version', 'unsupported', { version: 2 }],
    ['another place in the log than its bytes say', 'malformed', { seq: 9 }],
  ])('because of %s is parked as %s', async (_, reason, change) => {
    kiosk.issued(hall.newId(), numberOf('X', 1), {}, change);
    await expect(kiosk.push()).resolves.toMatchObject({ kind: 'taken', applied: 1, parked: [{ seq: 1, reason }] });
  });

  it('because the ticket is another terminal’s is parked as unauthorised', async () => {
    const ticketId = await kiosk.take();
    const other = await hall.enrol('取号机2');
    other.cancelled(ticketId);
    await expect(other.push()).resolves.toMatchObject({ parked: [{ reason: 'unauthorised' }] });
    expect((await stateOf(ticketId))?.state).toBe('waiting');
  });

  it('is named in the handshake, also of a new log, until a replay applied it', async () => {
    kiosk.issued(hall.newId(), numberOf('X', 1), {}, { version: 2 });
    await kiosk.push();
    const { opId } = JSON.parse(kiosk.log[0]!.body) as { opId: string };
    for (const logId of [kiosk.logId, hall.newId()]) {
      expect((await hall.services.handshake(kiosk.id, logId)).parked).toEqual([{ opId, seq: 1, reason: 'unsupported' }]);
    }
    expect((await hall.services.handshake((await hall.enrol('取号机2')).id, hall.newId())).parked).toEqual([]);
    await hall.services.context.writer.run(replayParked(hall.services.context, upgraded));
    expect((await hall.services.handshake(kiosk.id, kiosk.logId)).parked).toEqual([]);
  });

  it('is told again, with the same hash demanded, when the batch is repeated', async () => {
    kiosk.writeBytes('{"half');
    const first = await kiosk.push();
    await expect(kiosk.push()).resolves.toEqual(first);
    kiosk.log = [];
    kiosk.writeBytes('{"other');
    await expect(kiosk.push()).resolves.toMatchObject({ kind: 'forked' });
  });

  it('holds back only what follows on the same ticket', async () => {
    const [held, free] = [hall.newId(), hall.newId()];
    kiosk.issued(held, numberOf('X', 1), {}, { version: 2 });
    kiosk.issued(free, numberOf('X', 2));
    kiosk.paper(held);
    kiosk.paper(free);
    const answer = await kiosk.push();
    expect(answer).toMatchObject({ applied: 4, parked: [{ seq: 1, reason: 'unsupported' }, { seq: 3, reason: 'waiting' }] });
    expect(await stateOf(held)).toBeUndefined();
    expect(await stateOf(free)).toMatchObject({ paper: 'printed' });
  });
});

describe('after an upgrade', () => {
  it('parked operations are applied in their order, with the times they had', async () => {
    const ticketId = hall.newId();
    kiosk.issued(ticketId, numberOf('X', 1), {}, { version: 2 });
    await hall.clock.advance(60_000);
    kiosk.paper(ticketId);
    await kiosk.push();
    await hall.clock.advance(3_600_000);
    await hall.reopen(upgraded);
    await expect(hall.services.replayParked()).resolves.toEqual({ applied: 2, stillParked: 0 });
    expect(await stateOf(ticketId)).toMatchObject({ state: 'waiting', paper: 'printed', waitingSinceMs: hall.clock.now() - 3_660_000 });
    await expect(hall.services.replayParked()).resolves.toEqual({ applied: 0, stillParked: 0 });
    expect(await hall.conflicts()).toBe(0);
  });

  it('what is still not understood keeps holding back its ticket', async () => {
    const ticketId = hall.newId();
    kiosk.issued(ticketId, numberOf('X', 1), {}, { version: 3 });
    kiosk.paper(ticketId);
    await kiosk.push();
    await hall.reopen(upgraded);
    await expect(hall.services.replayParked()).resolves.toEqual({ applied: 0, stillParked: 2 });
  });

  it('the handshake names the newer version', async () => {
    await hall.reopen(upgraded);
    await expect(hall.services.handshake(kiosk.id, kiosk.logId)).resolves.toMatchObject({ versions: { 'ticket.issued': 2, 'ticket.paper': 1 } });
  });
});
