import { describe, expect, it } from 'vitest';
import { SAMPLE_CARDS } from '../simulator/simulated-card.ts';
import { bench, PHASES } from '../test-support.ts';

describe('the reader does not answer', () => {
  it.each(PHASES)('one %s: it is asked again and the card is read', async (phase) => {
    const b = bench();
    await b.clock.advance(50);
    b.device.silenceNext({ on: phase });
    b.device.layCard(SAMPLE_CARDS.zhangSan);
    await b.clock.advance(7000);
    expect(b.told()).toBe('card-found card-read');
    expect(b.reader.counters).toMatchObject({ timeouts: 1, resets: 0, opens: 1 });
    await b.stop();
  });

  it.each(PHASES)('any %s: the module is reset, the channel opened anew, and the citizen is not left waiting in silence', async (phase) => {
    const b = bench();
    await b.clock.advance(50);
    b.device.silenceNext({ on: phase, times: 1000 });
    b.device.layCard(SAMPLE_CARDS.zhangSan);
    await b.clock.advance(30_000);
    expect(b.reader.counters.resets).toBeGreaterThan(0);
    expect(b.told()).not.toContain('card-read');
    const telling = phase === 'find' ? b.states.some((state) => state.kind === 'unavailable' && state.reason === 'no-answer') : b.told().includes('card-failed:read-failed');
    expect(telling).toBe(true);
    b.device.clearFaults();
    // A reader that was asked to read in vain holds the card for read: it must be laid again.
    if (phase === 'read') b.device.layCard(SAMPLE_CARDS.zhangSan);
    await b.clock.advance(12_000);
    expect(b.told()).toMatch(/card-read$/);
    expect(b.reader.state).toEqual({ kind: 'ready' });
    await b.stop();
  });

  it('at all: it is unavailable within 4 s, says so with a rising attempt, and heals', async () => {
    const b = bench();
    b.device.silenceNext({ times: 1000 });
    await b.clock.advance(4000);
    expect(b.reader.state).toMatchObject({ kind: 'unavailable', reason: 'no-answer', attempt: 1 });
    await b.clock.advance(8000);
    expect(b.reader.state).toMatchObject({ kind: 'unavailable', reason: 'no-answer', attempt: 3 });
    b.device.clearFaults();
    await b.clock.advance(3000);
    expect(b.reader.state).toEqual({ kind: 'ready' });
    await b.stop();
  });

  it('but sends its own timeout mark: that is no answer', async () => {
    const b = bench();
    await b.clock.advance(50);
    b.device.readerTimeoutNext({ on: 'read' });
    b.device.layCard(SAMPLE_CARDS.zhangSan);
    await b.clock.advance(7000);
    expect(b.told()).toBe('card-found card-read');
    await b.stop();
  });
});
