import { describe, expect, it } from 'vitest';
import { bench, TICKET } from './testing/bench.ts';
import { customKpm210, customVkp80 } from './profiles/custom.ts';
import { epic880 } from './profiles/epic-880.ts';
import { masungD347 } from './profiles/masung-d347.ts';

const FAMILIES = [
  [masungD347, 'masung'],
  [customKpm210, 'custom-kpm'],
  [customVkp80, 'custom-vkp80'],
  [epic880, 'epic-880'],
] as const;

describe('presenters', () => {
  it.each(FAMILIES)('$id: the exit sensor confirms paper', async (profile, presenter) => {
    const { printer, finish } = await bench({ profile, simulator: { presenter } });
    expect(await finish(printer.print(TICKET))).toEqual({ kind: 'printed', evidence: 'paper' });
    expect(printer.printerState).toEqual({ kind: 'ticket-not-taken' });
  });

  it.each(FAMILIES)('$id: the state clears when the ticket is taken', async (profile, presenter) => {
    const { printer, simulator, clock, finish } = await bench({ profile, simulator: { presenter } });
    await finish(printer.print(TICKET));
    simulator.takeTicket();
    await clock.advance(1_000);
    expect(printer.printerState).toEqual({ kind: 'ready' });
  });

  it('a ticket forgotten at the exit does not pass for the next one', async () => {
    const { printer, simulator, finish } = await bench({ profile: masungD347, simulator: { presenter: 'masung' } });
    simulator.set({ atExit: true });
    expect(await finish(printer.print(TICKET))).toEqual({ kind: 'printed', evidence: 'buffer' });
  });

  it('a jam before printing fails with certainty', async () => {
    const { printer, simulator, finish } = await bench({ profile: masungD347, simulator: { presenter: 'masung' } });
    simulator.set({ jam: true });
    expect(await finish(printer.print(TICKET))).toMatchObject({ kind: 'failed', fault: { kind: 'jam' }, sent: 'nothing' });
  });

  it('a forgotten ticket is taken back where the hall wants it', async () => {
    const { printer, clock, finish } = await bench({ profile: customKpm210, simulator: { presenter: 'custom-kpm' }, printer: { retractAfterMs: 20_000 } });
    await finish(printer.print(TICKET));
    await clock.advance(15_000);
    expect(printer.printerState.kind).toBe('ticket-not-taken');
    await clock.advance(10_000);
    expect(printer.printerState.kind).toBe('ready');
  });
});
