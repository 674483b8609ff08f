import { describe, expect, it } from 'vitest';
import { SAMPLE_CARDS } from '../simulator/simulated-card.ts';
import { bench, PHASES } from '../test-support.ts';

describe('a reply with a wrong checksum', () => {
  it.each(PHASES.flatMap((phase) => [-1, 5, 6, 9].map((at) => [phase, at] as const)))('to %s, damaged at byte %i: asked again, and the card is read', async (phase, at) => {
    const b = bench();
    await b.clock.advance(50);
    b.device.corruptNext({ on: phase, at });
    b.device.layCard(SAMPLE_CARDS.zhangSan);
    await b.clock.advance(7000);
    expect(b.told()).toBe('card-found card-read');
    expect(b.events.at(-1)).toMatchObject({ card: { idNumber: '11010519491231002X' } });
    await b.stop();
  });

  it('never becomes a card: of a hundred damaged reads none is told', async () => {
    const b = bench();
    for (let at = 7; at < 107; at += 1) b.device.corruptNext({ on: 'read', at: at * 12 });
    b.device.layCard(SAMPLE_CARDS.zhangSan);
    await b.clock.advance(20_000);
    expect(b.told()).not.toContain('card-read');
    await b.stop();
  });

  it('as the reader saw it in our request (status 10): asked again', async () => {
    const b = bench();
    b.device.failNext('checksum-error', { on: 'select' });
    b.device.failNext('checksum-error', { on: 'find' });
    b.device.layCard(SAMPLE_CARDS.zhangSan);
    await b.clock.advance(1000);
    expect(b.told()).toBe('card-found card-read');
    await b.stop();
  });
});
