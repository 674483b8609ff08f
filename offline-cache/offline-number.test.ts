import { describe, expect, it } from 'vitest';
import type { SimulatedClock } from '#kernel/simulated-clock.ts';
import type { TicketNumber } from '#domain/ticket/number.ts';
import { EXAMPLE_DAY, exampleBlock, exampleDraft, exampleEnrolment, NEXT_DAY, openFixture, type StoreFixture } from './testing/store-fixture.ts';

const HOUR = 3_600_000;
const IN_2015 = Date.UTC(2015, 0, 1);
let taps = 0;

async function take(fixture: StoreFixture): Promise<TicketNumber | string> {
  const { ticket } = await fixture.store.draftTicket(exampleDraft(`tap-${(taps += 1)}`));
  const issued = await fixture.store.issueOffline(ticket.id);
  return issued.ok ? issued.value.number! : issued.error.kind;
}

async function takeMany(fixture: StoreFixture, count: number): Promise<(TicketNumber | string)[]> {
  return Promise.all(Array.from({ length: count }, () => take(fixture)));
}

/** Moves time without running anything: the store has no timers. */
const pass = (clock: SimulatedClock, ms: number): Promise<void> => clock.advance(ms);

describe('an offline number', () => {
  it('comes from the leased blocks in order, then from the permanent sub-series, then there is none left', async () => {
    await using fixture = await openFixture();
    await fixture.store.saveLease(EXAMPLE_DAY, [exampleBlock({ from: 11, to: 12, leaseId: 'b' }), exampleBlock({ from: 1, to: 2 })]);
    expect(await fixture.store.numbersLeft()).toEqual({ [EXAMPLE_DAY]: 4 });
    const numbers = await takeMany(fixture, 4 + 99 + 1);
    expect(numbers.slice(0, 5).map((number) => (typeof number === 'string' ? number : `${number.number} ${number.origin}`))).toEqual([
      '1 leased', '2 leased', '11 leased', '12 leased', '901 permanent',
    ]);
    expect(numbers.at(-2)).toEqual({ businessDay: EXAMPLE_DAY, series: 'KA', number: 999, origin: 'permanent' });
    expect(numbers.at(-1)).toBe('no-number-left');
    expect(await fixture.store.numbersLeft()).toEqual({ [EXAMPLE_DAY]: 0 });
  });

  it('is never repeated when the same or an overlapping block is leased again, nor after a restart', async () => {
    await using fixture = await openFixture();
    await fixture.store.saveLease(EXAMPLE_DAY, [exampleBlock({ from: 1, to: 3 })]);
    await takeMany(fixture, 2);
    await fixture.store.saveLease(EXAMPLE_DAY, [exampleBlock({ from: 1, to: 3 }), exampleBlock({ from: 2, to: 5, leaseId: 'after restore' })]);
    await fixture.reopen('boot-2');
    const numbers = (await takeMany(fixture, 3)).map((number) => (number as TicketNumber).number);
    expect(numbers).toEqual([3, 4, 5]);
  });

  it("uses tomorrow's lease when the server's time plus its age says that the day is over", async () => {
    await using fixture = await openFixture();
    await fixture.store.saveLease(EXAMPLE_DAY, [exampleBlock()]);
    await fixture.store.saveLease(NEXT_DAY, [exampleBlock({ businessDay: NEXT_DAY, leaseId: 'tomorrow' })]);
    // 10:20 in the hall; midnight is 13 h 40 min later.
    await pass(fixture.clock, 13 * HOUR);
    expect(await take(fixture)).toMatchObject({ businessDay: EXAMPLE_DAY, number: 1 });
    await pass(fixture.clock, HOUR);
    expect(await take(fixture)).toMatchObject({ businessDay: NEXT_DAY, number: 1, origin: 'leased' });
    expect(await fixture.store.issuedToday()).toBe(1);
    expect(await fixture.store.numbersLeft()).toEqual({ [NEXT_DAY]: 2 });
  });

  it('does not care that the wall clock says 2015', async () => {
    await using fixture = await openFixture();
    await fixture.store.saveLease(EXAMPLE_DAY, [exampleBlock()]);
    await fixture.store.saveLease(NEXT_DAY, [exampleBlock({ businessDay: NEXT_DAY })]);
    fixture.clock.setWall(IN_2015);
    expect(await take(fixture)).toMatchObject({ businessDay: EXAMPLE_DAY, number: 1 });
    expect((await fixture.store.stamp()).trust).toBe('untrusted');
    await pass(fixture.clock, 14 * HOUR);
    expect(await take(fixture)).toMatchObject({ businessDay: NEXT_DAY, number: 1 });
    // A dead battery shows after a restart of the machine: age unknown, wall absurd, so the last word of the server holds.
    await fixture.reopen('boot-2');
    fixture.clock.setWall(IN_2015);
    expect(await take(fixture)).toMatchObject({ businessDay: EXAMPLE_DAY, number: 2 });
  });

  it("after a restart of the machine takes the wall clock's word only for a day the server leased", async () => {
    await using fixture = await openFixture();
    await fixture.store.saveLease(EXAMPLE_DAY, [exampleBlock()]);
    await fixture.store.saveLease(NEXT_DAY, [exampleBlock({ businessDay: NEXT_DAY })]);
    await fixture.reopen('boot-2');
    fixture.clock.setWall(Date.UTC(2026, 2, 3, 1, 0));
    expect(await take(fixture)).toMatchObject({ businessDay: NEXT_DAY, number: 1 });
    fixture.clock.setWall(Date.UTC(2026, 2, 9, 1, 0));
    expect(await take(fixture)).toMatchObject({ businessDay: EXAMPLE_DAY, number: 1 });
  });

  it('goes on with the permanent sub-series of the new day when tomorrow was never leased', async () => {
    await using fixture = await openFixture();
    await fixture.store.saveLease(EXAMPLE_DAY, [exampleBlock()]);
    await pass(fixture.clock, 14 * HOUR);
    expect(await take(fixture)).toEqual({ businessDay: NEXT_DAY, series: 'KA', number: 901, origin: 'permanent' });
  });

  it("is dated by the hall's date of the server's time when no business day was ever named", async () => {
    await using fixture = await openFixture({ enrolled: false });
    await fixture.store.saveEnrolment(exampleEnrolment());
    await fixture.store.noteServer(Date.UTC(2026, 2, 2, 17, 0), null, 'untrusted');
    fixture.clock.setWall(IN_2015);
    expect(await take(fixture)).toMatchObject({ businessDay: NEXT_DAY, number: 901 });
  });

  it('moves its mark only with the ticket: a refused issue uses nothing up', async () => {
    await using fixture = await openFixture();
    await fixture.store.saveLease(EXAMPLE_DAY, [exampleBlock()]);
    expect((await fixture.store.issueOffline('nobody')).ok).toBe(false);
    expect(await take(fixture)).toMatchObject({ number: 1 });
  });
});
