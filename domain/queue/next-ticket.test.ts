import { describe, expect, it } from 'vitest';
import { exampleTicket } from '../ticket/example-ticket.ts';
import { nextTicket } from './next-ticket.ts';

const waiting = (id: string, since: number, number: number, businessId = 'tax') => ({
  ticket: exampleTicket({ id, businessId, number: { businessDay: '2026-03-02', series: 'T', number, origin: 'bound' } }),
  waitingSinceMs: since,
});

describe('the next ticket', () => {
  it('is the one that has waited longest among the businesses of the window', () => {
    const chosen = nextTicket([waiting('a', 30, 3), waiting('b', 10, 9), waiting('c', 5, 1, 'water')], ['tax']);
    expect(chosen).toMatchObject({ ticket: { id: 'b' }, rule: 'longest-wait' });
  });

  it('is the smaller number when two have waited equally', () => {
    expect(nextTicket([waiting('a', 10, 9), waiting('b', 10, 2)], ['tax'])?.ticket.id).toBe('b');
  });

  it('is nobody when nobody waits for this window', () => {
    expect(nextTicket([waiting('c', 5, 1, 'water')], ['tax'])).toBeNull();
    expect(nextTicket([], ['tax'])).toBeNull();
  });

  it('passes over tickets that are no longer waiting', () => {
    const called = { ...waiting('a', 1, 1), ticket: exampleTicket({ id: 'a', businessId: 'tax', state: 'called' }) };
    expect(nextTicket([called, waiting('b', 2, 2)], ['tax'])?.ticket.id).toBe('b');
  });
});
