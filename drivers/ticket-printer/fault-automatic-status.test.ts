import { describe, expect, it } from 'vitest';
import { bench, TICKET } from './testing/bench.ts';
import { generic80 } from './profiles/generic-80.ts';

describe('automatic status back', () => {
  it('unasked: is understood between answers', async () => {
    const { printer, simulator, finish } = await bench({ profile: generic80, simulator: { answers: { automatic: 'unasked' } } });
    expect(printer.state).toEqual({ kind: 'ready' });
    expect((await finish(printer.print(TICKET))).kind).toBe('printed');
    simulator.set({ coverOpen: true });
    expect(await finish(printer.print(TICKET))).toMatchObject({ kind: 'failed', fault: { kind: 'cover-open' } });
  });

  it('reaches listeners at once, before the next poll', async () => {
    const { printer, simulator, clock } = await bench();
    simulator.set({ coverOpen: true });
    await clock.advance(1);
    expect(printer.state).toEqual({ kind: 'faulty', fault: { kind: 'cover-open' } });
  });

  it('as the only word of a printer: faults stop a ticket, health confirms nothing', async () => {
    const { printer, simulator, finish } = await bench({
      profile: generic80,
      simulator: { answers: { realtime: false, echo: false, automatic: 'unasked' } },
    });
    expect(printer.state).toEqual({ kind: 'ready' });
    expect(await finish(printer.print(TICKET))).toEqual({ kind: 'unconfirmed', reason: 'never-answered' });
    simulator.set({ paper: 'end' });
    expect(await finish(printer.print(TICKET))).toMatchObject({ kind: 'failed', fault: { kind: 'paper-end' }, sent: 'nothing' });
  });
});
