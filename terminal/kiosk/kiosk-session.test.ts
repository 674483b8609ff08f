import { describe, expect, it } from 'vitest';
import { zhangSan } from '../testing/fake-devices.ts';
import { business, publicTicket } from '../testing/fake-hall.ts';
import { kioskRig } from '../testing/kiosk-rig.ts';

const TICKET = 'social-security';

describe('taking a ticket', () => {
  it('prints, shows the number with people ahead, and goes home by itself', async () => {
    const rig = kioskRig();
    rig.session.chooseBusiness(rig.turn, TICKET);
    expect(rig.shown).toMatchObject({ kind: 'identify', hint: 'lay-card' });
    rig.session.takeWithoutName(rig.turn);
    await rig.settle();
    expect(rig.shown).toMatchObject({ kind: 'result', paper: 'printed', ticket: { label: 'A008', ahead: 3, offline: false } });
    expect(rig.printer.printed[0]).toMatchObject({ number: 'A008', business: '社保参保登记', marks: [] });
    await rig.clock.advance(8_000);
    expect(rig.shown.kind).toBe('home');
  });

  it('takes one ticket from a double tap', async () => {
    const rig = kioskRig();
    rig.session.chooseBusiness(rig.turn, TICKET);
    const { turn } = rig;
    expect(rig.session.takeWithoutName(turn)).toBe(true);
    expect(rig.session.takeWithoutName(turn)).toBe(false);
    await rig.settle();
    expect(rig.store.tickets.size).toBe(1);
    expect(rig.printer.printed).toHaveLength(1);
  });

  it('takes the number with the card as soon as it is read, and shows a mask only', async () => {
    const rig = kioskRig();
    rig.session.chooseBusiness(rig.turn, TICKET);
    rig.reader.tell({ kind: 'card-found' });
    expect(rig.shown).toMatchObject({ kind: 'identify', hint: 'reading' });
    rig.reader.tell({ kind: 'card-read', card: zhangSan });
    await rig.settle();
    expect(rig.shown).toMatchObject({ kind: 'result', ticket: { personMask: '张*' } });
    expect(JSON.stringify(rig.session.view)).not.toMatch(/11010519491231002X|张三/);
    expect(JSON.stringify(rig.printer.printed)).not.toMatch(/11010519491231002X|张/);
  });

  it('skips the question who it is for where the business asks no name', async () => {
    const rig = kioskRig();
    rig.hall.change({ businesses: [business({ realName: 'none' })] });
    rig.session.chooseBusiness(rig.turn, TICKET);
    await rig.settle();
    expect(rig.shown.kind).toBe('result');
  });

  it('does not offer to go without a name where one is required', () => {
    const rig = kioskRig();
    rig.hall.change({ businesses: [business({ realName: 'required' })] });
    rig.session.chooseBusiness(rig.turn, TICKET);
    expect(rig.shown).toMatchObject({ kind: 'identify', ways: ['id-card', 'id-number', 'passport', 'credit-code'] });
    rig.session.takeWithoutName(rig.turn);
    expect(rig.shown).toMatchObject({ kind: 'refused', reason: 'real-name-required' });
  });

  it('says what is wrong with a typed number and stays', () => {
    const rig = kioskRig();
    rig.session.chooseBusiness(rig.turn, TICKET);
    rig.session.identify(rig.turn, 'id-number', '110105194912310021');
    expect(rig.shown).toMatchObject({ kind: 'identify', fault: { way: 'id-number', fault: 'wrong-check-digit' } });
  });

  it('knows a typed number and the card with that number as one person', async () => {
    const rig = kioskRig();
    rig.session.chooseBusiness(rig.turn, TICKET);
    rig.session.identify(rig.turn, 'id-number', '11010519491231002x');
    await rig.settle();
    rig.session.home(rig.turn);
    rig.session.chooseBusiness(rig.turn, TICKET);
    rig.reader.tell({ kind: 'card-read', card: zhangSan });
    await rig.settle();
    expect(rig.shown).toMatchObject({ kind: 'existing', ticket: { label: 'A008' } });
    expect(rig.store.tickets.size).toBe(1);
  });

  it('says so when the business gives no numbers now', () => {
    const rig = kioskRig();
    rig.hall.change({ businesses: [business({ issuing: { kind: 'closed', from: '13:30' } })] });
    rig.session.chooseBusiness(rig.turn, TICKET);
    expect(rig.shown).toMatchObject({ kind: 'refused', reason: 'closed' });
  });

  it('shows a refusal instead of hanging when the disk is full', async () => {
    const rig = kioskRig();
    rig.store.broken = true;
    rig.session.chooseBusiness(rig.turn, TICKET);
    rig.session.takeWithoutName(rig.turn);
    await rig.settle();
    expect(rig.shown).toMatchObject({ kind: 'refused', reason: 'storage-fault' });
    expect(rig.printer.printed).toHaveLength(0);
  });
});

