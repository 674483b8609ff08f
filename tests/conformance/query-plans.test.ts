import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TestHall, testPerson } from '#hall-server/testing/test-hall.ts';
import { numberOf } from '#hall-server/testing/test-terminal.ts';
import { readFeed, readSnapshot } from '#hall-server/sync/read-feed.ts';
import { scopesOf } from '#hall-server/sync/viewer.ts';
import { secretHash } from '#hall-server/terminals/enrolment.ts';
import { exampleEntry, exampleHall, examplePublicTicket, INCARNATION } from '#offline-cache/testing/feed-fixture.ts';
import { EXAMPLE_DAY, EXAMPLE_PERSON, exampleBlock, exampleDraft, NEXT_DAY, openFixture } from '#offline-cache/testing/store-fixture.ts';
import { QueryPlans, type Scan } from './kit/query-plans.ts';

let plans: QueryPlans;

beforeEach(() => {
  plans = new QueryPlans();
});

afterEach(() => plans.stop());

/** The scans that do not begin with one of these steps. */
function unexpected(scans: readonly Scan[], allowed: readonly string[]): readonly Scan[] {
  return scans.filter(({ step }) => !allowed.some((known) => step === `SCAN ${known}` || step.startsWith(`SCAN ${known} `)));
}

/** A checkpoint of the shadow log takes every row along, away from any answer. */
const COPIED_WHOLE = /^SELECT ("\w+"(, )?)+ FROM "\w+"$/;
/** When the business day changes. */
const ONCE_A_DAY = /^DELETE FROM ticket WHERE/;

describe('query plans', () => {
  it('of the hall server read no whole table in pushing, binding, calling, the feed, the snapshot and the close of the day', async () => {
    const hall = await TestHall.open();
    const kiosk = await hall.enrol('取号机1');
    const window = await hall.enrol('1号窗口', 'window');
    await hall.services.handshake(kiosk.id, kiosk.logId);
    await hall.services.lease(kiosk.id, {});
    const person = testPerson('a');
    kiosk.issued(hall.newId(), numberOf('X', 1), { person });
    const given = hall.newId();
    kiosk.issued(given, numberOf('X', 2));
    kiosk.paper(given);
    kiosk.cancelled(given);
    kiosk.write('help.requested', 'help:1', { requestId: hall.newId(), screen: 'home' });
    kiosk.write('ticket.paper', 'ticket:9', { nonsense: true });
    await kiosk.push();
    await hall.services.handshake(kiosk.id, kiosk.logId);
    await kiosk.bind(hall.newId(), { person: testPerson('b') });
    await window.window('w1', { kind: 'state', state: 'open' });
    for (const kind of ['next', 'recall', 'miss', 'next', 'finish'] as const) await window.window('w1', { kind });
    const { store } = hall.services.context.writer;
    const { head } = await store.load([]);
    const scopes = scopesOf(window.row);
    await readFeed(store, scopes, { incarnation: head.incarnation, revision: 0 }, 500);
    await readSnapshot(store, scopes, { startedAt: null, page: null, limit: 500 });
    await store.terminalByToken(secretHash('nobody'));
    await store.totals(head.businessDay);
    await hall.services.replayParked();
    await hall.clock.advance(86_400_000);
    await hall.services.closeDay();
    await hall.close();
    // Statistics of one day would change the plans of the next.
    expect(plans.statements.filter((sql) => /sqlite_stat|ANALYZE/i.test(sql))).toEqual([]);
    expect(plans.statements.length).toBeGreaterThan(40);
    // Dozens of rows by nature: what a hall has of each, what staff have still to look at, what is called just now.
    const small = ['hall', 'business', 'service_window', 'terminal', 'schema_version', 'parked_operation', 'window_call USING INDEX window_call_open'];
    expect(unexpected(plans.scans, small)).toEqual([]);
  });

  it("of the terminal's store read no whole table in taking tickets, the outbox, the feed and the new day", async () => {
    const fixture = await openFixture();
    const { store, clock } = fixture;
    await store.saveLease(EXAMPLE_DAY, [exampleBlock()]);
    await store.replaceReplica({ incarnation: INCARNATION, revision: 1 }, [exampleHall(1)]);
    const { ticket } = await store.draftTicket(exampleDraft('tap-1', { person: EXAMPLE_PERSON }));
    await store.issueOffline(ticket.id);
    const bound = (await store.draftTicket(exampleDraft('tap-2'))).ticket;
    await store.issueBound(bound.id, { businessDay: EXAMPLE_DAY, series: 'A', number: 1, origin: 'bound' });
    await store.dropDraft((await store.draftTicket(exampleDraft('tap-3'))).ticket.id);
    await store.recordPaper(ticket.id, 'printed', 'printer');
    await store.beginReprint(ticket.id);
    await store.requestHelp('home');
    await store.liveTicketsOf(EXAMPLE_PERSON.digest);
    await store.issuedToday();
    await store.numbersLeft();
    await store.applyFeed({ incarnation: INCARNATION, revision: 3 }, [
      exampleEntry(2, 'ticket', ticket.id, examplePublicTicket(ticket.id, { state: 'called' })),
      exampleEntry(3, 'ticket', bound.id, null),
    ], clock.now());
    const operations = await store.operationsAfter(0, 100_000);
    await store.noteParked([{ opId: (JSON.parse(operations[0]!.body) as { opId: string }).opId, seq: 1, reason: 'unsupported' }]);
    await store.acknowledge(3, 2);
    await store.noteServer(clock.now(), NEXT_DAY, 'trusted');
    await store.saveBackoff({ attempt: 1, remainingMs: 10 });
    await fixture[Symbol.asyncDispose]();
    expect(plans.statements.length).toBeGreaterThan(30);
    // One row or some dozens by nature; the replica is read whole once, at the start.
    const small = ['log_head', 'lease', 'parked', 'replica', 'sqlite_schema', 'pragma_table_xinfo'];
    const scans = unexpected(plans.scans, small).filter(({ sql }) => !COPIED_WHOLE.test(sql) && !ONCE_A_DAY.test(sql));
    expect(scans).toEqual([]);
  });
});

describe('the look at query plans', () => {
  it('sees a scan, and no scan where an index answers', () => {
    const database = new Database(':memory:');
    database.exec('CREATE TABLE t (id TEXT PRIMARY KEY, other TEXT)');
    database.prepare('SELECT * FROM t WHERE id = ?');
    database.prepare('SELECT * FROM t ORDER BY rowid DESC LIMIT 1');
    expect(plans.scans).toEqual([]);
    database.prepare('SELECT * FROM t WHERE other = ?');
    database.prepare('SELECT * FROM t ORDER BY other LIMIT 1');
    expect(plans.scans.map(({ step }) => step)).toEqual(['SCAN t', 'SCAN t']);
    database.close();
  });
});
