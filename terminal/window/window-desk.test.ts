import { ORPCError } from '@orpc/client';
import { describe, expect, it } from 'vitest';
import { SimulatedClock } from '#kernel/simulated-clock.ts';
import type { HallClient } from '../hall/hall-link.ts';
import { Notices } from '../notices.ts';
import { FakeHall, publicTicket } from '../testing/fake-hall.ts';
import { WindowDesk } from './window-desk.ts';

const command = { windowId: 'w3', key: '01900000-0000-7000-8000-0000000000aa', seenTicketId: null };

function rig(next: HallClient['windows']['next']) {
  const clock = new SimulatedClock();
  const hall = new FakeHall();
  Object.defineProperty(hall, 'calls', { value: { windows: { next } } });
  return { clock, hall, desk: new WindowDesk(hall, clock, new Notices('/nonexistent', clock)) };
}

describe('a window command', () => {
  it('gives up on a line that stalls instead of holding the key down, and does not claim to know what came of it', async () => {
    let signal: AbortSignal | undefined;
    const { clock, desk } = rig((_input, options) => {
      signal = options?.signal;
      return new Promise(() => {});
    });
    const answer = desk.next(command);
    await clock.advance(5_000);
    expect(await answer).toEqual({ outcome: 'unknown', label: null });
    expect(signal?.aborted).toBe(true);
  });

  it.each([
    ['the line ended before the server could be asked', Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }), 'offline'],
    ['the line broke after the command had left', Object.assign(new Error('other side closed'), { code: 'UND_ERR_SOCKET' }), 'unknown'],
    ['the server answered that this terminal may not', new ORPCError('FORBIDDEN', { status: 403 }), 'refused'],
  ] as const)('says what is known when %s', async (_what, error, outcome) => {
    const { desk } = rig(() => Promise.reject(new TypeError('fetch failed', { cause: error })));
    const direct = rig(() => Promise.reject(error));
    expect(await (error instanceof ORPCError ? direct.desk : desk).next(command)).toEqual({ outcome, label: null });
  });

  it('met by another state says so, and the view is asked for anew', async () => {
    const { hall, desk } = rig(() => Promise.reject(new ORPCError('WRONG_STATE', { status: 409 })));
    expect(await desk.next(command)).toEqual({ outcome: 'wrong-state', label: null });
    expect(hall.pokes).toBe(1);
  });
});

describe('the view of a window', () => {
  it.each(['called', 'serving'] as const)('shows a ticket that is %s there as the current one, with the waiting beside it', (state) => {
    const { hall, desk } = rig(() => Promise.reject(new Error('unused')));
    const current = publicTicket({ state, windowId: 'w3', calledAtMs: hall.time.nowMs - 60_000, calls: 1 });
    const waiting = publicTicket({ id: '01900000-0000-7000-8000-0000000000f2', number: { ...current.number, number: 9 } });
    hall.change({ tickets: [current, waiting] });
    expect(desk.view('w3')).toMatchObject({
      current: { ticket: { state }, label: 'A007', sinceMs: hall.time.nowMs - 60_000 },
      waiting: [{ count: 1, next: ['A009'], longestMs: 20 * 60_000 }],
    });
  });
});
