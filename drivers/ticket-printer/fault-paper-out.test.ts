import { describe, expect, it } from 'vitest';
import { bench, TICKET } from './testing/bench.ts';
import { genericWriteOnly } from './profiles/generic-write-only.ts';
import { epsonTm } from './profiles/epson-tm.ts';
import { masungD347 } from './profiles/masung-d347.ts';
import { outcomeSentences } from './sentences.ts';

describe('paper out', () => {
  it('before printing: fails with certainty and not one byte of the ticket is sent', async () => {
    const { printer, simulator, finish } = await bench();
    simulator.set({ paper: 'end' });
    const received = simulator.received;
    const outcome = await finish(printer.print(TICKET));
    expect(outcome).toEqual({ kind: 'failed', fault: { kind: 'paper-end' }, certain: true, sent: 'nothing', remainder: 'none' });
    // Only questions went out: 12 bytes each.
    expect((simulator.received - received) % 12).toBe(0);
    expect(outcomeSentences(outcome).citizen).toContain('拍照');
  });

  it('during printing: is unknown, and the rest does not come out when paper is loaded', async () => {
    const { printer, simulator, clock, finish } = await bench({ simulator: { rollMm: 60 } });
    const outcome = await finish(printer.print(TICKET));
    expect(outcome).toEqual({ kind: 'unknown', reason: 'fault-while-printing', fault: { kind: 'paper-end' }, remainder: 'cancelled' });
    simulator.loadPaper();
    await clock.advance(10_000);
    expect(simulator.tickets).toHaveLength(0);
    expect(simulator.idle).toBe(true);
  });

  it('during printing on a printer that cannot forget: says that the rest may come later', async () => {
    const { printer, finish } = await bench({ profile: { ...epsonTm, cancel: 'none' }, simulator: { rollMm: 60 } });
    expect(await finish(printer.print(TICKET))).toMatchObject({ kind: 'unknown', remainder: 'may-print-later' });
  });

  it('during printing in a presenter: an empty exit proves that nothing came out', async () => {
    const { printer, finish } = await bench({ profile: masungD347, simulator: { presenter: 'masung', rollMm: 60 } });
    expect(await finish(printer.print(TICKET))).toEqual({
      kind: 'failed',
      fault: { kind: 'paper-end' },
      certain: true,
      sent: 'part',
      remainder: 'may-print-later',
    });
  });

  it('after printing: the ticket counts as printed and the printer shows the fault', async () => {
    const { printer, simulator, clock, finish } = await bench();
    expect((await finish(printer.print(TICKET))).kind).toBe('printed');
    simulator.set({ paper: 'end' });
    await clock.advance(2_000);
    expect(printer.state).toEqual({ kind: 'faulty', fault: { kind: 'paper-end' } });
  });

  it('heals by itself when paper is loaded', async () => {
    const { printer, simulator, clock, finish } = await bench();
    simulator.set({ paper: 'end' });
    await clock.advance(2_000);
    simulator.loadPaper();
    await clock.advance(1_500);
    expect(printer.state.kind).toBe('ready');
    expect((await finish(printer.print(TICKET))).kind).toBe('printed');
    expect(simulator.tickets).toHaveLength(1);
  });

  it('is not noticed by a write-only printer, which promises nothing', async () => {
    const { printer, simulator, finish } = await bench({ profile: genericWriteOnly });
    simulator.set({ paper: 'end' });
    expect(await finish(printer.print(TICKET))).toEqual({ kind: 'unconfirmed', reason: 'write-only' });
  });
});
