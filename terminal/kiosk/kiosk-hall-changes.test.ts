import { describe, expect, it } from 'vitest';
import { zhangSan } from '../testing/fake-devices.ts';
import { business } from '../testing/fake-hall.ts';
import { kioskRig } from '../testing/kiosk-rig.ts';

const TICKET = 'social-security';

describe('a hall that changes while a person stands at the kiosk', () => {
  it('refuses a business that was removed while the person was asked who they are', async () => {
    const rig = kioskRig();
    rig.session.chooseBusiness(rig.turn, TICKET);
    rig.hall.change({ businesses: [] });
    rig.reader.tell({ kind: 'card-read', card: zhangSan });
    await rig.settle();
    expect(rig.shown).toMatchObject({ kind: 'refused', reason: 'stopped' });
    expect(rig.store.tickets.size).toBe(0);
  });

  it('gives no number of its own for a business that was closed meanwhile', async () => {
    const rig = kioskRig();
    rig.session.chooseBusiness(rig.turn, TICKET);
    rig.hall.state = 'offline';
    rig.hall.change({ businesses: [business({ issuing: { kind: 'closed', from: '13:30' } })] });
    rig.session.takeWithoutName(rig.turn);
    await rig.settle();
    expect(rig.shown).toMatchObject({ kind: 'refused', reason: 'closed' });
    expect(rig.store.tickets.size).toBe(0);
  });

  it('asks for a name where one came to be required', () => {
    const rig = kioskRig();
    rig.session.chooseBusiness(rig.turn, TICKET);
    rig.hall.change({ businesses: [business({ realName: 'required' })] });
    rig.session.takeWithoutName(rig.turn);
    expect(rig.shown).toMatchObject({ kind: 'refused', reason: 'real-name-required' });
  });

  it('still prints a ticket whose business vanished while its number was given', async () => {
    const rig = kioskRig();
    const answer = rig.hall.answerBind;
    rig.hall.answerBind = (request) => {
      rig.hall.change({ businesses: [] });
      return answer(request);
    };
    rig.session.chooseBusiness(rig.turn, TICKET);
    rig.session.takeWithoutName(rig.turn);
    await rig.settle();
    expect(rig.shown).toMatchObject({ kind: 'result', ticket: { label: 'A008', businessName: '社保参保登记' } });
  });

  it('still believes the answer about the paper, and prints again, when the business is gone', async () => {
    const rig = kioskRig();
    rig.printer.outcomes = [{ kind: 'unknown', reason: 'silent-after-data', remainder: 'may-print-later' }, { kind: 'printed', evidence: 'buffer' }];
    rig.session.chooseBusiness(rig.turn, TICKET);
    rig.session.takeWithoutName(rig.turn);
    await rig.settle();
    rig.hall.change({ businesses: [] });
    rig.session.answerPaper(rig.turn, false);
    await rig.settle();
    expect(rig.shown).toMatchObject({ kind: 'show-number', mayRetry: true });
    rig.session.tryPrintAgain(rig.turn);
    await rig.settle();
    expect(rig.shown).toMatchObject({ kind: 'result', reprint: true });
  });
});

describe('a midnight without the hall server', () => {
  it('does not hide today’s ticket behind yesterday’s replica', async () => {
    const rig = kioskRig();
    rig.hall.state = 'offline';
    rig.store.businessDay = '2026-03-03';
    const take = async (): Promise<void> => {
      rig.session.chooseBusiness(rig.turn, TICKET);
      rig.reader.tell({ kind: 'card-read', card: zhangSan });
      await rig.settle();
    };
    await take();
    rig.session.home(rig.turn);
    await take();
    expect(rig.shown).toMatchObject({ kind: 'existing', ticket: { label: 'X001' } });
    rig.session.home(rig.turn);
    rig.reader.tell({ kind: 'card-read', card: zhangSan });
    await rig.settle();
    expect(rig.shown).toMatchObject({ kind: 'person', tickets: [{ label: 'X001' }] });
  });
});

describe('a kiosk without a card reader', () => {
  it('asks for no card, not even where a name is required', () => {
    const rig = kioskRig({ reader: null });
    rig.hall.change({ businesses: [business({ realName: 'required' })] });
    rig.session.chooseBusiness(rig.turn, TICKET);
    expect(rig.shown).toMatchObject({ kind: 'identify', ways: ['id-number', 'passport', 'credit-code'], hint: 'reader-unavailable' });
  });
});
