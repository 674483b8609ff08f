import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AFTER_RESTORE_RANGE } from '#domain/ticket/number.ts';
import { TestHall, testPerson } from '../testing/test-hall.ts';
import { numberOf, type TestTerminal } from '../testing/test-terminal.ts';
import { recoveryProgress } from './recovery-progress.ts';
import { restoreRange } from './restore-ranges.ts';

let hall: TestHall;
let kiosk: TestTerminal;
let other: TestTerminal;
let desk: TestTerminal;

const shake = (terminal: TestTerminal) => hall.services.handshake(terminal.id, terminal.logId, { head: terminal.log.length, heldFrom: 1 });
const setBack = (fromMs: number | null = null) => hall.services.renewIncarnation({ reason: 'restored', fromMs });
const progress = () => recoveryProgress(hall.services.context);
const attention = async () => {
  const work = await hall.services.context.writer.read((seen, round) => (round === 0 ? [] : round === 1 ? [{ query: 'conflicts-of-day', businessDay: seen.head.businessDay }] : null));
  return [...work.table('conflict').all()].map(({ kind }) => kind);
};

beforeEach(async () => {
  hall = await TestHall.open({ settings: { leaseBlock: 40 } });
  kiosk = await hall.enrol('取号机1');
  other = await hall.enrol('取号机2');
  desk = await hall.enrol('窗口1', 'window');
  for (const terminal of [kiosk, other, desk]) await shake(terminal);
});

afterEach(() => hall.close());

