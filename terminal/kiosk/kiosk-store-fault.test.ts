import { describe, expect, it } from 'vitest';
import { zhangSan } from '../testing/fake-devices.ts';
import { kioskRig } from '../testing/kiosk-rig.ts';

const TICKET = 'social-security';
const paperEnd = { kind: 'failed', fault: { kind: 'paper-end' }, certain: true, sent: 'nothing', remainder: 'none' } as const;
const unknown = { kind: 'unknown', reason: 'silent-after-data', remainder: 'may-print-later' } as const;

async function taken(rig: ReturnType<typeof kioskRig>): Promise<void> {
  rig.session.chooseBusiness(rig.turn, TICKET);
  rig.session.takeWithoutName(rig.turn);
  await rig.settle();
}

describe('a store that fails after a number was given', () => {
  it('does not take the number off the screen when another print is asked for', async () => {
    const rig = kioskRig();
    rig.printer.outcomes = [paperEnd];
    await taken(rig);
    rig.store.broken = true;
    rig.session.tryPrintAgain(rig.turn);
    await rig.settle();
    expect(rig.shown).toMatchObject({ kind: 'show-number', ticket: { label: 'A008' } });
    expect(rig.printer.printed).toHaveLength(1);
  });

  it.each([
    [true, 'result'],
    [false, 'show-number'],
  ])('hears the answer about the paper all the same: %s', async (came, kind) => {
    const rig = kioskRig();
    rig.printer.outcomes = [unknown];
    await taken(rig);
    rig.store.broken = true;
    rig.session.answerPaper(rig.turn, came);
    await rig.settle();
    expect(rig.shown).toMatchObject({ kind, ticket: { label: 'A008' } });
  });

  it('does not take the number off the screen when staff are called', async () => {
    const rig = kioskRig();
    rig.printer.outcomes = [paperEnd];
    await taken(rig);
    rig.store.broken = true;
    rig.session.callStaff(rig.turn);
    await rig.settle();
    expect(rig.shown).toMatchObject({ kind: 'show-number', ticket: { label: 'A008' } });
  });
});

describe('a printer driver that breaks instead of answering', () => {
  it('is asked about like any print of unknown outcome', async () => {
    const rig = kioskRig();
    rig.printer.print = () => Promise.reject(new Error('a bug'));
    await taken(rig);
    expect(rig.shown).toMatchObject({ kind: 'ask-paper', ticket: { label: 'A008' }, fault: 'printer-error' });
  });
});

describe('work that neither succeeds nor fails', () => {
  it('is told, so that the service is started anew instead of standing still', async () => {
    let stuck = 0;
    const rig = kioskRig({ onStuck: () => (stuck += 1) });
    rig.printer.hold();
    await taken(rig);
    await rig.clock.advance(179_000);
    expect(stuck).toBe(0);
    await rig.clock.advance(1_000);
    expect(stuck).toBe(1);
  });
});

describe('calling staff', () => {
  it('says that nobody heard when it could not be recorded', async () => {
    const rig = kioskRig();
    rig.store.broken = true;
    rig.session.callStaff(rig.turn);
    await rig.settle();
    expect(rig.shown).toEqual({ kind: 'help', recorded: false });
  });

  it('twice from one screen calls them once', async () => {
    const rig = kioskRig();
    rig.printer.outcomes = [paperEnd];
    await taken(rig);
    rig.session.callStaff(rig.turn);
    await rig.settle();
    rig.session.callStaff(rig.turn);
    await rig.settle();
    expect(rig.store.helpRequests).toEqual(['show-number']);
  });

  it('does not cover the ticket of a card that was laid in the same moment', async () => {
    const rig = kioskRig();
    rig.printer.hold();
    rig.session.chooseBusiness(rig.turn, TICKET);
    rig.session.callStaff(rig.turn);
    rig.reader.tell({ kind: 'card-read', card: zhangSan });
    await rig.settle();
    expect(rig.shown).toMatchObject({ kind: 'working', label: 'A008' });
    expect(rig.store.helpRequests).toEqual(['identify']);
  });
});
