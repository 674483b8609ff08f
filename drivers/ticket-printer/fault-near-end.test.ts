import { describe, expect, it } from 'vitest';
import { bench, TICKET } from './testing/bench.ts';
import { stateSentences } from './sentences.ts';

describe('paper near its end', () => {
  it('before printing: it still prints and staff are told', async () => {
    const { printer, simulator, finish } = await bench();
    simulator.set({ paper: 'near-end' });
    expect((await finish(printer.print(TICKET))).kind).toBe('printed');
    expect(printer.state).toEqual({ kind: 'ready' });
    expect(printer.printerState).toEqual({ kind: 'near-end' });
    expect(stateSentences(printer.printerState)).toEqual({ citizen: '', staff: '号票纸快用完，还能打印，请备好纸卷。' });
  });

  it('during printing: the ticket is printed', async () => {
    const { printer, simulator, finish } = await bench({ simulator: { rollMm: 3_040 } });
    expect((await finish(printer.print(TICKET))).kind).toBe('printed');
    expect(simulator.machine.paper).toBe('near-end');
    expect(printer.printerState.kind).toBe('near-end');
  });

  it('after printing: a listener hears of it', async () => {
    const { printer, simulator, clock, finish } = await bench();
    await finish(printer.print(TICKET));
    const heard: string[] = [];
    printer.onState((_, state) => heard.push(state.kind));
    simulator.set({ paper: 'near-end' });
    await clock.advance(1_500);
    expect(heard).toEqual(['near-end']);
  });
});
