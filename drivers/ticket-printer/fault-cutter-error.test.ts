import { describe, expect, it } from 'vitest';
import { bench, TICKET } from './testing/bench.ts';
import { masungD347 } from './profiles/masung-d347.ts';

describe('cutter error', () => {
  it('before printing: fails with certainty', async () => {
    const { printer, simulator, finish } = await bench();
    simulator.set({ cutterError: true });
    expect(await finish(printer.print(TICKET))).toMatchObject({ kind: 'failed', fault: { kind: 'cutter-error' }, sent: 'nothing' });
  });

  it('at the cut: is unknown, for the ticket hangs readable from the slot', async () => {
    const { printer, simulator, finish } = await bench();
    simulator.failNextCut();
    expect(await finish(printer.print(TICKET))).toMatchObject({ kind: 'unknown', reason: 'fault-while-printing', fault: { kind: 'cutter-error' } });
    expect(simulator.tearOff().lines.join()).toContain('A008');
  });

  it('at the cut inside a presenter: an empty exit proves that the ticket did not come out', async () => {
    const { printer, simulator, finish } = await bench({ profile: masungD347, simulator: { presenter: 'masung' } });
    simulator.failNextCut();
    expect(await finish(printer.print(TICKET))).toMatchObject({ kind: 'failed', fault: { kind: 'cutter-error' }, certain: true, sent: 'part' });
  });

  it('after printing: the ticket stays printed', async () => {
    const { printer, simulator, clock, finish } = await bench();
    expect((await finish(printer.print(TICKET))).kind).toBe('printed');
    simulator.set({ cutterError: true });
    await clock.advance(1_500);
    expect(printer.state).toEqual({ kind: 'faulty', fault: { kind: 'cutter-error' } });
  });
});
