import { describe, expect, it } from 'vitest';
import { unwrap } from '#kernel/result.ts';
import { EXAMPLE_DAY, EXAMPLE_PERSON, exampleBlock, exampleDraft, openFixture } from './testing/store-fixture.ts';

const bound = { businessDay: EXAMPLE_DAY, series: 'A', number: 8, origin: 'bound' } as const;

describe('taking a ticket', () => {
  it('gives the same ticket to a double tap, also after it got its number', async () => {
    await using fixture = await openFixture();
    const { store } = fixture;
    const [first, second] = await Promise.all([store.draftTicket(exampleDraft('tap-1')), store.draftTicket(exampleDraft('tap-1'))]);
    expect(first.kind).toBe('drafted');
    expect(second).toEqual({ kind: 'repeated', ticket: first.ticket });
    const issued = unwrap(await store.issueBound(first.ticket.id, bound));
    expect(await store.draftTicket(exampleDraft('tap-1'))).toEqual({ kind: 'repeated', ticket: issued });
  });

  it('stores number, fact and counter together, with the paper as intent', async () => {
    await using fixture = await openFixture();
    const { store } = fixture;
    const { ticket } = await store.draftTicket(exampleDraft('tap-1', { person: EXAMPLE_PERSON }));
    const issued = unwrap(await store.issueBound(ticket.id, bound));
    expect(issued).toMatchObject({ number: bound, state: 'waiting', paper: 'printing', offline: false, version: 2 });
    expect(await store.ticket(ticket.id)).toEqual(issued);
    expect(await store.issuedToday()).toBe(1);
    const [operation] = await store.operationsAfter(0, 1000);
    expect(JSON.parse(operation!.body)).toMatchObject({
      kind: 'ticket.issued',
      version: 1,
      aggregate: `ticket:${ticket.id}`,
      terminalId: 'kiosk-1',
      payload: { ticketId: ticket.id, number: bound, person: EXAMPLE_PERSON, offline: false },
    });
  });

  it('binds nothing twice when an answer comes after a leased number was taken', async () => {
    await using fixture = await openFixture();
    const { store } = fixture;
    await store.saveLease(EXAMPLE_DAY, [exampleBlock()]);
    const { ticket } = await store.draftTicket(exampleDraft('tap-1'));
    const offline = unwrap(await store.issueOffline(ticket.id));
    expect(offline).toMatchObject({ offline: true, number: { series: 'KA', number: 1, origin: 'leased' } });
    expect(await store.issueBound(ticket.id, bound)).toEqual({ ok: false, error: { kind: 'not-a-draft', ticket: offline } });
    expect((await store.outbox()).seq).toBe(1);
  });

  it('refuses a bound number that this terminal already gave to somebody else', async () => {
    await using fixture = await openFixture();
    const { store } = fixture;
    const first = await store.draftTicket(exampleDraft('tap-1'));
    const second = await store.draftTicket(exampleDraft('tap-2'));
    unwrap(await store.issueBound(first.ticket.id, bound));
    expect(await store.issueBound(second.ticket.id, bound)).toEqual({ ok: false, error: { kind: 'number-taken', number: bound } });
    expect(unwrap(await store.issueOffline(second.ticket.id)).number?.origin).toBe('permanent');
  });

  it('makes a dropped draft void, tells the server nothing, and never drops a number', async () => {
    await using fixture = await openFixture();
    const { store } = fixture;
    const { ticket } = await store.draftTicket(exampleDraft('tap-1'));
    await store.dropDraft(ticket.id);
    await store.dropDraft(ticket.id);
    expect((await store.ticket(ticket.id))?.state).toBe('void');
    expect((await store.outbox()).seq).toBe(0);
    const other = await store.draftTicket(exampleDraft('tap-2'));
    unwrap(await store.issueBound(other.ticket.id, bound));
    await expect(store.dropDraft(other.ticket.id)).rejects.toMatchObject({ kind: 'wrong-state' });
  });

  it('refuses facts before enrolment and leaves the draft as it was', async () => {
    await using fixture = await openFixture({ enrolled: false });
    const { store } = fixture;
    const { ticket } = await store.draftTicket(exampleDraft('tap-1'));
    await expect(store.issueBound(ticket.id, bound)).rejects.toMatchObject({ kind: 'not-enrolled' });
    expect(await store.ticket(ticket.id)).toEqual(ticket);
    expect(await store.issueOffline(ticket.id)).toEqual({ ok: false, error: { kind: 'no-number-left' } });
  });

  it("lists a person's live tickets newest first", async () => {
    await using fixture = await openFixture();
    const { store } = fixture;
    const ids: string[] = [];
    for (const number of [1, 2]) {
      const { ticket } = await store.draftTicket(exampleDraft(`tap-${number}`, { person: EXAMPLE_PERSON }));
      unwrap(await store.issueBound(ticket.id, { ...bound, number }));
      ids.unshift(ticket.id);
    }
    await store.draftTicket(exampleDraft('tap-3', { person: EXAMPLE_PERSON }));
    expect((await store.liveTicketsOf(EXAMPLE_PERSON.digest)).map(({ id }) => id)).toEqual(ids);
    expect(await store.liveTicketsOf('cd'.repeat(32))).toEqual([]);
  });
});

