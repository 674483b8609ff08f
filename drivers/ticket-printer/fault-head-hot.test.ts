import { describe, expect, it } from 'vitest';
import { bench, TICKET } from './testing/bench.ts';

describe('head too hot', () => {
  it('before printing: fails with certainty', async () => {
    const { printer, simulator, finish } = await bench();
    simulator.set({ overheated: true });
    expect(await finish(printer.print(TICKET))).toMatchObject({ kind: 'failed', fault: { kind: 'overheated' } });
  });

  it('during printing: waits for the pause to end, then it is printed', async () => {
    const { printer, simulator, clock, finish } = await bench();
    clock.after(400, () => simulator.set({ overheated: true }));
    clock.after(7_000, () => simulator.set({ overheated: false }));
    expect((await finish(printer.print(TICKET))).kind).toBe('printed');
    expect(simulator.tickets).toHaveLength(1);
  });

  it('during printing, for good: is unknown', async () => {
    const { printer, simulator, clock, finish } = await bench();
    clock.after(400, () => simulator.set({ overheated: true }));
    expect(await finish(printer.print(TICKET))).toMatchObject({ kind: 'unknown', fault: { kind: 'overheated' }, remainder: 'cancelled' });
  });
});
