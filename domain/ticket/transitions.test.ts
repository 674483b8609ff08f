import { describe, expect, it } from 'vitest';
import { unwrap } from '#kernel/result.ts';
import { exampleTicket } from './example-ticket.ts';
import { decideTicket } from './transitions.ts';

describe('a ticket', () => {
  it('goes from waiting to called to serving to finished, one version a step', () => {
    const called = unwrap(decideTicket(exampleTicket({ state: 'waiting' }), 'call', 'w3'));
    expect(called).toMatchObject({ state: 'called', windowId: 'w3', version: 2 });
    const finished = unwrap(decideTicket(unwrap(decideTicket(called, 'arrive')), 'finish'));
    expect(finished).toMatchObject({ state: 'finished', windowId: 'w3', version: 4 });
  });

  it('refuses a command in a wrong state and says which state it is in', () => {
    expect(decideTicket(exampleTicket({ state: 'finished' }), 'call')).toEqual({
      ok: false,
      error: { kind: 'wrong-state', command: 'call', state: 'finished' },
    });
  });

  it('can be called while its paper is unknown, because a phantom call is cheaper than a lost person', () => {
    expect(decideTicket(exampleTicket({ state: 'waiting', paper: 'unknown' }), 'call').ok).toBe(true);
  });

  it('comes back to waiting after it was missed', () => {
    expect(unwrap(decideTicket(exampleTicket({ state: 'missed' }), 'revive')).state).toBe('waiting');
  });

  it.each(['finished', 'void', 'cancelled', 'abandoned', 'expired'] as const)('never leaves %s', (state) => {
    for (const command of ['call', 'arrive', 'finish', 'miss', 'revive', 'cancel', 'void', 'abandon', 'expire'] as const) {
      expect(decideTicket(exampleTicket({ state }), command).ok).toBe(false);
    }
  });
});
