import { describe, expect, it } from 'vitest';
import { SAMPLE_CARDS } from '../simulator/simulated-card.ts';
import { bench, PHASES } from '../test-support.ts';

describe('the card is lifted early', () => {
  it.each(PHASES)('during %s: the citizen is asked to lay it again, once, and laying it again reads it', async (phase) => {
    const b = bench({ thinkMs: { find: 30, select: 30, read: 300 } });
    await b.clock.advance(50);
    b.device.layCard(SAMPLE_CARDS.zhangSan);
    while (b.device.requests.at(-1) !== phase) await b.clock.advance(5);
    await b.clock.advance(5);
    b.device.liftCard();
    await b.clock.advance(5000);
    // A card that was gone before it was found is no event at all.
    expect(b.told()).toBe(phase === 'find' ? '' : 'card-found card-failed:lift-and-lay-again');
    b.device.layCard(SAMPLE_CARDS.zhangSan);
    await b.clock.advance(1000);
    expect(b.told()).toMatch(/card-found card-read$/);
    await b.stop();
  });

  it('between find and select', async () => {
    const b = bench({ thinkMs: { select: 50 } });
    b.device.layCard(SAMPLE_CARDS.zhangSan);
    await b.clock.advance(20);
    b.device.liftCard();
    await b.clock.advance(2000);
    expect(b.told()).toBe('card-found card-failed:lift-and-lay-again');
    await b.stop();
  });

  it('and on a reader that hides a once found card, a failed read asks for lifting though the card lies there', async () => {
    const b = bench({ habits: { refindsUnreadCards: false } });
    b.device.failNext('read-failed', { on: 'read', times: 2 });
    b.device.layCard(SAMPLE_CARDS.zhangSan);
    await b.clock.advance(3000);
    expect(b.told()).toBe('card-found card-failed:lift-and-lay-again');
    b.device.liftCard();
    await b.clock.advance(200);
    b.device.layCard(SAMPLE_CARDS.zhangSan);
    await b.clock.advance(500);
    expect(b.told()).toMatch(/card-gone card-found card-read$/);
    await b.stop();
  });

  it('not at all, but cannot be read: told once as read-failed, tried on while it lies, and read when it can be', async () => {
    const b = bench();
    b.device.failNext('read-failed', { on: 'read', times: 12 });
    b.device.layCard(SAMPLE_CARDS.zhangSan);
    await b.clock.advance(900);
    expect(b.told()).toBe('card-found card-failed:read-failed');
    await b.clock.advance(3000);
    expect(b.told()).toBe('card-found card-failed:read-failed card-read');
    await b.stop();
  });

  it('while somebody waits for a card: the reason is given when the time is over', async () => {
    const b = bench({ thinkMs: { read: 300 } });
    await b.clock.advance(50);
    const waiting = b.reader.readCard({ timeoutMs: 3000 });
    b.device.layCard(SAMPLE_CARDS.zhangSan);
    while (b.device.requests.at(-1) !== 'read') await b.clock.advance(5);
    b.device.liftCard();
    await b.clock.advance(3000);
    expect(await waiting).toMatchObject({ ok: false, error: { kind: 'lift-and-lay-again', phase: 'select' } });
    await b.stop();
  });
});
