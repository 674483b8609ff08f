import { describe, expect, it } from 'vitest';
import { ok } from '#kernel/result.ts';
import { MemoryChannel } from '#drivers/ports/memory-channel.ts';
import { createTicketPrinter } from './device.ts';
import { epsonTm } from './profiles/epson-tm.ts';
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

  it.each([
    ['in the middle of the number', 1_500],
    ['between two commands behind it', 6_000],
  ])('%s: after the re-plug the next ticket is as whole as any other, on a sheet of its own', async (_, bytes) => {
    const whole = await bench();
    await whole.finish(whole.printer.print(TICKET));
    const { printer, simulator, clock, unplug, plug, finish } = await bench();
    simulator.atByte(12 + bytes, unplug);
    expect((await finish(printer.print({ ...TICKET, number: 'A007' }))).kind).not.toBe('printed');
    plug();
    await clock.advance(3_000);
    expect((await finish(printer.print(TICKET))).kind).toBe('printed');
    expect(simulator.tickets).toHaveLength(2);
    expect(simulator.tickets[1]!.lines).toEqual(whole.simulator.tickets[0]!.lines);
    expect(simulator.tickets[1]!.image).toEqual(whole.simulator.tickets[0]!.image);
    await finish(printer.print(TICKET));
    expect(simulator.tickets).toHaveLength(3);
  });

  it('by a service that died: the next one ends the ticket that stands in the machine', async () => {
    const { printer, simulator, unplug, plug, clock, finish } = await bench();
    simulator.atByte(12 + 1_500, unplug);
    await finish(printer.print({ ...TICKET, number: 'A007' }));
    await printer.stop();
    plug();
    const next = createTicketPrinter({
      clock,
      profile: epsonTm,
      open: () => {
        const [host, device] = MemoryChannel.pair();
        simulator.attach(device);
        return Promise.resolve(ok(host));
      },
    });
    next.expectRemainder();
    next.start();
    await finish(next.settled());
    expect((await finish(next.print(TICKET))).kind).toBe('printed');
    expect(simulator.tickets.map(({ qrPayloads }) => qrPayloads)).toEqual([[], [TICKET.qr]]);
  });
});