describe('a restored hall', () => {
  it('binds no number until every terminal has pushed to its end, then goes on behind the highest anybody told of', async () => {
    await kiosk.take();
    const lost = kiosk.issued(hall.newId(), numberOf('A', 730, 'bound'));
    await setBack();
    await expect(kiosk.bind(hall.newId())).resolves.toMatchObject({ kind: 'recovering' });
    await shake(other);
    await shake(desk);
    expect((await progress())?.missing).toEqual([{ terminalId: kiosk.id, name: '取号机1', seenMs: expect.any(Number) as number, toCome: null }]);
    await shake(kiosk);
    expect((await progress())?.missing).toMatchObject([{ toCome: 1 }]);
    await expect(other.bind(hall.newId())).resolves.toMatchObject({ kind: 'recovering' });
    await kiosk.push([lost]);
    expect(await progress()).toBeNull();
    await expect(other.bind(hall.newId())).resolves.toMatchObject({ kind: 'bound', number: { series: 'A', number: 831 } });
    await expect(other.bind(hall.newId(), { businessId: 'tax' })).resolves.toMatchObject({ number: { series: 'B', number: 101 } });
    expect(await attention()).toEqual(['restored', 'recovery-ended']);
  });

  it('goes on behind a number that stands in a fact it could not apply', async () => {
    await kiosk.take();
    const newer = kiosk.issued(hall.newId(), numberOf('A', 730, 'bound'), {}, { version: 99 });
    await setBack();
    for (const terminal of [other, desk, kiosk]) await shake(terminal);
    await kiosk.push([newer]);
    expect(await progress()).toBeNull();
    await expect(other.bind(hall.newId())).resolves.toMatchObject({ kind: 'bound', number: { series: 'A', number: 831 } });
  });

  it('ends the phase when the administrator says so, with a wider margin and the names of who is missing', async () => {
    await kiosk.take();
    await setBack();
    await shake(desk);
    expect(await hall.services.tendRecovery()).toBe(false);
    expect(await hall.services.tendRecovery(true)).toBe(true);
    await expect(kiosk.bind(hall.newId())).resolves.toMatchObject({ kind: 'bound', number: { number: 502 } });
    const work = await hall.services.context.writer.read((seen, round) => (round === 0 ? [] : round === 1 ? [{ query: 'conflicts-of-day', businessDay: seen.head.businessDay }] : null));
    const ended = [...work.table('conflict').all()].find(({ kind }) => kind === 'recovery-ended');
    expect(ended?.detail).toMatchObject({ by: 'admin', missing: ['取号机1', '取号机2'] });
  });

  it('answers with the number a ticket has, also while it recovers', async () => {
    const ticketId = hall.newId();
    await kiosk.bind(ticketId);
    await setBack();
    await expect(kiosk.bind(ticketId)).resolves.toMatchObject({ kind: 'bound', number: { number: 1 } });
  });

  it('waits for no window that was silent for a week before the backup, and after a week for nobody at all', async () => {
    await hall.clock.advance(8 * 86_400_000);
    await shake(kiosk);
    await setBack();
    expect((await progress())?.expected).toBe(2);
    await hall.clock.advance(8 * 86_400_000);
    expect(await hall.services.tendRecovery()).toBe(true);
  });

  it('waits for every kiosk of the last two months, and names those of before when it ends', async () => {
    await hall.clock.advance(40 * 86_400_000);
    await shake(kiosk);
    await setBack();
    expect((await progress())?.missing.map(({ name }) => name)).toEqual(['取号机1', '取号机2']);
    await hall.clock.advance(21 * 86_400_000);
    await setBack(hall.clock.now());
    await shake(kiosk);
    const work = await hall.services.context.writer.read((seen, round) => (round === 0 ? [] : round === 1 ? [{ query: 'conflicts-of-day', businessDay: seen.head.businessDay }] : null));
    expect([...work.table('conflict').all()].find(({ kind }) => kind === 'recovery-ended')?.detail).toMatchObject({ missing: [], silent: ['取号机2'] });
  });

  it('does not end because the clock jumped', async () => {
    await setBack();
    hall.clock.setWall(Date.UTC(2036, 0, 1));
    expect(await hall.services.tendRecovery()).toBe(false);
    await expect(kiosk.bind(hall.newId())).resolves.toMatchObject({ kind: 'recovering' });
    await hall.clock.advance(7 * 86_400_000 + 1);
    expect(await hall.services.tendRecovery()).toBe(true);
  });

  it('counts the week from the backup, however old the backup is', async () => {
    const madeMs = hall.clock.now();
    await hall.clock.advance(30 * 86_400_000);
    await setBack(madeMs);
    expect((await progress())?.expected).toBe(3);
  });

  it('takes a terminal that does not say where its log ends at its second handshake', async () => {
    await setBack();
    await shake(other);
    await shake(desk);
    await hall.services.handshake(kiosk.id, kiosk.logId);
    expect(await progress()).not.toBeNull();
    await hall.services.handshake(kiosk.id, kiosk.logId);
    expect(await progress()).toBeNull();
  });

  it('lends from ranges no lost lease can be of, today and tomorrow, and as ever from the day after', async () => {
    await hall.services.lease(kiosk.id, {});
    await setBack();
    const { from } = restoreRange(hall.clock.now());
    const { blocks } = await hall.services.lease(kiosk.id, {});
    expect(blocks.map((block) => [block.businessDay, block.from, block.to])).toEqual([
      ['2026-03-02', from, from + 39],
      ['2026-03-03', from, from + 39],
    ]);
    await hall.clock.advance(2 * 86_400_000);
    await hall.services.closeDay();
    const later = (await hall.services.lease(kiosk.id, {})).blocks;
    expect(later.map((block) => [block.businessDay, block.from])).toEqual([['2026-03-04', 1], ['2026-03-05', 1]]);
  });

  it('restored twice from the same backup, lends from another range each time', () => {
    const ranges = [0, 2, 5, 24, 26].map((hours) => restoreRange(1_772_000_000_000 + hours * 3_600_000).from);
    expect(new Set(ranges).size).toBe(ranges.length);
    for (const from of ranges) expect(from).toBeGreaterThanOrEqual(AFTER_RESTORE_RANGE.from);
  });

  it('lends nothing a kiosk already told of', async () => {
    await setBack();
    const { from } = restoreRange(hall.clock.now());
    await kiosk.push([kiosk.issued(hall.newId(), numberOf('X', from + 20))]);
    const { blocks } = await hall.services.lease(kiosk.id, {});
    expect(blocks[0]).toMatchObject({ from: from + 21 });
  });

  it('gives new kiosks no letters that a kiosk of the lost time may have', async () => {
    const before = (await hall.enrol('取号机3')).row.ownSeries;
    await setBack();
    expect([before, (await hall.enrol('取号机4')).row.ownSeries]).not.toContain('XA');
  });

  it('applies what the lost time left without a conflict, and still shows what no restore explains', async () => {
    const madeMs = hall.clock.now();
    await hall.clock.advance(3_600_000);
    const person = testPerson('a');
    kiosk.issued(hall.newId(), numberOf('A', 44, 'bound'), { person });
    const second = hall.newId();
    kiosk.issued(second, numberOf('A', 45, 'bound'), { person });
    other.paper(hall.newId());
    await setBack(madeMs);
    await kiosk.push();
    await other.push();
    expect(await attention()).toEqual(['restored']);
    await hall.clock.advance(3_600_000);
    await kiosk.push([kiosk.issued(hall.newId(), numberOf('A', 300, 'bound'))]);
    expect(await attention()).toEqual(['restored', 'recovery-ended', 'foreign-number'].filter((kind) => kind !== 'recovery-ended'));
  });

  it('never explains one number on two papers', async () => {
    await setBack();
    await kiosk.push([kiosk.issued(hall.newId(), numberOf('A', 44, 'bound'))]);
    await other.push([other.issued(hall.newId(), numberOf('A', 44, 'bound'))]);
    expect(await attention()).toEqual(['restored', 'duplicate-number']);
  });
});

