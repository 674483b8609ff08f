import { describe, expect, it } from 'vitest';
import { SAMPLE_CARDS } from '../simulator/simulated-card.ts';
import { bench, PHASES } from '../test-support.ts';

describe('late and duplicate answers', () => {
  it.each(PHASES)('a late answer to %s is counted and dropped, and the card is read once', async (phase) => {
    const b = bench();
    await b.clock.advance(50);
    b.device.delayNext(phase === 'read' ? 5100 : 700, { on: phase });
    b.device.layCard(SAMPLE_CARDS.zhangSan);
    await b.clock.advance(15_000);
    expect(b.told()).toBe('card-found card-read');
    expect(b.reader.counters).toMatchObject({ timeouts: 1, opens: 1, resets: 0 });
    expect(b.reader.counters.unexpectedFrames).toBeGreaterThan(0);
    await b.stop();
  });

  it.each(PHASES)('a duplicate answer to %s is counted and dropped, and answers nothing else', async (phase) => {
    const b = bench();
    await b.clock.advance(50);
    b.device.duplicateNext({ on: phase });
    b.device.layCard(SAMPLE_CARDS.zhangSan);
    await b.clock.advance(2000);
    expect(b.told()).toBe('card-found card-read');
    expect(b.reader.counters).toMatchObject({ unexpectedFrames: 1, timeouts: 0 });
    await b.stop();
  });

  it('a reader that is always late is waited for after the first time', async () => {
    const b = bench({ thinkMs: { find: 700, select: 700 } });
    b.device.layCard(SAMPLE_CARDS.zhangSan);
    await b.clock.advance(20_000);
    expect(b.told()).toBe('card-found card-read');
    expect(b.reader.counters).toMatchObject({ timeouts: 1, resets: 0, opens: 1 });
    await b.stop();
  });
});
