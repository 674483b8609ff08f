import { describe, expect, it } from 'vitest';
import { fromHex } from '#kernel/bytes.ts';
import { bench, TICKET } from './testing/bench.ts';
import { generic80 } from './profiles/generic-80.ts';

describe('noise on the status line', () => {
  it('when idle: changes nothing', async () => {
    const { printer, simulator, clock } = await bench();
    simulator.replies.noise(fromHex('FF FE 80 A5 41 0D 0A 7F E1'));
    await clock.advance(5_000);
    expect(printer.state).toEqual({ kind: 'ready' });
    expect(printer.counters!.stray).toBeGreaterThan(0);
  });

  it('before printing: a garbled answer is asked again', async () => {
    const { printer, simulator, finish } = await bench();
    simulator.replies.corruptNext(4);
    expect((await finish(printer.print(TICKET))).kind).toBe('printed');
  });

  it('before printing, for good: fails, and does not say out of paper', async () => {
    const { printer, simulator, finish } = await bench({ profile: generic80 });
    simulator.replies.corruptNext(100);
    expect(await finish(printer.print(TICKET))).toMatchObject({ kind: 'failed', fault: { kind: 'no-answer' } });
  });

  it('during printing: does not disturb the ticket', async () => {
    const { printer, simulator, finish } = await bench();
    simulator.atByte(6_000, () => simulator.replies.noise(fromHex('00 00 55 AA')));
    expect((await finish(printer.print(TICKET))).kind).toBe('printed');
    expect(simulator.tickets).toHaveLength(1);
  });

  it('after the last byte: a stray byte does not pass for the echo before time', async () => {
    const { printer, simulator, finish } = await bench({ simulator: { speedMmPerSecond: 80 } });
    const printing = printer.print(TICKET, { onLastByte: () => simulator.replies.noise(fromHex('FF 81')) });
    let tickets = -1;
    await finish(printing.then(() => (tickets = simulator.tickets.length)));
    expect(tickets).toBe(1);
  });
});
