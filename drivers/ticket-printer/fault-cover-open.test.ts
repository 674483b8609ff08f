import { describe, expect, it } from 'vitest';
import { bench, TICKET } from './testing/bench.ts';

describe('cover open', () => {
  it('before printing: fails with certainty, nothing sent', async () => {
    const { printer, simulator, finish } = await bench();
    simulator.set({ coverOpen: true });
    expect(await finish(printer.print(TICKET))).toMatchObject({ kind: 'failed', fault: { kind: 'cover-open' }, certain: true, sent: 'nothing' });
  });

  it('before the number was sent: fails with certainty, because paper without a number is no ticket', async () => {
    const { printer, simulator, finish } = await bench();
    // GS a reports at once; the twelve bytes are the question before printing.
    simulator.atByte(12 + 20, () => simulator.set({ coverOpen: true }));
    expect(await finish(printer.print(TICKET))).toMatchObject({ kind: 'failed', fault: { kind: 'cover-open' }, sent: 'part', remainder: 'cancelled' });
  });

  it('in the middle of the ticket: is unknown and the rest is cancelled', async () => {
    const { printer, simulator, clock, finish } = await bench();
    simulator.atByte(6_000, () => simulator.set({ coverOpen: true }));
    expect(await finish(printer.print(TICKET))).toEqual({
      kind: 'unknown',
      reason: 'fault-while-printing',
      fault: { kind: 'cover-open' },
      remainder: 'cancelled',
    });
    simulator.set({ coverOpen: false });
    await clock.advance(5_000);
    expect(simulator.tickets).toHaveLength(0);
  });

  it('after printing: shows and heals', async () => {
    const { printer, simulator, clock, finish } = await bench();
    await finish(printer.print(TICKET));
    simulator.set({ coverOpen: true });
    await clock.advance(1_500);
    expect(printer.state).toEqual({ kind: 'faulty', fault: { kind: 'cover-open' } });
    simulator.set({ coverOpen: false });
    await clock.advance(1_500);
    expect(printer.state).toEqual({ kind: 'ready' });
  });
});
