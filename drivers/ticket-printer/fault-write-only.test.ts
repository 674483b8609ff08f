import { describe, expect, it } from 'vitest';
import { bench, TICKET } from './testing/bench.ts';
import { genericWriteOnly, genericWriteOnly58 } from './profiles/generic-write-only.ts';

describe('a write-only printer', () => {
  it('is ready with an unknown condition, and is never asked', async () => {
    const { printer, written, clock } = await bench({ profile: genericWriteOnly });
    await clock.advance(10_000);
    expect(printer.state).toEqual({ kind: 'ready' });
    expect(printer.printerState).toEqual({ kind: 'unknown' });
    expect(written).toEqual([]);
  });

  it('prints unconfirmed', async () => {
    const { printer, simulator, finish, clock } = await bench({ profile: genericWriteOnly58, simulator: { paper: 58 } });
    expect(await finish(printer.print(TICKET))).toEqual({ kind: 'unconfirmed', reason: 'write-only' });
    await clock.advance(5_000);
    expect(simulator.tickets[0]!.lines).toContain('二楼 B 区');
  });

  it('unplugged in the middle: unknown', async () => {
    const { printer, simulator, unplug, finish } = await bench({ profile: genericWriteOnly });
    simulator.atByte(6_000, unplug);
    expect(await finish(printer.print(TICKET))).toMatchObject({ kind: 'unknown', reason: 'connection-lost' });
  });

  it('unplugged before: failed', async () => {
    const { printer, unplug, finish } = await bench({ profile: genericWriteOnly });
    unplug();
    expect(await finish(printer.print(TICKET))).toMatchObject({ kind: 'failed', sent: 'nothing' });
  });
});
