import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GENESIS_HASH } from '#contracts/sync/operation.ts';
import { TestHall } from '../testing/test-hall.ts';
import { numberOf, type TestTerminal } from '../testing/test-terminal.ts';

let hall: TestHall;
let kiosk: TestTerminal;

beforeEach(async () => {
  hall = await TestHall.open();
  kiosk = await hall.enrol('取号机1');
});

afterEach(() => hall.close());

/** A log of `length` tickets, one operation each. */
function tickets(length: number): readonly string[] {
  return Array.from({ length }, (_, i) => {
    const ticketId = hall.newId();
    kiosk.issued(ticketId, numberOf('X', i + 1));
    return ticketId;
  });
}

describe('a pushed batch', () => {
  it('is applied in order and moves the cursor to its end', async () => {
    tickets(3);
    await expect(kiosk.push()).resolves.toMatchObject({ kind: 'taken', applied: 3, headHash: kiosk.log[2]!.hash, parked: [] });
    await expect(hall.services.handshake(kiosk.id, kiosk.logId)).resolves.toMatchObject({ cursor: { seq: 3, headHash: kiosk.log[2]!.hash } });
  });

  it('changes nothing when it comes again, whole or in part', async () => {
    const ids = tickets(3);
    await kiosk.push();
    const { version } = (await hall.services.context.writer.store.load([])).head;
    await expect(kiosk.push()).resolves.toMatchObject({ kind: 'taken', applied: 3 });
    await expect(kiosk.push(kiosk.log.slice(1, 2))).resolves.toMatchObject({ kind: 'taken', applied: 3 });
    expect((await hall.services.context.writer.store.load([])).head.version).toBe(version);
    expect((await hall.look(...ids)).table('ticket').get(ids[0]!)?.version).toBe(1);
  });

  it('may begin before the cursor and go beyond it', async () => {
    tickets(4);
    await kiosk.push(kiosk.log.slice(0, 2));
    await expect(kiosk.push(kiosk.log.slice(1))).resolves.toMatchObject({ kind: 'taken', applied: 4 });
    expect(await hall.conflicts()).toBe(0);
  });

  it('that leaves a gap is not applied and says where to continue', async () => {
    tickets(4);
    await kiosk.push(kiosk.log.slice(0, 1));
    await expect(kiosk.push(kiosk.log.slice(2))).resolves.toEqual({ kind: 'gap', seq: 1, headHash: kiosk.log[0]!.hash });
    await expect(kiosk.push(kiosk.log.slice(1))).resolves.toMatchObject({ kind: 'taken', applied: 4 });
  });

  it('of an unknown log must begin at its beginning', async () => {
    tickets(2);
    await expect(kiosk.push(kiosk.log.slice(1))).resolves.toEqual({ kind: 'gap', seq: 0, headHash: GENESIS_HASH });
  });

  it('with a hole inside is not applied', async () => {
    tickets(3);
    await expect(kiosk.push([kiosk.log[0]!, kiosk.log[2]!])).resolves.toMatchObject({ kind: 'gap', seq: 0 });
  });
});

describe('a fork', () => {
  const forked = { kind: 'forked' };

  it('is seen when the next operation does not hang on the last one', async () => {
    tickets(1);
    await kiosk.push();
    kiosk.log = [];
    tickets(2);
    await expect(kiosk.push(kiosk.log.slice(1))).resolves.toMatchObject({ ...forked, seq: 1 });
  });

  it('is seen when an operation before the cursor has changed', async () => {
    tickets(2);
    await kiosk.push();
    kiosk.log = [];
    tickets(1);
    await expect(kiosk.push()).resolves.toMatchObject({ ...forked, seq: 2 });
  });

  it('is seen when the bytes do not have the hash they claim', async () => {
    tickets(1);
    const [operation] = kiosk.log;
    await expect(kiosk.push([{ ...operation!, body: `${operation!.body} ` }])).resolves.toMatchObject(forked);
  });

  it('applies nothing of its batch', async () => {
    const [first] = tickets(2);
    const broken = { ...kiosk.log[1]!, hash: GENESIS_HASH };
    await expect(kiosk.push([kiosk.log[0]!, broken])).resolves.toMatchObject({ ...forked, seq: 0 });
    expect((await hall.look(first!)).table('ticket').get(first!)).toBeUndefined();
  });

  it('is healed by a new log: what was applied before is applied once, the rest follows', async () => {
    const ids = tickets(2);
    await kiosk.push(kiosk.log.slice(0, 1));
    const opIds = kiosk.log.map(({ body }) => (JSON.parse(body) as { opId: string }).opId);
    kiosk.logId = hall.newId();
    kiosk.log = [];
    for (const [i, opId] of opIds.entries()) kiosk.issued(ids[i]!, numberOf('X', i + 1), {}, { opId });
    await expect(kiosk.push()).resolves.toMatchObject({ kind: 'taken', applied: 2, parked: [] });
    const work = await hall.look(...ids);
    expect(ids.map((id) => work.table('ticket').get(id)?.version)).toEqual([1, 1]);
    expect(await hall.conflicts()).toBe(0);
  });
});