describe('paper', () => {
  it('is recorded once however often the same word comes', async () => {
    await using fixture = await openFixture();
    const { store } = fixture;
    const { ticket } = await store.draftTicket(exampleDraft('tap-1'));
    unwrap(await store.issueBound(ticket.id, bound));
    const unknown = await store.recordPaper(ticket.id, 'unknown', 'printer');
    expect(await store.recordPaper(ticket.id, 'unknown', 'restart')).toEqual(unknown);
    const printed = await store.recordPaper(ticket.id, 'printed', 'person');
    expect(printed).toMatchObject({ paper: 'printed', version: 4 });
    const sent = (await store.operationsAfter(1, 10_000)).map(({ body }) => JSON.parse(body).payload);
    expect(sent).toEqual([
      { ticketId: ticket.id, paper: 'unknown', copy: 1, source: 'printer' },
      { ticketId: ticket.id, paper: 'printed', copy: 1, source: 'person' },
    ]);
  });

  it('counts copies, and a reprint is an intent before it is a fact', async () => {
    await using fixture = await openFixture();
    const { store } = fixture;
    const { ticket } = await store.draftTicket(exampleDraft('tap-1'));
    await expect(store.beginReprint(ticket.id)).rejects.toMatchObject({ kind: 'wrong-state' });
    unwrap(await store.issueBound(ticket.id, bound));
    await store.recordPaper(ticket.id, 'printed', 'printer');
    expect(await store.beginReprint(ticket.id)).toMatchObject({ copy: 2, ticket: { paper: 'printing' } });
    expect((await store.outbox()).seq).toBe(2);
    await store.recordPaper(ticket.id, 'printed', 'printer');
    expect(JSON.parse((await store.operationsAfter(2, 1000))[0]!.body).payload).toMatchObject({ copy: 2, paper: 'printed' });
  });

  it('shows after a restart what was interrupted', async () => {
    await using fixture = await openFixture();
    const { ticket: draft } = await fixture.store.draftTicket(exampleDraft('tap-1'));
    const { ticket } = await fixture.store.draftTicket(exampleDraft('tap-2'));
    const printing = unwrap(await fixture.store.issueBound(ticket.id, bound));
    const store = await fixture.reopen();
    expect(await store.interrupted()).toEqual({ drafts: [draft], printing: [printing] });
    await store.dropDraft(draft.id);
    await store.recordPaper(ticket.id, 'unknown', 'restart');
    expect(await store.interrupted()).toEqual({ drafts: [], printing: [] });
    expect(await store.issuedToday()).toBe(1);
  });
});