describe('a card laid on the home screen', () => {
  it('shows that person’s live tickets and takes the next one without asking again', async () => {
    const rig = kioskRig();
    rig.reader.tell({ kind: 'card-read', card: zhangSan });
    await rig.settle();
    expect(rig.shown).toMatchObject({ kind: 'person', personMask: '张*', tickets: [] });
    rig.session.chooseBusiness(rig.turn, TICKET);
    await rig.settle();
    expect(rig.shown).toMatchObject({ kind: 'result', ticket: { personMask: '张*' } });
  });

  it('forgets the person when the session ends', async () => {
    const rig = kioskRig();
    rig.reader.tell({ kind: 'card-read', card: zhangSan });
    await rig.settle();
    await rig.clock.advance(30_000);
    expect(rig.shown.kind).toBe('home');
    rig.session.chooseBusiness(rig.turn, TICKET);
    expect(rig.shown.kind).toBe('identify');
  });

  it('is enough for several businesses in one visit', async () => {
    const rig = kioskRig();
    rig.hall.change({ businesses: [business(), business({ id: 'tax', series: 'M' })] });
    rig.reader.tell({ kind: 'card-read', card: zhangSan });
    await rig.settle();
    rig.session.chooseBusiness(rig.turn, TICKET);
    await rig.settle();
    rig.session.takeAnother(rig.turn);
    await rig.settle();
    expect(rig.shown).toMatchObject({ kind: 'person', tickets: [{ label: 'A008' }] });
    rig.session.chooseBusiness(rig.turn, 'tax');
    await rig.settle();
    expect(rig.shown).toMatchObject({ kind: 'result', ticket: { businessId: 'tax', personMask: '张*' } });
  });

  it('counts for the business that was tapped while the card was looked up', async () => {
    const rig = kioskRig();
    rig.reader.tell({ kind: 'card-read', card: zhangSan });
    rig.session.chooseBusiness(rig.turn, TICKET);
    await rig.settle();
    expect(rig.shown).toMatchObject({ kind: 'result', ticket: { personMask: '张*' } });
  });

  it('is ignored while another ticket is on its way', async () => {
    const rig = kioskRig();
    rig.printer.hold();
    rig.session.chooseBusiness(rig.turn, TICKET);
    rig.session.takeWithoutName(rig.turn);
    await rig.settle();
    rig.reader.tell({ kind: 'card-read', card: zhangSan });
    await rig.settle();
    expect(rig.shown).toMatchObject({ kind: 'working', step: 'printing', label: 'A008' });
  });
});

describe('the card step', () => {
  it.each([
    [{ kind: 'read-failed', phase: 'read', detail: '' }, 'lift-and-lay-again'],
    [{ kind: 'not-an-id-card' }, 'wrong-card'],
  ] as const)('after %o says %s, and lay-card again once it was lifted', (error, hint) => {
    const rig = kioskRig();
    rig.session.chooseBusiness(rig.turn, TICKET);
    rig.reader.tell({ kind: 'card-failed', error });
    expect(rig.shown).toMatchObject({ hint });
    rig.reader.tell({ kind: 'card-gone' });
    expect(rig.shown).toMatchObject({ hint: 'lay-card' });
  });

  it('says that the reader is out of order as soon as it is, and takes it back when it heals', () => {
    const rig = kioskRig();
    rig.session.chooseBusiness(rig.turn, TICKET);
    rig.reader.become({ kind: 'unavailable', reason: 'lost', detail: '', attempt: 1 });
    expect(rig.shown).toMatchObject({ hint: 'reader-unavailable' });
    rig.reader.become({ kind: 'ready' });
    expect(rig.shown).toMatchObject({ hint: 'lay-card' });
  });

  it('warns for twenty seconds before it leaves, and one touch gives the whole time again', async () => {
    const rig = kioskRig();
    rig.session.chooseBusiness(rig.turn, TICKET);
    await rig.clock.advance(45_000);
    expect(rig.session.view!.expires).toEqual({ inMs: 15_000, warnMs: 20_000, extendable: true });
    rig.session.extend(rig.turn);
    await rig.clock.advance(59_000);
    expect(rig.shown.kind).toBe('identify');
    await rig.clock.advance(1_000);
    expect(rig.shown.kind).toBe('home');
  });
});

