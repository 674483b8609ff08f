import { describe, expect, it } from 'vitest';
import { realClock } from '#kernel/real-clock.ts';
import { unwrap } from '#kernel/result.ts';
import { openTcp } from '#drivers/ports/tcp-channel.ts';
import { createTicketPrinter } from './device.ts';
import { generic80 } from './profiles/generic-80.ts';
import { listenTcp, PrinterSimulator } from './simulator/index.ts';
import { TICKET } from './testing/bench.ts';

describe('over a real TCP connection', () => {
  it('prints, reads the status back and survives a hang-up', async () => {
    const simulator = new PrinterSimulator({ clock: realClock, speedMmPerSecond: 2_000 });
    const listening = unwrap(await listenTcp(simulator, '127.0.0.1', 0, realClock));
    const printer = createTicketPrinter({ open: () => openTcp('127.0.0.1', listening.port, realClock), clock: realClock, profile: generic80 });
    printer.start();
    await printer.settled();
    try {
      expect(await printer.print(TICKET)).toEqual({ kind: 'printed', evidence: 'buffer' });
      expect(simulator.tickets).toHaveLength(1);
      const lost = new Promise<void>((resolve) => {
        printer.onState((state) => {
          if (state.kind === 'unavailable') resolve();
        });
      });
      await listening.close();
      await lost;
      expect(await printer.print(TICKET)).toMatchObject({ kind: 'failed', sent: 'nothing' });
    } finally {
      await printer.stop();
    }
  });
});
