import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { feedEntry, feedValues, type FeedEntry, type FeedHint } from '#contracts/sync/feed.ts';
import { renewIncarnation } from '../catalogue/renew-incarnation.ts';
import { TestHall, testPerson } from '../testing/test-hall.ts';
import { numberOf, type TestTerminal } from '../testing/test-terminal.ts';
import { readFeed, readSnapshot } from './read-feed.ts';
import { scopesOf } from './viewer.ts';

let hall: TestHall;
let kiosk: TestTerminal;
let desk: TestTerminal;

beforeEach(async () => {
  hall = await TestHall.open();
  kiosk = await hall.enrol('取号机1');
  desk = await hall.enrol('窗口', 'window');
});

afterEach(() => hall.close());

const store = () => hall.services.context.writer.store;

async function feedOf(terminal: TestTerminal, revision = 0, limit = 1000): Promise<readonly FeedEntry[]> {
  const { incarnation } = (await store().load([])).head;
  const answer = await readFeed(store(), scopesOf(terminal.row), { incarnation, revision }, limit);
  if (answer.kind !== 'entries') throw new Error(answer.kind);
  return answer.entries;
}

async function snapshotOf(terminal: TestTerminal, limit: number, between: () => Promise<unknown> = async () => {}) {
  const entries: FeedEntry[] = [];
  const starts: number[] = [];
  let page: string | null = null;
  let startedAt: number | null = null;
  do {
    const answer = await readSnapshot(store(), scopesOf(terminal.row), { startedAt, page, limit });
    if (!answer) throw new Error('no page');
    entries.push(...answer.entries);
    starts.push(answer.startedAt);
    ({ startedAt, next: page } = answer);
    await between();
  } while (page !== null);
  return { entries, starts };
}

async function requestHelp(): Promise<string> {
  const requestId = hall.newId();
  await kiosk.push([kiosk.write('help.requested', `help:${requestId}`, { requestId, screen: 'home' })]);
  return requestId;
}

describe('the feed', () => {
  it('numbers every change in the order of commits, without holes', async () => {
    await kiosk.take();
    await kiosk.take();
    const hints: FeedHint[] = [];
    const stop = hall.services.context.writer.onCommit((hint) => hints.push(hint));
    await desk.window('w2', { kind: 'state', state: 'open' });
    await desk.window('w2', { kind: 'next' });
    await desk.window('w2', { kind: 'next' });
    stop();
    const revisions = (await feedOf(desk)).map(({ revision }) => revision);
    expect(revisions).toEqual(revisions.map((_, i) => i + 1));
    const told = hints.flatMap(({ entries }) => entries.map(({ revision }) => revision));
    expect(told).toEqual(revisions.slice(-told.length));
    for (const { from, to, entries } of hints) expect([from, to]).toEqual([entries[0]?.revision, entries.at(-1)?.revision]);
  });

  it('never holds anything of a person', async () => {
    const person = { ...testPerson('张三'), mask: '张某某' };
    const ticketId = await kiosk.take({ person });
    await desk.window('w1', { kind: 'state', state: 'open' });
    await desk.window('w1', { kind: 'next' });
    await kiosk.push([kiosk.paper(ticketId), kiosk.cancelled(ticketId)]);
    await requestHelp();
    const all = [...(await feedOf(desk)), ...(await snapshotOf(desk, 100)).entries];
    const text = JSON.stringify(all);
    expect(text).toContain(ticketId);
    for (const secret of [person.digest, person.mask, 'digest', 'mask', 'tokenHash', desk.row.tokenHash]) expect(text).not.toContain(secret);
  });

  it('holds values of the contract’s shapes', async () => {
    await kiosk.take();
    await requestHelp();
    for (const entry of [...(await feedOf(desk)), ...(await snapshotOf(desk, 3)).entries]) {
      expect(feedEntry.safeParse(entry).success).toBe(true);
      expect(feedValues[entry.entity].safeParse(entry.value).error).toBeUndefined();
    }
  });

  it('does not show a number that is only bound', async () => {
    const ticketId = hall.newId();
    await kiosk.bind(ticketId);
    expect((await feedOf(kiosk)).filter(({ entity }) => entity === 'ticket')).toEqual([]);
  });

  it('tells help to staff and to the kiosk that asked, and takes it back when answered', async () => {
    const other = await hall.enrol('取号机2');
    const requestId = await requestHelp();
    const seen = async (terminal: TestTerminal) => (await feedOf(terminal)).filter(({ entity }) => entity === 'help').map(({ value }) => value !== null);
    expect([await seen(desk), await seen(kiosk), await seen(other)]).toEqual([[true], [true], []]);
    await hall.services.answerHelp(desk.id, requestId);
    expect([await seen(desk), await seen(kiosk), await seen(other)]).toEqual([[true, false], [true, false], []]);
  });

  it('is read in pieces of any size', async () => {
    await kiosk.take();
    const whole = await feedOf(desk);
    const pieces: FeedEntry[] = [];
    for (let more = await feedOf(desk, 0, 2); more.length > 0; more = await feedOf(desk, more.at(-1)!.revision, 2)) pieces.push(...more);
    expect(pieces).toEqual(whole);
  });
});

