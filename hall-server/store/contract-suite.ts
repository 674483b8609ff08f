import { expect, it } from 'vitest';
import { unwrap } from '#kernel/result.ts';
import type { Changes, HallStore, Loaded, RowChange } from './hall-store.ts';
import type { HallHead, TicketRow } from './rows.ts';

/** A fresh, begun store, and the same again after a restart. */
export interface StoreUnderTest {
  readonly store: HallStore;
  restart(): Promise<HallStore>;
}

export const EXAMPLE_TICKET: TicketRow = {
  id: '01900000-0000-7000-8000-000000000001',
  visitId: '01900000-0000-7000-8000-0000000000a1',
  leg: 0,
  businessId: 'social',
  number: { businessDay: '2026-03-02', series: 'A', number: 8, origin: 'bound' },
  state: 'waiting',
  paper: 'printed',
  person: { kind: 'id-card', digest: 'd'.repeat(64), mask: '张*' },
  personDigest: 'd'.repeat(64),
  purpose: 'apply',
  cases: 1,
  party: 1,
  onBehalf: 'self',
  offline: true,
  takenAt: { wallMs: 1, bootId: 'b', monotonicMs: 0.5, lastServerMs: null, trust: 'untrusted' },
  windowId: null,
  version: 1,
  terminalId: 't1',
  businessDay: '2026-03-02',
  waitingSinceMs: 12.25,
  issuedAtMs: 13,
  calledAtMs: null,
  calls: 0,
  revision: 1,
};

