import { describe, expect, it } from 'vitest';
import { SAMPLE_CARDS } from '../simulator/simulated-card.ts';
import { bench, PHASES } from '../test-support.ts';

describe('the cable is pulled', () => {
  it.each(PHASES)('during %s: the loss is told at once, and after re-plugging the card is read within 3 s', async (phase) => {
    const b = bench();
    await b.clock.advance(50);
    b.device.unplugNext({ on: phase });
    b.device.layCard(SAMPLE_CARDS.zhangSan);
    await b.clock.advance(200);
    expect(b.reader.state).toMatchObject({ kind: 'unavailable', reason: 'lost', attempt: 1 });
    await b.clock.advance(2000);
    expect(b.reader.state).toMatchObject({ kind: 'unavailable', reason: 'not-found' });
    b.device.plug();
    await b.clock.advance(3000);
    expect(b.reader.state).toEqual({ kind: 'ready' });
    expect(b.told()).toMatch(/card-read$/);
    expect(b.events.filter((event) => event.kind === 'card-found')).toHaveLength(1);
    expect(await b.stop()).toBe(0);
  });

  it('while no card lies there: nothing is told but the state, and the next card is read', async () => {
    const b = bench();
    await b.clock.advance(250);
    b.device.unplug();
    await b.clock.advance(100);
    b.device.plug();
    await b.clock.advance(3000);
    b.device.layCard(SAMPLE_CARDS.zhangSan);
    await b.clock.advance(300);
    expect(b.told()).toBe('card-found card-read');
    expect(b.states.map((state) => state.kind)).toEqual(['ready', 'unavailable', 'ready']);
    await b.stop();
  });

  it('while somebody waits for a card: the wait goes on over a short loss and fails after a long one', async () => {
    const b = bench();
    await b.clock.advance(50);
    const patient = b.reader.readCard();
    b.device.unplug();
    await b.clock.advance(1000);
    b.device.plug();
    await b.clock.advance(1000);
    b.device.layCard(SAMPLE_CARDS.zhangSan);
    await b.clock.advance(300);
    expect(await patient).toMatchObject({ ok: true, value: { name: '张三' } });
    const unlucky = b.reader.readCard();
    b.device.unplug();
    await b.clock.advance(3500);
    expect(await unlucky).toMatchObject({ ok: false, error: { kind: 'unavailable', reason: 'lost' } });
    await b.stop();
  });
});