describe('without the hall server', () => {
  it('gives a leased number at once when the link is known down, and asks nobody', async () => {
    const rig = kioskRig();
    rig.hall.state = 'offline';
    rig.session.chooseBusiness(rig.turn, TICKET);
    rig.session.takeWithoutName(rig.turn);
    await rig.settle();
    expect(rig.shown).toMatchObject({ kind: 'result', ticket: { label: 'X001', offline: true, ahead: null, estimate: null } });
    expect(rig.hall.bindRequests).toHaveLength(0);
    expect(rig.printer.printed[0]).toMatchObject({ marks: ['offline'] });
    expect(rig.printer.printed[0]).not.toHaveProperty('ahead');
  });

  it('waits half a second for a number, then takes a leased one; the late answer changes nothing', async () => {
    const rig = kioskRig();
    let answerLate: () => void = () => {};
    const answer = rig.hall.answerBind;
    rig.hall.answerBind = (request) =>
      new Promise((resolve) => {
        answerLate = () => resolve(answer(request));
      });
    rig.session.chooseBusiness(rig.turn, TICKET);
    rig.session.takeWithoutName(rig.turn);
    await rig.clock.advance(499);
    expect(rig.shown).toMatchObject({ kind: 'working', step: 'numbering' });
    await rig.clock.advance(1);
    expect(rig.shown).toMatchObject({ kind: 'result', ticket: { label: 'X001', offline: true } });
    answerLate();
    await rig.settle();
    expect([...rig.store.tickets.values()].map((ticket) => ticket.number?.series)).toEqual(['X']);
    expect(rig.printer.printed).toHaveLength(1);
  });

  it('says where to go when no number is left', async () => {
    const rig = kioskRig();
    rig.hall.state = 'offline';
    rig.store.numbersLeft = 0;
    rig.session.chooseBusiness(rig.turn, TICKET);
    rig.session.takeWithoutName(rig.turn);
    await rig.settle();
    expect(rig.shown).toMatchObject({ kind: 'refused', reason: 'no-number-left' });
    expect(rig.store.tickets.size).toBe(0);
  });
});

describe('a ticket that is there already', () => {
  it('is shown when the server knows it from another kiosk, and printed as a copy on request', async () => {
    const rig = kioskRig();
    const known = publicTicket();
    rig.hall.answerBind = () => Promise.resolve({ kind: 'existing', ticket: known, ahead: 1, serverMs: 0 });
    rig.session.chooseBusiness(rig.turn, TICKET);
    rig.reader.tell({ kind: 'card-read', card: zhangSan });
    await rig.settle();
    expect(rig.shown).toMatchObject({ kind: 'existing', ticket: { label: 'A007', ahead: 1 } });
    rig.session.reprint(rig.turn, known.id);
    await rig.settle();
    expect(rig.shown).toMatchObject({ kind: 'result', reprint: true });
    expect(rig.printer.printed[0]).toMatchObject({ number: 'A007', marks: ['reprint'] });
    expect(rig.store.tickets.size).toBe(0);
  });
});

describe('the place in the queue of a ticket that this kiosk issued', () => {
  it('is asked of the server once the ticket is known there, and shown when the answer comes', async () => {
    const rig = kioskRig();
    rig.session.chooseBusiness(rig.turn, TICKET);
    rig.reader.tell({ kind: 'card-read', card: zhangSan });
    await rig.settle();
    rig.session.home(rig.turn);
    const [own] = [...rig.store.tickets.values()];
    rig.hall.answerBind = () => Promise.resolve({ kind: 'bound', number: own!.number!, ahead: 2, estimate: null, serverMs: 0 });
    for (const [known, ahead] of [[[], null], [[publicTicket({ id: own!.id, state: 'called' })], null], [[publicTicket({ id: own!.id })], 2]] as const) {
      rig.hall.change({ tickets: known });
      const asked = rig.hall.bindRequests.length;
      rig.reader.tell({ kind: 'card-read', card: zhangSan });
      await rig.settle();
      expect(rig.shown).toMatchObject({ kind: 'person', tickets: [{ label: 'A008', ahead }] });
      expect(rig.hall.bindRequests.length - asked).toBe(ahead === null ? 0 : 1);
      rig.session.home(rig.turn);
    }
  });

  it('is shown with the ticket that is there already', async () => {
    const rig = kioskRig();
    rig.session.chooseBusiness(rig.turn, TICKET);
    rig.reader.tell({ kind: 'card-read', card: zhangSan });
    await rig.settle();
    rig.session.home(rig.turn);
    const [own] = [...rig.store.tickets.values()];
    rig.hall.change({ tickets: [publicTicket({ id: own!.id })] });
    rig.hall.answerBind = () => Promise.resolve({ kind: 'bound', number: own!.number!, ahead: 5, estimate: null, serverMs: 0 });
    rig.session.chooseBusiness(rig.turn, TICKET);
    rig.reader.tell({ kind: 'card-read', card: zhangSan });
    await rig.settle();
    expect(rig.shown).toMatchObject({ kind: 'existing', ticket: { label: 'A008', ahead: 5 } });
  });
});

describe('asking for staff', () => {
  it('is recorded and said, and goes home after a while', async () => {
    const rig = kioskRig();
    rig.session.callStaff(rig.turn);
    await rig.settle();
    expect(rig.store.helpRequests).toEqual(['home']);
    expect(rig.shown).toEqual({ kind: 'help', recorded: true });
    await rig.clock.advance(10_000);
    expect(rig.shown.kind).toBe('home');
  });
});

describe('one card for several businesses', () => {
  it('is still known after a ticket that asked no name', async () => {
    const rig = kioskRig();
    rig.hall.change({ businesses: [business({ realName: 'none' })] });
    rig.reader.tell({ kind: 'card-read', card: zhangSan });
    await rig.settle();
    rig.session.chooseBusiness(rig.turn, TICKET);
    await rig.settle();
    rig.session.takeAnother(rig.turn);
    await rig.settle();
    expect(rig.shown).toMatchObject({ kind: 'person', personMask: '张*' });
  });
});
