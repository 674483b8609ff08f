import { ORPCError } from '@orpc/client';
import { describe, expect, it } from 'vitest';
import { syncFixture } from '../testing/sync-fixture.ts';

describe('a terminal in a crowd', () => {
  it('sends again after the time the server names, and nobody is told of a fault', async () => {
    const asked: number[] = [];
    await using fixture = await syncFixture({
      prepare: (hall) => {
        const { push } = hall.port.sync;
        const later = async (...args: Parameters<typeof push>): Promise<Awaited<ReturnType<typeof push>>> => {
          asked.push(fixture.clock.monotonic());
          if (asked.length < 3) throw new ORPCError('LATER', { status: 503, defined: true, data: { afterMs: 4_000 } });
          return push(...args);
        };
        Object.assign(hall.port.sync, { push: later });
      },
    });
    const faults: unknown[] = [];
    fixture.client.onChange(({ fault }) => fault && faults.push(fault));
    await fixture.store.requestHelp('home');
    fixture.client.poke();
    await fixture.passUntil(() => fixture.client.status.pending === 0 && fixture.client.link === 'online', 20_000);
    expect(fixture.hall.applied).toHaveLength(1);
    expect(asked.slice(1).map((at, i) => Math.round((at - asked[i]!) / 1_000))).toEqual([4, 4]);
    expect(faults).toEqual([]);
  });

  it('waits for its turn before it sends, and stops at once when asked', async () => {
    await using fixture = await syncFixture({
      prepare: (hall) => {
        const { handshake } = hall.port.sync;
        Object.assign(hall.port.sync, { handshake: async (...args: Parameters<typeof handshake>) => ({ ...(await handshake(...args)), sendAfterMs: 30_000 }) });
      },
    });
    await fixture.store.requestHelp('home');
    fixture.client.poke();
    await fixture.clock.advance(10_000);
    expect(fixture.hall.calls.filter((name) => name === 'push')).toEqual([]);
    await fixture.client.stop();
    expect(fixture.hall.applied).toEqual([]);
  });
});
