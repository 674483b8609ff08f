import type { Ticket } from './ticket.ts';

/** A whole ticket for tests; every field can be overridden. */
export function exampleTicket(change: Partial<Ticket> = {}): Ticket {
  return {
    id: '01900000-0000-7000-8000-000000000001',
    visitId: '01900000-0000-7000-8000-0000000000a1',
    leg: 0,
    businessId: 'social-security',
    number: { businessDay: '2026-03-02', series: 'A', number: 8, origin: 'bound' },
    state: 'waiting',
    paper: 'printed',
    person: null,
    purpose: 'apply',
    cases: 1,
    party: 1,
    onBehalf: 'self',
    offline: false,
    takenAt: { wallMs: Date.UTC(2026, 2, 2, 2, 20), bootId: 'boot-1', monotonicMs: 1000, lastServerMs: null, trust: 'trusted' },
    windowId: null,
    version: 1,
    ...change,
  };
}
