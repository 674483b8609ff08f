import { describe, expect, it } from 'vitest';
import { concatBytes, fromHex } from '#kernel/bytes.ts';
import type { Result } from '#kernel/result.ts';
import { SimulatedClock } from '#kernel/simulated-clock.ts';
import { MemoryChannel } from '../ports/memory-channel.ts';
import { Exchange, type ExchangeError } from './exchange.ts';
import { ResyncDecoder } from './frame-decoder.ts';

/** `7E len payload sum` with sum over the payload: small enough to write by hand. */
const decoder = (): ResyncDecoder<Uint8Array> =>
  new ResyncDecoder(
    {
      start: [0x7e],
      headerBytes: 2,
      measure: (header) => (header[1]! > 16 ? undefined : 3 + header[1]!),
      parse: (whole) => {
        const payload = whole.slice(2, -1);
        return payload.reduce((sum, byte) => (sum + byte) & 0xff, 0) === whole.at(-1) ? payload : undefined;
      },
    },
    50,
  );

const frame = (...payload: number[]): Uint8Array => Uint8Array.of(0x7e, payload.length, ...payload, payload.reduce((sum, byte) => (sum + byte) & 0xff, 0));

function bench(): {
  clock: SimulatedClock;
  peer: MemoryChannel;
  seen: Uint8Array[];
  exchange: Exchange<Uint8Array>;
  ask(command: number, timeoutMs?: number, signal?: AbortSignal): Promise<Result<number, ExchangeError>>;
} {
  const clock = new SimulatedClock();
  const [channel, peer] = MemoryChannel.pair();
  const seen: Uint8Array[] = [];
  peer.onData((bytes) => seen.push(bytes));
  const exchange = new Exchange({ channel, clock, decoder: decoder(), settleMs: 20, lateMs: 100 });
  /** The answer to command n starts with n. */
  const ask = (command: number, timeoutMs = 200, signal?: AbortSignal): Promise<Result<number, ExchangeError>> =>
    exchange.request({
      name: `command ${command}`,
      bytes: frame(command),
      timeoutMs: () => timeoutMs,
      accept: (payload) => {
        if (payload[0] === command) return { kind: 'answer', value: payload[1] ?? 0 };
        return payload[0] === 0xee ? { kind: 'maybe', value: -1 } : { kind: 'no' };
      },
      ...(signal ? { signal } : {}),
    });
  return { clock, peer, seen, exchange, ask };
}

