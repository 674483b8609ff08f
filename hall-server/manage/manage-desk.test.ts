import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { noteCondition } from '../backup/operations-acts.ts';
import { TestHall } from '../testing/test-hall.ts';
import { numberOf, type TestTerminal } from '../testing/test-terminal.ts';
import { OPERATIONS, type OperationRegistry } from '../sync/read-operation.ts';
import { ManageDesk } from './manage-desk.ts';

/** An older server, made newer while it runs. */
let registry: Record<string, OperationRegistry[string]>;
let hall: TestHall;
let kiosk: TestTerminal;
let desk: ManageDesk;

beforeEach(async () => {
  registry = { ...OPERATIONS };
  hall = await TestHall.open({ operations: registry });
  kiosk = await hall.enrol('取号机1');
  desk = new ManageDesk(hall.services);
});

afterEach(() => hall.close());

const view = async () => (await desk.view())!;
const upgrade = (): void => {
  registry['ticket.issued'] = { ...OPERATIONS['ticket.issued']!, newest: 2 };
};

async function auditActions(): Promise<readonly string[]> {
  const work = await hall.services.context.writer.read((_seen, round) => (round === 0 ? [{ table: 'audit_entry', keys: Array.from({ length: 50 }, (_, seq) => [seq + 1]) }] : null));
  return [...work.table('audit_entry').all()].map(({ actor, action }) => `${actor} ${action}`);
}

describe('the attention list', () => {
  it('shows a fact kept aside with its terminal, and nothing of a person', async () => {
    const person = { kind: 'id-card', digest: 'ab'.repeat(32), mask: '张**' } as const;
    const ticketId = hall.newId();
    await kiosk.push([kiosk.issued(ticketId, numberOf('X', 1), { person }, { version: 2 }), kiosk.paper(ticketId)]);
    const { items, more } = await view();
    expect(items).toMatchObject([
      { source: 'parked', kind: 'unsupported', facts: { terminal: '取号机1' }, mayRetry: true, mark: { state: 'open' } },
      { source: 'parked', kind: 'waiting' },
    ]);
    expect(more).toBe(0);
    expect(JSON.stringify(items)).not.toMatch(/张|abab/);
  });

  it('retries one with what waits behind it once the cause is gone, and writes down who did', async () => {
    const ticketId = hall.newId();
    await kiosk.push([kiosk.issued(ticketId, numberOf('X', 1), {}, { version: 2 }), kiosk.paper(ticketId)]);
    const [first] = (await view()).items;
    expect(await desk.retry([first!.id], 'manage:1')).toEqual({ applied: 0, stillParked: 2 });
    upgrade();
    expect(await desk.retry([first!.id], 'manage:1')).toEqual({ applied: 2, stillParked: 0 });
    expect((await view()).items).toEqual([]);
    expect(await auditActions()).toContain('manage:1 parked.replayed');
  });

  it('leaves other aggregates alone when one is retried', async () => {
    await kiosk.push([kiosk.issued(hall.newId(), numberOf('X', 1), {}, { version: 2 }), kiosk.issued(hall.newId(), numberOf('X', 2), {}, { version: 2 })]);
    upgrade();
    const [first] = (await view()).items;
    expect(await desk.retry([first!.id], 'manage:1')).toEqual({ applied: 1, stillParked: 0 });
    expect((await view()).items).toHaveLength(1);
    expect(await desk.retry(null, 'manage:1')).toEqual({ applied: 1, stillParked: 0 });
  });

  it('explains conflicts by the number on the ticket', async () => {
    await kiosk.push([kiosk.issued(hall.newId(), numberOf('X', 1)), kiosk.issued(hall.newId(), numberOf('X', 1))]);
    expect((await view()).items).toMatchObject([{ source: 'conflict', kind: 'duplicate-number', terminalId: kiosk.id, facts: { label: 'X001', terminal: '取号机1' }, mayRetry: false }]);
  });

  it('marks an item with a note, keeps it, and puts what is handled last', async () => {
    await kiosk.push([kiosk.issued(hall.newId(), numberOf('X', 1)), kiosk.issued(hall.newId(), numberOf('X', 1)), kiosk.paper(hall.newId())]);
    const [first] = (await view()).items;
    expect(await desk.mark({ ids: [first!.id], state: 'handled', note: '已到现场说明' }, 'manage:1')).toBe(1);
    const { items } = await view();
    expect(items.map(({ mark }) => mark.state)).toEqual(['open', 'handled']);
    expect(items[1]!.mark.note).toBe('已到现场说明');
    expect(await auditActions()).toContain('manage:1 attention.marked');
    expect(await desk.mark({ ids: ['conflict:none'], state: 'seen', note: '' }, 'manage:1')).toBe(0);
  });

  it('exports the stored bytes as they came, with their meaning', async () => {
    const operation = kiosk.issued(hall.newId(), numberOf('X', 1), {}, { version: 2 });
    await kiosk.push([operation]);
    const { fileName, text } = await desk.export(null, 'manage:1');
    expect(fileName).toMatch(/^attention-2026-03-02-\d\d-\d\d-\d\d\.json$/);
    const [item] = (JSON.parse(text) as { items: { operation: { body: string; sha256: string }; explanation: Record<string, { next: string }> }[] }).items;
    expect(item!.operation).toMatchObject({ body: operation.body, sha256: createHash('sha256').update(operation.body).digest('hex') });
    expect(item!.explanation['zh-CN']!.next).toContain('重试');
    expect(await auditActions()).toContain('manage:1 attention.exported');
  });
});

