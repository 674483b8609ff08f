import { describe, expect, it } from 'vitest';
import { err } from '#kernel/result.ts';
import { SimulatedClock } from '#kernel/simulated-clock.ts';
import { ok } from '#kernel/result.ts';
import { MemoryChannel } from '#drivers/ports/memory-channel.ts';
import { createTicketPrinter, type TicketPrinter } from './device.ts';
import { epsonTm } from './profiles/epson-tm.ts';
import { PrinterSimulator } from './simulator/index.ts';
import { TICKET } from './testing/bench.ts';
import type { PrintOutcome } from './types.ts';

/** A printer that stops taking bytes (flow control) when `stall` says so; questions still go through. */
async function stalling(stall: (bytes: Uint8Array, simulator: PrinterSimulator) => boolean): Promise<{ printer: TicketPrinter; print: () => Promise<PrintOutcome> }> {
  const clock = new SimulatedClock();
  const simulator = new PrinterSimulator({ clock });
  const printer = createTicketPrinter({
    clock,
    profile: epsonTm,
    open: () => {
      const [host, device] = MemoryChannel.pair();
      simulator.attach(device);
      const write = host.write.bind(host);
      host.write = (bytes) => (stall(bytes, simulator) ? Promise.resolve(err({ kind: 'timed-out', detail: 'flow control' })) : write(bytes));
      return Promise.resolve(ok(host));
    },
  });
  printer.start();
  await clock.advance(1_000);
  return {
    printer,
    print: async () => {
      const outcomes: PrintOutcome[] = [];
      void printer.print(TICKET).then((outcome) => outcomes.push(outcome));
      await clock.advance(20_000);
      return outcomes[0]!;
    },
  };
}

describe('a write that stalls', () => {
  it('before the number: fails with certainty', async () => {
    const { print } = await stalling((bytes) => bytes[0] === 0x1b);
    expect(await print()).toMatchObject({ kind: 'failed', fault: { kind: 'unavailable' }, certain: true });
  });

  it('in the middle, for no stated reason: is unknown', async () => {
    let big = 0;
    const { print } = await stalling((bytes) => bytes.length > 1_000 && (big += 1) > 2);
    expect(await print()).toMatchObject({ kind: 'unknown', reason: 'write-stalled' });
  });

  it('in the middle, because paper ran out: is unknown with that fault', async () => {
    let big = 0;
    const { print } = await stalling((bytes, simulator) => {
      if (bytes.length <= 1_000 || (big += 1) <= 2) return false;
      simulator.set({ paper: 'end' });
      return true;
    });
    expect(await print()).toMatchObject({ kind: 'unknown', reason: 'fault-while-printing', fault: { kind: 'paper-end' } });
  });
});
