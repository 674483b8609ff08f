import { describe, expect, it } from 'vitest';
import { bench, TICKET } from './testing/bench.ts';

describe('unplugged', () => {
  it('before printing: fails with certainty', async () => {
    const { printer, unplug, finish } = await bench();
    unplug();
    expect(await finish(printer.print(TICKET))).toMatchObject({ kind: 'failed', fault: { kind: 'unavailable', reason: 'lost' }, sent: 'nothing' });
  });

  it('before the number went out: fails with certainty', async () => {
    const { printer, simulator, unplug, finish } = await bench();
    simulator.atByte(12 + 20, unplug);
    expect(await finish(printer.print(TICKET))).toMatchObject({ kind: 'failed', fault: { kind: 'unavailable' }, sent: 'part' });
  });

  it('in the middle of the ticket: is unknown', async () => {
    const { printer, simulator, unplug, finish } = await bench();
    simulator.atByte(6_000, unplug);
    expect(await finish(printer.print(TICKET))).toMatchObject({ kind: 'unknown', reason: 'connection-lost' });
  });

  it('after the last byte: is unknown, not printed and not failed', async () => {
    const { printer, unplug, finish } = await bench();
    expect(await finish(printer.print(TICKET, { onLastByte: unplug }))).toMatchObject({ kind: 'unknown', reason: 'connection-lost' });
  });

  it('is back within three seconds of the re-plug, however long it was away', async () => {
    const { printer, clock, unplug, plug, simulator, finish } = await bench();
    unplug();
    await clock.advance(60_000);
    expect(printer.state).toMatchObject({ kind: 'unavailable', reason: 'not-found' });
    plug();
    await clock.advance(3_000);
    expect(printer.state).toEqual({ kind: 'ready' });
    expect((await finish(printer.print(TICKET))).kind).toBe('printed');
    expect(simulator.tickets).toHaveLength(1);
  });

  it('prints nothing by itself after a re-plug', async () => {
    const { printer, simulator, clock, unplug, plug, finish } = await bench();
    simulator.atByte(6_000, () => {
      unplug();
      simulator.powerOff();
    });
    await finish(printer.print(TICKET));
    plug();
    await clock.advance(30_000);
    expect(simulator.tickets).toHaveLength(0);
  });
});
