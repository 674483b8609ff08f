import { describe, expect, it } from 'vitest';
import { fromHex } from '#kernel/bytes.ts';
import { SAMPLE_CARDS } from '../simulator/simulated-card.ts';
import { bench, PHASES } from '../test-support.ts';

const NOISE = fromHex('00 FF AA AA 13 96 69 AA AA AA 96');

describe('garbage on the line', () => {
  it.each(PHASES)('in front of the reply to %s: the reply is found behind it', async (phase) => {
    const b = bench({ chunkBytes: 3 });
    await b.clock.advance(50);
    b.device.noiseNext(NOISE, { on: phase });
    b.device.layCard(SAMPLE_CARDS.zhangSan);
    await b.clock.advance(500);
    expect(b.told()).toBe('card-found card-read');
    expect(b.reader.counters).toMatchObject({ timeouts: 0, garbled: 0, discardedBytes: NOISE.length });
    await b.stop();
  });

  it.each(PHASES)('in place of the reply to %s: it is asked again', async (phase) => {
    const b = bench();
    await b.clock.advance(50);
    b.device.noiseNext(NOISE, { on: phase });
    b.device.truncateNext(0, { on: phase });
    b.device.layCard(SAMPLE_CARDS.zhangSan);
    await b.clock.advance(7000);
    expect(b.told()).toBe('card-found card-read');
    expect(b.reader.counters).toMatchObject({ garbled: 1, timeouts: 0 });
    await b.stop();
  });

  it('for ever, as with a wrong baud rate: the reader is unavailable and the detail speaks of bytes without a frame', async () => {
    const b = bench();
    b.device.noiseNext(NOISE, { times: 1000 });
    b.device.truncateNext(0, { times: 1000 });
    await b.clock.advance(6000);
    expect(b.reader.state).toMatchObject({ kind: 'unavailable', reason: 'no-answer', detail: expect.stringContaining('no valid answer') });
    await b.stop();
  });

  it('in front of a preamble that claims too long a frame costs no more than one repetition', async () => {
    const b = bench();
    await b.clock.advance(50);
    b.device.noiseNext(fromHex('AA AA AA 96 69 05 08 00'), { on: 'find' });
    b.device.layCard(SAMPLE_CARDS.zhangSan);
    await b.clock.advance(2000);
    expect(b.told()).toBe('card-found card-read');
    await b.stop();
  });
});
