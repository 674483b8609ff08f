import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TestHall } from '../testing/test-hall.ts';
import type { TestTerminal } from '../testing/test-terminal.ts';

let hall: TestHall;
let kiosk: TestTerminal;
let desk: TestTerminal;

beforeEach(async () => {
  hall = await TestHall.open();
  kiosk = await hall.enrol('取号机1');
  desk = await hall.enrol('窗口', 'window');
  for (const windowId of ['w1', 'w2']) await desk.window(windowId, { kind: 'state', state: 'open' });
});

afterEach(() => hall.close());

async function takeAfterAMinute(): Promise<string> {
  await hall.clock.advance(60_000);
  return kiosk.take();
}

describe('下一位', () => {
  it('calls who has waited longest and stores by which rule', async () => {
    const [first, second] = [await kiosk.take(), await takeAfterAMinute()];
    await expect(desk.window('w1', { kind: 'next' })).resolves.toMatchObject({
      kind: 'done',
      situation: { windowId: 'w1', current: { id: first, state: 'called', windowId: 'w1', calls: 1, calledAtMs: hall.clock.now() }, waiting: 1 },
    });
    await desk.window('w1', { kind: 'next' });
    const work = await hall.look(first, second);
    expect([first, second].map((id) => work.table('ticket').get(id)?.state)).toEqual(['finished', 'called']);
    expect([...work.table('window_call').all()].map(({ ticketId, rule, outcome }) => [ticketId, rule, outcome])).toEqual([
      [first, 'longest-wait', 'finished'],
      [second, 'longest-wait', null],
    ]);
  });

  it('with nobody waiting finishes the present one and calls nobody', async () => {
    await kiosk.take();
    await desk.window('w1', { kind: 'next' });
    await expect(desk.window('w1', { kind: 'next' })).resolves.toMatchObject({ kind: 'done', situation: { current: null, waiting: 0 } });
  });

  it('pressed twice on one picture calls one person: the second press saw a ticket that is no longer there', async () => {
    const [first] = [await kiosk.take(), await takeAfterAMinute()];
    await expect(desk.window('w1', { kind: 'next', seenTicketId: null })).resolves.toMatchObject({ kind: 'done', situation: { current: { id: first } } });
    await expect(desk.window('w1', { kind: 'next', seenTicketId: null })).resolves.toMatchObject({
      kind: 'wrong-state',
      situation: { current: { id: first }, waiting: 1 },
    });
  });

  it('on a stale picture does not end somebody else’s service', async () => {
    const [first, second] = [await kiosk.take(), await takeAfterAMinute()];
    await desk.window('w1', { kind: 'next', seenTicketId: null });
    await desk.window('w1', { kind: 'next', seenTicketId: first });
    await expect(desk.window('w1', { kind: 'finish', seenTicketId: first })).resolves.toMatchObject({ kind: 'wrong-state', situation: { current: { id: second } } });
    await expect(desk.window('w1', { kind: 'finish', seenTicketId: second })).resolves.toMatchObject({ kind: 'done', situation: { current: null } });
  });

  it('at two windows at once never calls one ticket twice', async () => {
    for (let i = 0; i < 6; i += 1) await kiosk.take();
    const answers = await Promise.all(['w1', 'w2', 'w1', 'w2', 'w1', 'w2'].map((windowId) => desk.window(windowId, { kind: 'next' })));
    const called = answers.map((answer) => (answer.kind === 'done' ? answer.situation.current?.id : answer.kind));
    expect(new Set(called).size).toBe(6);
  });

  it('acts once for one key, however often it comes, and says the same', async () => {
    await kiosk.take();
    await kiosk.take();
    const key = hall.newId();
    const answers = await Promise.all([desk.window('w1', { kind: 'next' }, key), desk.window('w1', { kind: 'next' }, key)]);
    await desk.window('w2', { kind: 'next' });
    answers.push(await desk.window('w1', { kind: 'next' }, key));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]).toMatchObject({ situation: { waiting: 1 } });
  });

  it('refuses a key that was used for something else', async () => {
    const key = hall.newId();
    await desk.window('w1', { kind: 'next' }, key);
    await expect(desk.window('w2', { kind: 'next' }, key)).resolves.toEqual({ kind: 'key-reused' });
    const stateKey = hall.newId();
    await desk.window('w1', { kind: 'state', state: 'paused' }, stateKey);
    await expect(desk.window('w1', { kind: 'state', state: 'open' }, stateKey)).resolves.toEqual({ kind: 'key-reused' });
  });

  it('at a closed or paused window is refused with the present state', async () => {
    await kiosk.take();
    await expect(desk.window('w3', { kind: 'next' })).resolves.toMatchObject({ kind: 'wrong-state', situation: { windowId: 'w3', current: null, waiting: 1 } });
    await desk.window('w1', { kind: 'state', state: 'paused' });
    await expect(desk.window('w1', { kind: 'next' })).resolves.toMatchObject({ kind: 'wrong-state' });
  });
});

describe('the ticket at a window', () => {
  it('is called again and again: each call counts', async () => {
    await kiosk.take();
    await desk.window('w1', { kind: 'next' });
    await hall.clock.advance(15_000);
    await expect(desk.window('w1', { kind: 'recall' })).resolves.toMatchObject({ situation: { current: { calls: 2, calledAtMs: hall.clock.now() } } });
  });

  it.each([
    ['finish', 'finished'],
    ['miss', 'missed'],
  ] as const)('after %s is %s and the window is free', async (kind, state) => {
    const ticketId = await kiosk.take();
    await desk.window('w1', { kind: 'next' });
    await expect(desk.window('w1', { kind })).resolves.toMatchObject({ kind: 'done', situation: { current: null } });
    expect((await hall.look(ticketId)).table('ticket').get(ticketId)?.state).toBe(state);
  });

  it.each(['recall', 'finish', 'miss'] as const)('when there is none, %s is refused', async (kind) => {
    await expect(desk.window('w1', { kind })).resolves.toMatchObject({ kind: 'wrong-state', situation: { current: null } });
  });
});

describe('a window', () => {
  it('that does not exist is said to be unknown', async () => {
    await expect(desk.window('w99', { kind: 'next' })).resolves.toEqual({ kind: 'unknown-window' });
  });

  it('keeps its state when the configuration is applied again', async () => {
    await hall.reopen();
    expect((await hall.look()).table('service_window').get('w1')?.value.state).toBe('open');
  });
});
