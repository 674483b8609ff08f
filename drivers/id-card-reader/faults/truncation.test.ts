import { describe, expect, it } from 'vitest';
import { SAMPLE_CARDS } from '../simulator/simulated-card.ts';
import { bench, PHASES } from '../test-support.ts';

describe('a reply that breaks off', () => {
  it.each(PHASES.flatMap((phase) => [1, 5, 7, 10].map((bytes) => [phase, bytes] as const)))('in %s after %i bytes: asked again, and the card is read', async (phase, bytes) => {
    const b = bench();
    await b.clock.advance(50);
    b.device.truncateNext(bytes, { on: phase });
    b.device.layCard(SAMPLE_CARDS.zhangSan);
    await b.clock.advance(7000);
    expect(b.told()).toBe('card-found card-read');
    expect(b.reader.counters.timeouts + b.reader.counters.garbled).toBe(1);
    await b.stop();
  });

  it('in the middle of the photo is noticed by the pause, long before the time limit of a read', async () => {
    const b = bench();
    await b.clock.advance(50);
    b.device.truncateNext(900, { on: 'read' });
    b.device.layCard(SAMPLE_CARDS.zhangSan);
    await b.clock.advance(2000);
    expect(b.told()).toBe('card-found card-read');
    await b.stop();
  });
});
