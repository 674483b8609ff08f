import { describe, expect, it } from 'vitest';
import { unwrap } from '#kernel/result.ts';
import { SimulatedClock } from '#kernel/simulated-clock.ts';
import { createIdCardReader } from './device.ts';
import { SimulatedIdCardReader } from './simulator/simulator.ts';
import { SAMPLE_CARDS } from './simulator/simulated-card.ts';
import { bench } from './test-support.ts';

describe('the reader', () => {
  it('is connecting until the first answer, then ready', async () => {
    const b = bench();
    expect(b.reader.state).toEqual({ kind: 'connecting' });
    await b.clock.advance(10);
    expect(b.reader.state).toEqual({ kind: 'ready' });
    expect(b.states).toEqual([{ kind: 'ready' }]);
    expect(await b.stop()).toBe(0);
  });

  it('polls every 100 ms', async () => {
    const b = bench();
    await b.clock.advance(1000);
    expect(b.device.requests).toEqual(Array.from({ length: 10 }, () => 'find'));
    await b.stop();
  });

  it('reads a card that lies there before the start', async () => {
    const clock = new SimulatedClock();
    const device = new SimulatedIdCardReader({ clock });
    device.layCard(SAMPLE_CARDS.zhangSan);
    const reader = createIdCardReader({ open: device.open, clock });
    const read = reader.readCard();
    await clock.advance(10);
    expect(unwrap(await read)).toMatchObject({ type: 'resident', name: '张三', fingerprint: null });
    expect(clock.pendingTimers).toBe(0);
  });

  it.each(Object.entries(SAMPLE_CARDS))('reads the card %s', async (_name, card) => {
    const b = bench();
    b.device.layCard(card);
    await b.clock.advance(200);
    expect(b.told()).toBe('card-found card-read');
    expect(b.events[1]).toMatchObject({ card: { type: card.type, idNumber: card.fields.idNumber } });
    await b.stop();
  });

  it('reads a card once while it lies, and the next one after it was lifted', async () => {
    const b = bench();
    b.device.layCard(SAMPLE_CARDS.zhangSan);
    await b.clock.advance(5000);
    b.device.liftCard();
    await b.clock.advance(1000);
    expect(b.told()).toBe('card-found card-read');
    b.device.layCard(SAMPLE_CARDS.rareName);
    await b.clock.advance(200);
    expect(b.told()).toBe('card-found card-read card-gone card-found card-read');
    expect(b.reader.counters).toMatchObject({ cardsRead: 2, cardsFailed: 0, timeouts: 0 });
    await b.stop();
  });

  it('reads a card once also on a reader that goes on showing it, and then knows when it is gone', async () => {
    const b = bench({ habits: { showsReadCards: true } });
    b.device.layCard(SAMPLE_CARDS.zhangSan);
    await b.clock.advance(3000);
    expect(b.told()).toBe('card-found card-read');
    b.device.liftCard();
    await b.clock.advance(200);
    expect(b.told()).toBe('card-found card-read card-gone');
    await b.stop();
  });

  it.each([0, 4, 8, 10, 16])('takes a select reply with %i bytes of serial number', async (selectBytes) => {
    const b = bench({ habits: { selectBytes } });
    b.device.layCard(SAMPLE_CARDS.zhangSan);
    await b.clock.advance(200);
    expect(b.told()).toBe('card-found card-read');
    await b.stop();
  });

  it.each([9600, 19_200, 115_200])('reads at %i baud with every byte alone, without a timeout', async (baudRate) => {
    const b = bench({ baudRate, chunkBytes: 1, thinkMs: { read: 1500 } }, { fingerprint: true });
    b.device.layCard(SAMPLE_CARDS.zhangSan);
    await b.clock.advance(6000);
    expect(b.told()).toBe('card-found card-read');
    expect(b.reader.counters).toMatchObject({ timeouts: 0, garbled: 0, discardedBytes: 0 });
    await b.stop();
  });

  it.each([0, 512, 1024])('reads %i bytes of fingerprints when asked', async (bytes) => {
    const b = bench({}, { fingerprint: true });
    b.device.layCard({ ...SAMPLE_CARDS.zhangSan, fingerprint: new Uint8Array(bytes).fill(7) });
    await b.clock.advance(200);
    expect(b.events[1]).toMatchObject({ card: { fingerprint: new Uint8Array(bytes).fill(7) } });
    await b.stop();
  });

  it('reads without fingerprints where the module does not know the command', async () => {
    const b = bench({ habits: { noFingerprintCommand: true } }, { fingerprint: true });
    b.device.layCard(SAMPLE_CARDS.zhangSan);
    await b.clock.advance(200);
    expect(b.events[1]).toMatchObject({ kind: 'card-read', card: { name: '张三', fingerprint: new Uint8Array(0) } });
    await b.stop();
  });

  it('gives the newest extra address, and null where the card has none', async () => {
    const b = bench({}, { extraAddress: true });
    b.device.layCard(SAMPLE_CARDS.zhangSan);
    await b.clock.advance(200);
    b.device.liftCard();
    await b.clock.advance(200);
    b.device.layCard(SAMPLE_CARDS.rareName);
    await b.clock.advance(200);
    const cards = b.events.flatMap((event) => (event.kind === 'card-read' ? [event.card.extraAddress] : []));
    expect(cards).toEqual(['北京市海淀区某新街道2号', null]);
    await b.stop();
  });

  it('tells its SAM number and status, started or not', async () => {
    const b = bench();
    await b.clock.advance(50);
    const asked = Promise.all([b.reader.samNumber(), b.reader.status()]);
    await b.clock.advance(50);
    expect(await asked).toEqual([{ ok: true, value: { text: '05.01-20120315-1234567-7654321', raw: expect.any(String) } }, { ok: true, value: { kind: 'ok' } }]);
    await b.stop();
    const alone = b.reader.samNumber();
    await b.clock.advance(50);
    expect(unwrap(await alone).text).toBe('05.01-20120315-1234567-7654321');
    expect(b.clock.pendingTimers).toBe(0);
  });

  it('is faulty while its module is not authorised, and says so to whoever waits for a card', async () => {
    const b = bench();
    b.device.failNext('not-authorised', { times: 3 });
    await b.clock.advance(1100);
    expect(b.reader.state).toEqual({ kind: 'faulty', fault: { kind: 'sam-not-authorised' } });
    expect(await b.reader.readCard()).toEqual({ ok: false, error: { kind: 'sam-not-authorised' } });
    await b.clock.advance(3000);
    expect(b.reader.state).toEqual({ kind: 'ready' });
    await b.stop();
  });

  it('tells a card of another kind once, and reads the right one laid after it', async () => {
    const b = bench();
    b.device.layCard(SAMPLE_CARDS.zhangSan);
    b.device.failNext('unknown-card-type', { on: 'select', times: 5 });
    await b.clock.advance(1000);
    expect(b.told()).toBe('card-found card-failed:not-an-id-card');
    await b.clock.advance(3000);
    expect(b.told()).toBe('card-found card-failed:not-an-id-card card-read');
    await b.stop();
  });

  it('ends a wait with no-card, with cancellation, and when it is stopped', async () => {
    const b = bench();
    const cancel = new AbortController();
    const waits = [b.reader.readCard({ timeoutMs: 1000 }), b.reader.readCard({ signal: cancel.signal }), b.reader.readCard()];
    await b.clock.advance(1000);
    cancel.abort();
    expect(await waits[0]).toEqual({ ok: false, error: { kind: 'no-card' } });
    expect(await waits[1]).toEqual({ ok: false, error: { kind: 'cancelled' } });
    expect(await b.stop()).toBe(0);
    expect(await waits[2]).toEqual({ ok: false, error: { kind: 'cancelled' } });
  });

  it('fails a wait of its own at once when the port cannot be opened', async () => {
    const clock = new SimulatedClock();
    const reader = createIdCardReader({ clock, open: async () => ({ ok: false, error: { kind: 'busy', detail: 'port is in use' } }) });
    expect(await reader.readCard()).toEqual({ ok: false, error: { kind: 'unavailable', reason: 'busy', detail: 'port is in use' } });
    expect(clock.pendingTimers).toBe(0);
  });
});