describe('tickets', () => {
  const ofTickets = (entries: readonly FeedEntry[]): readonly string[] => entries.flatMap(({ entity, id }) => (entity === 'ticket' ? [id] : []));

  it('are told to windows, boards and the kiosk that issued them; other kiosks are told how many wait', async () => {
    const [other, board] = [await hall.enrol('取号机2'), await hall.enrol('显示屏', 'display')];
    const own = [await kiosk.take(), await kiosk.take()];
    for (const told of [feedOf, (terminal: TestTerminal) => snapshotOf(terminal, 3).then(({ entries }) => entries)]) {
      for (const terminal of [kiosk, desk, board]) expect(new Set(ofTickets(await told(terminal)))).toEqual(new Set(own));
      const entries = await told(other);
      expect(ofTickets(entries)).toEqual([]);
      expect(entries.findLast(({ entity }) => entity === 'waiting')).toMatchObject({ id: 'social', value: { id: 'social', waiting: 2 } });
    }
  });

  it('of a whole batch cost other kiosks one entry for each business', async () => {
    const other = await hall.enrol('取号机2');
    const before = (await store().load([])).head.revision;
    await kiosk.push(Array.from({ length: 20 }, (_, i) => kiosk.issued(hall.newId(), numberOf(kiosk.row.ownSeries!, i + 1, 'leased'))));
    expect((await feedOf(other, before)).map(({ entity, value }) => [entity, value])).toEqual([['waiting', { id: 'social', waiting: 20 }]]);
  });

  it('count as waiting until they are called, whoever issued them', async () => {
    const other = await hall.enrol('取号机2');
    await kiosk.take();
    await other.take();
    await desk.window('w2', { kind: 'state', state: 'open' });
    await desk.window('w2', { kind: 'next' });
    expect((await feedOf(other)).findLast(({ entity }) => entity === 'waiting')?.value).toEqual({ id: 'social', waiting: 1 });
  });

  it('are read from a snapshot by a kiosk that is far behind, and revision by revision by who sees them all', async () => {
    const { incarnation, revision } = (await store().load([])).head;
    for (let batch = 0; batch < 3; batch += 1) {
      await kiosk.push(Array.from({ length: 800 }, (_, i) => kiosk.issued(hall.newId(), numberOf(kiosk.row.ownSeries!, batch * 800 + i + 1, 'leased'))));
    }
    const ask = (terminal: TestTerminal) => readFeed(store(), scopesOf(terminal.row), { incarnation, revision }, 100);
    await expect(ask(kiosk)).resolves.toMatchObject({ kind: 'snapshot-needed' });
    await expect(ask(desk)).resolves.toMatchObject({ kind: 'entries' });
  });
});

describe('a cursor', () => {
  it.each([
    ['another incarnation', '01900000-0000-7000-8000-000000000000', 0],
    ['the future', null, 1_000_000],
  ])('of %s is sent to the snapshot', async (_, foreign, revision) => {
    const { incarnation } = (await store().load([])).head;
    const answer = await readFeed(store(), scopesOf(kiosk.row), { incarnation: foreign ?? incarnation, revision }, 10);
    expect(answer).toMatchObject({ kind: 'snapshot-needed', incarnation });
  });

  it('is worth nothing after a restore', async () => {
    await kiosk.take();
    const before = (await store().load([])).head;
    const incarnation = await hall.services.context.writer.run(renewIncarnation(hall.services.context));
    const cursor = { incarnation: before.incarnation, revision: before.revision };
    await expect(readFeed(store(), scopesOf(kiosk.row), cursor, 10)).resolves.toMatchObject({ kind: 'snapshot-needed', incarnation });
  });
});

describe('the snapshot', () => {
  it('read in pages of any size holds everything once', async () => {
    for (let i = 0; i < 5; i += 1) await kiosk.take();
    const whole = (await snapshotOf(kiosk, 1000)).entries;
    expect(new Set(whole.map(({ entity }) => entity))).toEqual(new Set(['hall', 'business', 'window', 'terminal-key', 'ticket', 'waiting']));
    for (const limit of [1, 2, 3, 7]) expect((await snapshotOf(kiosk, limit)).entries).toEqual(whole);
  });

  it('keeps the revision it started at, so that nothing that changes meanwhile is missed', async () => {
    await kiosk.take();
    const startedAt = (await store().load([])).head.revision;
    const { entries, starts } = await snapshotOf(kiosk, 2, () => kiosk.take());
    expect(new Set(starts)).toEqual(new Set([startedAt]));
    const known = new Map(entries.map((entry) => [`${entry.entity} ${entry.id}`, entry]));
    for (const entry of await feedOf(kiosk, startedAt)) if (entry.revision > (known.get(`${entry.entity} ${entry.id}`)?.revision ?? 0)) known.set(`${entry.entity} ${entry.id}`, entry);
    const fresh = new Map((await snapshotOf(kiosk, 1000)).entries.map((entry) => [`${entry.entity} ${entry.id}`, entry.value]));
    expect(new Map([...known].map(([key, { value }]) => [key, value]))).toEqual(fresh);
  });

  it('holds a ticket of the next day, given by a kiosk alone before the hall closed its own', async () => {
    const ticketId = hall.newId();
    await kiosk.push([kiosk.issued(ticketId, numberOf(kiosk.row.ownSeries!, 1, 'leased', '2026-03-03'))]);
    expect((await feedOf(kiosk)).filter(({ id }) => id === ticketId)).toHaveLength(1);
    const { entries } = await snapshotOf(kiosk, 5);
    expect(entries.filter(({ id }) => id === ticketId)).toHaveLength(1);
  });

  it('refuses a page it never gave', async () => {
    await expect(readSnapshot(store(), new Set(['hall']), { startedAt: 1, page: 'event|x', limit: 10 })).resolves.toBeNull();
  });
});
