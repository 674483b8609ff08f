import { describe, expect, it } from 'vitest';
import { kioskRig } from '../testing/kiosk-rig.ts';

async function taken(rig: ReturnType<typeof kioskRig>): Promise<void> {
  rig.session.chooseBusiness(rig.turn, 'social-security');
  rig.session.takeWithoutName(rig.turn);
  await rig.settle();
}

describe('paper that certainly did not come out', () => {
  it('leaves the number on the screen to photograph until it is tapped', async () => {
    const rig = kioskRig();
    rig.printer.outcomes = [{ kind: 'failed', fault: { kind: 'paper-end' }, certain: true, sent: 'nothing', remainder: 'none' }];
    await taken(rig);
    expect(rig.shown).toMatchObject({ kind: 'show-number', fault: 'paper-end', ticket: { label: 'A008' }, mayRetry: true });
    expect(rig.store.papers).toMatchObject([{ paper: 'none', source: 'printer' }]);
    await rig.clock.advance(600_000);
    expect(rig.shown.kind).toBe('show-number');
    rig.session.home(rig.turn);
    expect(rig.shown.kind).toBe('home');
  });

  it('can be printed again once the paper is changed, marked as a copy', async () => {
    const rig = kioskRig();
    rig.printer.outcomes = [
      { kind: 'failed', fault: { kind: 'paper-end' }, certain: true, sent: 'nothing', remainder: 'none' },
      { kind: 'printed', evidence: 'buffer' },
    ];
    await taken(rig);
    rig.session.tryPrintAgain(rig.turn);
    await rig.settle();
    expect(rig.shown).toMatchObject({ kind: 'result', paper: 'printed', reprint: true });
    expect(rig.printer.printed.map((content) => content.marks)).toEqual([[], ['reprint']]);
  });
});

describe('paper nobody can be sure of', () => {
  const unknown = { kind: 'unknown', reason: 'silent-after-data', remainder: 'may-print-later' } as const;

  it('is asked about, and believed when the person has it', async () => {
    const rig = kioskRig();
    rig.printer.outcomes = [unknown];
    await taken(rig);
    expect(rig.shown).toMatchObject({ kind: 'ask-paper', ticket: { label: 'A008' }, fault: 'no-answer' });
    rig.session.answerPaper(rig.turn, true);
    await rig.settle();
    expect(rig.shown).toMatchObject({ kind: 'result', paper: 'printed' });
    expect(rig.store.papers.map(({ paper, source }) => [paper, source])).toEqual([
      ['unknown', 'printer'],
      ['printed', 'person'],
    ]);
    expect(rig.printer.printed).toHaveLength(1);
  });

  it('is not printed again by guessing when the person has none, only on request', async () => {
    const rig = kioskRig();
    rig.printer.outcomes = [unknown];
    await taken(rig);
    rig.session.answerPaper(rig.turn, false);
    await rig.settle();
    expect(rig.shown).toMatchObject({ kind: 'show-number', mayRetry: true });
    expect(rig.printer.printed).toHaveLength(1);
  });

  it('stays unknown and callable when nobody answers', async () => {
    const rig = kioskRig();
    rig.printer.outcomes = [unknown];
    await taken(rig);
    await rig.clock.advance(60_000);
    expect(rig.shown.kind).toBe('home');
    expect([...rig.store.tickets.values()]).toMatchObject([{ state: 'waiting', paper: 'unknown' }]);
  });

  it('is called unconfirmed, not printed, on a printer that cannot tell', async () => {
    const rig = kioskRig();
    rig.printer.outcomes = [{ kind: 'unconfirmed', reason: 'write-only' }];
    await taken(rig);
    expect(rig.shown).toMatchObject({ kind: 'result', paper: 'unconfirmed' });
  });
});

describe('a disk that fills while the ticket prints', () => {
  it('does not take the result from the person; the row keeps its intent', async () => {
    const rig = kioskRig();
    const printing = rig.printer.hold();
    await taken(rig);
    rig.store.broken = true;
    printing.resolve();
    await rig.settle();
    expect(rig.shown).toMatchObject({ kind: 'result', paper: 'printed' });
    expect([...rig.store.tickets.values()]).toMatchObject([{ paper: 'printing' }]);
  });
});

describe('after the service was killed', () => {
  it('asks about a print that was under way, prints nothing by itself, and drops what had no number', async () => {
    const rig = kioskRig();
    const draft = (await rig.store.draftTicket({ tapId: 'a', businessId: 'social-security', person: null, purpose: 'apply', cases: 1, party: 1, onBehalf: 'self' })).ticket;
    const half = (await rig.store.draftTicket({ tapId: 'b', businessId: 'social-security', person: null, purpose: 'apply', cases: 1, party: 1, onBehalf: 'self' })).ticket;
    await rig.store.issueOffline(half.id);
    await rig.session.recover();
    expect(rig.store.dropped).toEqual([draft.id]);
    expect(rig.store.papers).toMatchObject([{ ticketId: half.id, paper: 'unknown', source: 'restart' }]);
    expect(rig.shown).toMatchObject({ kind: 'ask-paper', ticket: { label: 'X001' } });
    expect(rig.printer.printed).toHaveLength(0);
  });

  it('does not ask the next visitor about a print of long ago', async () => {
    const rig = kioskRig();
    const half = (await rig.store.draftTicket({ tapId: 'b', businessId: 'social-security', person: null, purpose: 'apply', cases: 1, party: 1, onBehalf: 'self' })).ticket;
    await rig.store.issueOffline(half.id);
    await rig.clock.advance(121_000);
    await rig.session.recover();
    expect(rig.shown.kind).toBe('home');
    expect([...rig.store.tickets.values()]).toMatchObject([{ paper: 'unknown' }]);
  });
});