describe('an exchange', () => {
  it('gives the answer of the request and leaves no timer', async () => {
    const b = bench();
    const asked = b.ask(1);
    await b.clock.advance(0);
    expect(b.seen).toEqual([frame(1)]);
    await b.peer.write(frame(1, 42));
    expect(await asked).toEqual({ ok: true, value: 42 });
    expect(b.clock.pendingTimers).toBe(0);
  });

  it('takes an answer that overtakes the confirmation of the write', async () => {
    const b = bench();
    b.peer.onData(() => void b.peer.write(frame(1, 7)));
    expect(await b.ask(1)).toEqual({ ok: true, value: 7 });
  });

  it('sends one request at a time, in order', async () => {
    const b = bench();
    const asked = [b.ask(1), b.ask(2)];
    await b.clock.advance(10);
    expect(b.seen).toEqual([frame(1)]);
    await b.peer.write(frame(1, 1));
    await b.clock.advance(10);
    expect(b.seen).toEqual([frame(1), frame(2)]);
    await b.peer.write(frame(2, 2));
    expect(await Promise.all(asked)).toEqual([{ ok: true, value: 1 }, { ok: true, value: 2 }]);
  });

  it('ends by time when nothing comes, and says how long it waited', async () => {
    const b = bench();
    const asked = b.ask(1);
    await b.clock.advance(200);
    expect(await asked).toEqual({ ok: false, error: { kind: 'no-answer', detail: 'command 1: no answer within 200 ms' } });
    expect(b.exchange.counters).toMatchObject({ requests: 1, answers: 0, timeouts: 1 });
    expect(b.clock.pendingTimers).toBe(0);
  });

  it('drops a late answer and does not give it to the next request', async () => {
    const b = bench();
    const first = b.ask(1);
    await b.clock.advance(200);
    await first;
    const second = b.ask(2);
    await b.clock.advance(50);
    expect(b.seen, 'the second request waits for the straggler').toHaveLength(1);
    await b.peer.write(frame(1, 9));
    await b.clock.advance(30);
    await b.peer.write(frame(2, 5));
    expect(await second).toEqual({ ok: true, value: 5 });
    expect(b.exchange.counters.unexpectedFrames).toBe(1);
  });

  it('does not take an ambiguous answer while one is owed', async () => {
    const b = bench();
    const first = b.ask(1);
    await b.clock.advance(200);
    await first;
    const second = b.ask(2);
    await b.clock.advance(150);
    await b.peer.write(concatBytes(frame(0xee), frame(2, 6)));
    expect(await second).toEqual({ ok: true, value: 6 });
    const third = b.ask(3);
    await b.clock.advance(150);
    await b.peer.write(frame(0xee));
    expect(await third, 'nothing is owed any more').toEqual({ ok: true, value: -1 });
  });

  it('counts and drops a duplicate answer', async () => {
    const b = bench();
    const asked = b.ask(1);
    await b.clock.advance(0);
    await b.peer.write(concatBytes(frame(1, 1), frame(1, 1)));
    await asked;
    expect(b.exchange.counters).toMatchObject({ answers: 1, unexpectedFrames: 1 });
  });

  it('goes on waiting beyond its time while an answer trickles in', async () => {
    const b = bench();
    const asked = b.ask(1, 60);
    await b.clock.advance(0);
    for (const byte of frame(1, 2, 3, 4)) {
      await b.peer.write(Uint8Array.of(byte));
      await b.clock.advance(40);
    }
    expect(await asked).toEqual({ ok: true, value: 2 });
  });

  it('ends early when the answer arrived damaged', async () => {
    const b = bench();
    const asked = b.ask(1, 10_000);
    await b.clock.advance(0);
    await b.peer.write(fromHex('7E 01 01 99'));
    await b.clock.advance(200);
    expect(await asked).toMatchObject({ ok: false, error: { kind: 'garbled' } });
    expect(b.exchange.counters).toMatchObject({ garbled: 1, discardedBytes: 4 });
  });

  it('takes the good answer behind a damaged one', async () => {
    const b = bench();
    const asked = b.ask(1);
    await b.clock.advance(0);
    await b.peer.write(concatBytes(fromHex('7E 01 01 99'), frame(1, 8)));
    expect(await asked).toEqual({ ok: true, value: 8 });
  });

  it.each([
    ['closed by us', (b: ReturnType<typeof bench>) => void b.exchange.close()],
    ['unplugged', (b: ReturnType<typeof bench>) => b.peer.unplug()],
  ])('settles everything that waits when it is %s', async (_how, end) => {
    const b = bench();
    const asked = [b.ask(1), b.ask(2)];
    await b.clock.advance(10);
    end(b);
    expect((await Promise.all(asked)).map((outcome) => !outcome.ok && outcome.error.kind)).toEqual(['ended', 'ended']);
    expect(await b.ask(3)).toMatchObject({ ok: false, error: { kind: 'ended' } });
    expect(b.clock.pendingTimers).toBe(0);
  });

  it('can be cancelled before and during a request', async () => {
    const b = bench();
    expect(await b.ask(1, 200, AbortSignal.abort())).toMatchObject({ error: { kind: 'cancelled' } });
    const cancel = new AbortController();
    const asked = b.ask(2, 200, cancel.signal);
    await b.clock.advance(10);
    cancel.abort();
    expect(await asked).toMatchObject({ error: { kind: 'cancelled' } });
  });
});
