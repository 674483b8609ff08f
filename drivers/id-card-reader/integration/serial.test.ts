import { afterEach, describe, expect, it } from 'vitest';
import { fromHex } from '#kernel/bytes.ts';
import { realClock } from '#kernel/real-clock.ts';
import { unwrap } from '#kernel/result.ts';
import type { DeviceState } from '../../device-state.ts';
import type { ByteChannel } from '../../ports/byte-channel.ts';
import { openByteChannel } from '../../ports/open-channel.ts';
import { createIdCardReader } from '../device.ts';
import { SAMPLE_CARDS } from '../simulator/simulated-card.ts';
import { serveIdCardReader } from '../simulator/serve.ts';
import { SimulatedIdCardReader } from '../simulator/simulator.ts';
import type { IdCardReader, ReaderEvent, ReaderFault } from '../types.ts';
import { serialPair, type SerialPair } from './pty.ts';
import { hasProgram } from './umockdev.ts';

const cleanUp: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const step of cleanUp.splice(0).toReversed()) await step();
});

async function pair(): Promise<SerialPair> {
  const made = await serialPair();
  cleanUp.push(made.cut);
  return made;
}

async function simulated(path: string, options: Partial<ConstructorParameters<typeof SimulatedIdCardReader>[0]> = {}): Promise<SimulatedIdCardReader> {
  const device = new SimulatedIdCardReader({ clock: realClock, ...options });
  const served = unwrap(await serveIdCardReader(device, `serial:${path}`, realClock));
  cleanUp.push(served.close);
  return device;
}

function readerAt(uri: string): IdCardReader {
  const reader = createIdCardReader({ open: () => openByteChannel(uri, { clock: realClock }), clock: realClock });
  cleanUp.push(() => reader.stop());
  return reader;
}

const nextState = (reader: IdCardReader, kind: DeviceState<ReaderFault>['kind']): Promise<void> =>
  new Promise((resolve) => {
    const undo = reader.onState((state) => {
      if (state.kind !== kind) return;
      undo();
      resolve();
    });
  });
const nextEvent = (reader: IdCardReader, kind: ReaderEvent['kind']): Promise<ReaderEvent> =>
  new Promise((resolve) => {
    const undo = reader.onEvent((event) => {
      if (event.kind !== kind) return;
      undo();
      resolve(event);
    });
  });

describe.skipIf(!hasProgram('socat'))('a reader on a real serial line (needs socat)', () => {
  it.each([115_200, 9600])('is read at %i baud with bytes dripping in', async (baudRate) => {
    const line = await pair();
    const device = await simulated(line.b, { baudRate: Math.max(baudRate, 38_400), chunkBytes: 7 });
    // Every byte value, so that a terminal line that translates or swallows control characters would show.
    const photo = Uint8Array.from({ length: 1024 }, (_, i) => i % 256);
    device.layCard({ ...SAMPLE_CARDS.rareName, photo });
    const card = unwrap(await readerAt(`serial:${line.a}?baud=${baudRate}`).readCard({ timeoutMs: 10_000 }));
    expect(card).toMatchObject({ name: '𠮷雅', ethnicity: '维吾尔', validTo: '2038-03-15', photo });
  });

  it('heals within 3 s after the line was cut and plugged in again, and reads the next card', async () => {
    const line = await pair();
    const device = await simulated(line.b);
    const reader = readerAt(`serial:${line.a}`);
    const ready = nextState(reader, 'ready');
    reader.start();
    await ready;
    const lost = nextState(reader, 'unavailable');
    await line.cut();
    await lost;
    expect(reader.state).toMatchObject({ kind: 'unavailable', reason: 'lost' });
    const healed = nextState(reader, 'ready');
    await line.plug();
    const from = performance.now();
    await healed;
    expect(performance.now() - from).toBeLessThan(3000);
    const read = nextEvent(reader, 'card-read');
    device.layCard(SAMPLE_CARDS.zhangSan);
    expect(await read).toMatchObject({ card: { name: '张三' } });
  });

  it('notices the cut also when it follows data at once, while nobody was looking', async () => {
    const line = await pair();
    const channel = unwrap(await openByteChannel(`serial:${line.a}`, { clock: realClock }));
    const peer = unwrap(await openByteChannel(`serial:${line.b}`, { clock: realClock }));
    cleanUp.push(
      () => peer.close(),
      () => channel.close(),
    );
    peer.onEnd(() => {});
    const ended = new Promise((resolve) => channel.onEnd(resolve));
    channel.onData(() => {
      void line.cut();
      // The loop stands still while the line goes away between two reads.
      const until = performance.now() + 150;
      while (performance.now() < until);
    });
    unwrap(await peer.write(new Uint8Array(64)));
    expect(await ended).toMatchObject({ kind: 'lost' });
  });

  it('is opened by one program only, and the other is told that it is busy', async () => {
    const line = await pair();
    const first = unwrap(await openByteChannel(`serial:${line.a}`, { clock: realClock }));
    cleanUp.push(() => first.close());
    expect(await openByteChannel(`serial:${line.a}`, { clock: realClock })).toMatchObject({ ok: false, error: { kind: 'busy', detail: expect.stringContaining(line.a) } });
    await first.close();
    const second: ByteChannel = unwrap(await openByteChannel(`serial:${line.a}`, { clock: realClock }));
    await second.close();
    expect(await second.write(fromHex('00'))).toMatchObject({ ok: false, error: { kind: 'closed' } });
  });

  it('that does not exist or is no serial line is named', async () => {
    expect(await openByteChannel('serial:/dev/no-such-port', { clock: realClock })).toMatchObject({ error: { kind: 'not-found', detail: expect.stringContaining('/dev/no-such-port') } });
    expect(await openByteChannel('serial:/etc/hostname', { clock: realClock })).toMatchObject({ ok: false, error: { detail: expect.stringContaining('/etc/hostname') } });
    expect(await openByteChannel('serial:?vid=dead&pid=beef', { clock: realClock })).toMatchObject({ error: { kind: 'not-found', detail: expect.stringContaining('dead:beef') } });
  });
});