describe('a database that was set back unnoticed', () => {
  it('is found by the first terminal that has seen more, before it binds a number', async () => {
    const { incarnation, revision } = (await hall.services.context.writer.store.load([])).head;
    const answer = await hall.services.handshake(kiosk.id, kiosk.logId, { head: 0, heldFrom: 1, seen: { incarnation, revision: revision + 3 } });
    expect(answer.incarnation).not.toBe(incarnation);
    await expect(kiosk.bind(hall.newId())).resolves.toMatchObject({ kind: 'recovering' });
    expect(await attention()).toEqual(['restored']);
    const same = await hall.services.handshake(kiosk.id, kiosk.logId, { head: 0, heldFrom: 1, seen: { incarnation, revision: revision + 3 } });
    expect(same.incarnation).toBe(answer.incarnation);
  });
});

describe('a database that was set back and that many terminals notice at once', () => {
  it('begins one new incarnation', async () => {
    const others = await Promise.all(['2', '3', '4'].map((name) => hall.enrol(name)));
    const { incarnation, revision } = (await hall.services.context.writer.store.load([])).head;
    const told = { head: 0, heldFrom: 1, seen: { incarnation, revision: revision + 3 } };
    const answers = await Promise.all([kiosk, ...others].map(({ id, logId }) => hall.services.handshake(id, logId, told)));
    expect(new Set(answers.map((answer) => answer.incarnation)).size).toBe(1);
    const work = await hall.services.context.writer.read((_work, round) => (round === 0 ? [] : null));
    expect(work.head.incarnation).toBe(answers[0]!.incarnation);
    expect(await attention()).toEqual(['restored']);
  });
});

describe('a log that ends before what was acknowledged', () => {
  it('is noticed too, once, and never taken from the incarnation before', async () => {
    const { incarnation, revision } = (await hall.services.context.writer.store.load([])).head;
    const told = { head: 2, heldFrom: 1, applied: 2, seen: { incarnation, revision: 1 } };
    const renewed = (await hall.services.handshake(kiosk.id, kiosk.logId, told)).incarnation;
    expect(renewed).not.toBe(incarnation);
    for (const seen of [{ incarnation, revision }, { incarnation: renewed, revision }]) {
      expect((await hall.services.handshake(kiosk.id, kiosk.logId, { ...told, seen })).incarnation).toBe(renewed);
    }
  });
});

describe('the handshake', () => {
  const machine = (letter: string) => letter.repeat(64);

  it('tells staff once a day that another machine speaks for a terminal', async () => {
    for (const one of ['a', 'a', 'b', 'a', 'b']) await hall.services.handshake(kiosk.id, kiosk.logId, { machine: machine(one), heldFrom: 1 });
    expect(await attention()).toEqual(['other-machine', 'other-machine']);
  });

  it('tells staff which facts neither side has any more', async () => {
    kiosk.issued(hall.newId(), numberOf('X', 1));
    await kiosk.push();
    await hall.services.handshake(kiosk.id, kiosk.logId, { heldFrom: 2 });
    expect(await attention()).toEqual([]);
    await hall.services.handshake(kiosk.id, kiosk.logId, { heldFrom: 5 });
    await hall.services.handshake(kiosk.id, kiosk.logId, { heldFrom: 5 });
    expect(await attention()).toEqual(['gap']);
  });

  it('commits nothing while it says nothing new', async () => {
    const version = async () => (await hall.services.context.writer.store.load([])).head.version;
    const before = await version();
    await hall.clock.advance(300_000);
    await shake(kiosk);
    expect(await version()).toBe(before);
    await hall.clock.advance(3_600_000);
    await shake(kiosk);
    expect(await version()).toBe(before + 1);
  });
});