describe('the terminals’ table', () => {
  const handshake = async (head: number, offMs = 0) => {
    const clock = { ...kiosk.sender(), wallMs: hall.clock.now() + offMs };
    const answer = await hall.services.handshake(kiosk.id, kiosk.logId, { head });
    hall.services.contacts.shookHands(kiosk.id, { logId: kiosk.logId, head, clock }, answer.cursor?.seq ?? 0);
  };
  const row = async () => (await view()).terminals[0]!;

  it('says of a terminal that never came that nothing is known', async () => {
    expect(await row()).toMatchObject({ name: '取号机1', online: false, contactMs: null, pending: null, applied: null, clock: 'unknown', incarnation: 'unknown' });
  });

  it('counts down what a terminal said it holds as it arrives', async () => {
    await handshake(3);
    expect(await row()).toMatchObject({ online: true, pending: 3, pendingOf: 3, incarnation: 'current', clock: 'trusted' });
    await kiosk.push([kiosk.issued(hall.newId(), numberOf('X', 1)), kiosk.issued(hall.newId(), numberOf('X', 2))]);
    expect(await row()).toMatchObject({ pending: 1, pendingOf: 3, applied: 2 });
  });

  it('keeps saying what a terminal last told when it is gone, and that its clock is wrong', async () => {
    await handshake(5, 3_600_000);
    await hall.clock.advance(120_000);
    expect(await row()).toMatchObject({ online: false, pending: 5, clock: 'untrusted', clockOffMs: 3_600_000 });
  });
});

describe('conditions of the server', () => {
  it('stand in the list while they last, and a mark on one occurrence does not hide the next', async () => {
    const { writer } = hall.services.context;
    await writer.run(noteCondition('backup-try', { ok: false, sentence: '备份目录写不进' }));
    const [failed] = (await view()).items;
    expect(failed).toMatchObject({ source: 'state', kind: 'backup-failed', technical: '备份目录写不进' });
    expect(await desk.mark({ ids: [failed!.id], state: 'seen', note: '' }, 'manage:1')).toBe(1);
    expect((await view()).items[0]!.mark.state).toBe('seen');
    await writer.run(noteCondition('backup', { ok: true, planned: true, place: '/backup' }));
    await writer.run(noteCondition('backup-try', { ok: true }));
    expect(await view()).toMatchObject({ items: [], backupMs: hall.clock.now() });
    await hall.clock.advance(49 * 3_600_000);
    expect((await view()).items).toMatchObject([{ kind: 'backup-old', mark: { state: 'open' } }]);
    await writer.run(noteCondition('backup-try', { ok: false, sentence: '空间不够' }));
    expect((await view()).items).toMatchObject([{ kind: 'backup-failed', mark: { state: 'open' } }]);
  });
});