/** What every store must do, whatever database is behind it. Called inside a `describe`. */
export function storeContract(open: () => Promise<StoreUnderTest>): void {
  const withStore = (test: (under: StoreUnderTest) => Promise<void>) => async () => {
    const under = await open();
    await test(under);
    await under.store.close();
  };

  it('gives back every field of a row as it was', withStore(async ({ store }) => {
    await commit(store, [{ table: 'ticket', kind: 'insert', row: EXAMPLE_TICKET }]);
    expect(await ticketsOf(store)).toEqual([EXAMPLE_TICKET]);
  }));

  it('tells absent rows from present ones', withStore(async ({ store }) => {
    const loaded = await store.load([{ table: 'ticket', keys: [['nobody']] }]);
    expect(rowsOf(loaded)).toEqual([]);
  }));

  it('finds many rows by keys and by lists in one load, each once, however often it is asked for', withStore(async ({ store }) => {
    const number = { hallId: 'h', businessDay: '2026-03-02', series: 'A', fate: 'used', leaseId: null } as const;
    const entries = [1, 2, 3].map((n) => ({ ...number, number: n, ticketId: `t${n}` }));
    await commit(store, [
      ...entries.map((row): RowChange => ({ table: 'number_ledger', kind: 'insert', row })),
      ...[1, 2].map((n): RowChange => ({ table: 'ticket', kind: 'insert', row: other(n, { personDigest: `p${n}` }) })),
    ]);
    const key = (n: number) => ['h', '2026-03-02', 'A', n];
    const live = (n: number) => ({ query: 'live-tickets-of', personDigest: `p${n}`, businessId: 'social' }) as const;
    const ledger = rowsOf(await store.load([
      { table: 'number_ledger', keys: [key(1), key(2), key(9)] },
      { table: 'number_ledger', keys: [key(1)] },
    ]));
    expect(ledger).toEqual(entries.slice(0, 2));
    expect(rowsOf(await store.load([{ query: 'ledger-of-ticket', ticketId: 't3' }, { query: 'ledger-of-ticket', ticketId: 't3' }]))).toEqual([entries[2]]);
    expect(rowsOf(await store.load([live(1), live(2), live(3)])).map((row) => (row as TicketRow).personDigest)).toEqual(['p1', 'p2']);
  }));

  it('refuses a commit when somebody else committed since the load, and writes nothing of it', withStore(async ({ store }) => {
    const { head } = await store.load([]);
    await commit(store, []);
    const late = await store.commit(changes(head, [{ table: 'ticket', kind: 'insert', row: EXAMPLE_TICKET }]));
    expect(late).toEqual({ ok: false, error: 'conflict' });
    expect(await ticketsOf(store)).toEqual([]);
  }));

  it('refuses to change a ticket that is not of the version that was seen', withStore(async ({ store }) => {
    await commit(store, [{ table: 'ticket', kind: 'insert', row: EXAMPLE_TICKET }]);
    const { head } = await store.load([]);
    const stale = { ...EXAMPLE_TICKET, version: 7 };
    const update: RowChange = { table: 'ticket', kind: 'update', row: { ...stale, state: 'called', version: 8 }, before: stale };
    expect(await store.commit(changes(head, [{ table: 'ticket', kind: 'insert', row: other(2) }, update]))).toEqual({ ok: false, error: 'conflict' });
    expect(await ticketsOf(store)).toEqual([EXAMPLE_TICKET]);
  }));

  it('never takes one operation or one number twice, and writes nothing of the commit that tries', withStore(async ({ store }) => {
    const event = { aggregate: 'a', kind: 'k', atMs: 1, appliedAtMs: 1, actor: 't1', opId: 'op', logId: 'l', opHash: 'h', detail: {} } as const;
    await commit(store, [{ table: 'event', kind: 'insert', row: { ...event, id: 'e1', seq: 1 } }]);
    const again: RowChange = { table: 'event', kind: 'insert', row: { ...event, id: 'e2', seq: 2 } };
    await expect(commit(store, [{ table: 'ticket', kind: 'insert', row: EXAMPLE_TICKET }, again])).rejects.toThrow(/UNIQUE|unique/);
    const number = { hallId: 'h', businessDay: '2026-03-02', series: 'A', number: 1, fate: 'used', ticketId: 't', leaseId: null } as const;
    await commit(store, [{ table: 'number_ledger', kind: 'insert', row: number }]);
    await expect(commit(store, [{ table: 'number_ledger', kind: 'insert', row: { ...number, ticketId: 'u' } }])).rejects.toThrow(/UNIQUE|unique/);
    expect(await ticketsOf(store)).toEqual([]);
  }));

  it('keeps what was committed over a restart', async () => {
    const under = await open();
    const { store } = under;
    await commit(store, [{ table: 'ticket', kind: 'insert', row: EXAMPLE_TICKET }]);
    const { head } = await store.load([]);
    await store.close();
    const again = await under.restart();
    expect((await again.load([])).head).toEqual(head);
    expect(await ticketsOf(again)).toEqual([EXAMPLE_TICKET]);
    await again.close();
  });

  it('finds live tickets of a person, the waiting by their time, and what stands at a window', withStore(async ({ store }) => {
    const rows = [
      other(1, { waitingSinceMs: 30 }),
      other(2, { waitingSinceMs: 10, personDigest: null, person: null }),
      other(3, { waitingSinceMs: 20, businessId: 'tax' }),
      other(4, { state: 'finished' }),
      other(5, { state: 'called', windowId: 'w1', personDigest: null }),
    ];
    await commit(store, rows.map((row) => ({ table: 'ticket', kind: 'insert', row })));
    const ids = async (selector: Parameters<HallStore['load']>[0][number]) =>
      rowsOf(await store.load([selector])).map((row) => (row as TicketRow).id.slice(-1));
    expect(await ids({ query: 'live-tickets-of', personDigest: 'd'.repeat(64), businessId: 'social' })).toEqual(['1']);
    expect(await ids({ query: 'waiting', businessId: 'social', limit: 10 })).toEqual(['2', '1']);
    expect(await ids({ query: 'waiting', businessId: 'social', limit: 1 })).toEqual(['2']);
    expect(await ids({ query: 'at-window', windowId: 'w1' })).toEqual(['5']);
    expect((await store.totals('2026-03-02')).byState).toEqual({ waiting: 3, finished: 1, called: 1 });
    expect(await store.statistics('2026-03-02')).toEqual({ parked: 0, conflicts: 0, byState: { waiting: 3, finished: 1, called: 1 }, waiting: { social: 2, tax: 1 } });
  }));

  it('tells how many wait for each business, and pages through the tickets of one terminal', withStore(async ({ store }) => {
    const rows = [other(3, { terminalId: 't2' }), other(1, { terminalId: 't2' }), other(2, {}), other(4, { terminalId: 't2', businessId: 'tax', state: 'called' })];
    await commit(store, rows.map((row) => ({ table: 'ticket', kind: 'insert', row })));
    const totals = await store.load([{ query: 'waiting-totals' }]);
    expect(totals.waiting).toEqual([{ businessId: 'social', count: 3 }]);
    const page = async (afterId: string, limit: number) =>
      rowsOf(await store.load([{ query: 'own-tickets-page', terminalId: 't2', afterId, limit }])).map((row) => (row as TicketRow).id);
    const [one, three, four] = [1, 3, 4].map((n) => other(n).id);
    expect([await page('', 2), await page(three!, 2)]).toEqual([[one, three], [four]]);
  }));

  it('counts the waiting of a business up to a time, without their rows', withStore(async ({ store }) => {
    const rows = [other(1, { waitingSinceMs: 10 }), other(2, { waitingSinceMs: 20 }), other(3, { state: 'called' }), other(4, { businessId: 'tax' })];
    await commit(store, rows.map((row) => ({ table: 'ticket', kind: 'insert', row })));
    const count = async (throughMs: number) => {
      const loaded = await store.load([{ query: 'waiting-count', businessId: 'social', throughMs }]);
      expect(rowsOf(loaded)).toEqual([]);
      return loaded.waiting;
    };
    expect(await count(10)).toEqual([{ businessId: 'social', count: 1 }]);
    expect(await count(9.5)).toEqual([{ businessId: 'social', count: 0 }]);
    expect(await count(Infinity)).toEqual([{ businessId: 'social', count: 2 }]);
  }));

  it('counts with every commit what screens ask for, and nothing of a commit that was refused', withStore(async ({ store }) => {
    const conflict = { id: 'c', kind: 'gap', aggregate: 'a', opId: '', atMs: 1, businessDay: '2026-03-02', detail: {} };
    const parked = { opId: 'o', terminalId: 't1', logId: 'l', seq: 1, aggregate: 'a', reason: 'waiting', detail: '', hash: 'h', body: '', parkedAt: 1, serverMs: 1, bootId: 'b', monotonicMs: 1 } as const;
    await commit(store, [
      { table: 'ticket', kind: 'insert', row: EXAMPLE_TICKET },
      { table: 'conflict', kind: 'insert', row: conflict },
      { table: 'parked_operation', kind: 'insert', row: parked },
    ]);
    const { head } = await store.load([]);
    expect((await store.commit({ ...changes(head, [{ table: 'ticket', kind: 'insert', row: other(2) }]), expected: { ...head, version: 99 } })).ok).toBe(false);
    expect(await store.statistics('2026-03-02')).toEqual({ parked: 1, conflicts: 1, byState: { waiting: 1 }, waiting: { social: 1 } });
    await commit(store, [
      { table: 'ticket', kind: 'update', row: { ...EXAMPLE_TICKET, state: 'called', version: 2 }, before: EXAMPLE_TICKET },
      { table: 'parked_operation', kind: 'delete', before: parked },
    ]);
    expect(await store.statistics('2026-03-02')).toEqual({ parked: 0, conflicts: 1, byState: { called: 1 }, waiting: {} });
    expect(await store.statistics('2026-03-03')).toMatchObject({ conflicts: 0, byState: {} });
  }));

  it('gives the feed in order, in pieces, and forgets what is dropped', withStore(async ({ store }) => {
    const rows = [1, 2, 3].map((revision) => ({ revision, entity: 'ticket', entityId: `t${revision}`, scopeBefore: [], scopeAfter: ['hall'], value: revision === 2 ? null : { revision } }));
    await commit(store, rows.map((row) => ({ table: 'feed', kind: 'insert', row })));
    expect((await store.feedAfter(0, 2)).rows).toEqual(rows.slice(0, 2));
    expect((await store.feedAfter(2, 2)).rows).toEqual(rows.slice(2));
    const { head } = await store.load([]);
    unwrap(await store.commit({ ...changes(head, []), dropFeedThrough: 2 }));
    expect((await store.feedAfter(0, 10)).rows).toEqual(rows.slice(2));
  }));
}

function changes(head: HallHead, rows: readonly RowChange[]): Changes {
  return { expected: head, head: { ...head, version: head.version + 1 }, rows, dropFeedThrough: 0 };
}

async function commit(store: HallStore, rows: readonly RowChange[]): Promise<void> {
  const { head } = await store.load([]);
  unwrap(await store.commit(changes(head, rows)));
}

function rowsOf({ rows }: Loaded): readonly unknown[] {
  return rows.flatMap((found): readonly unknown[] => found.rows);
}

async function ticketsOf(store: HallStore): Promise<readonly unknown[]> {
  const loaded = await store.load([{ query: 'waiting', businessId: 'social', limit: 10 }]);
  return rowsOf(loaded);
}

function other(n: number, change: Partial<TicketRow> = {}): TicketRow {
  return { ...EXAMPLE_TICKET, id: EXAMPLE_TICKET.id.replace(/.$/, String(n)), ...change };
}

