import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concatBytes } from '#kernel/bytes.ts';
import { err, ok, type Result } from '#kernel/result.ts';
import { SimulatedClock } from '#kernel/simulated-clock.ts';
import type { ChannelEnd, ChannelError } from './byte-channel.ts';
import { hidChunk, HidChunkChannel } from './hid-chunk-channel.ts';
import { Inbox } from './inbox.ts';
import { MessageByteChannel } from './message-byte-channel.ts';
import type { MessageChannel } from './message-channel.ts';
import { openByteChannel, openMessageChannel } from './open-channel.ts';

/** Messages in memory; `onSent` plays the device. */
class MemoryMessages implements MessageChannel {
  readonly maxMessageBytes = 64;
  readonly sent: Uint8Array[] = [];
  readonly inbox = new Inbox<Uint8Array>();
  onSent: (message: Uint8Array) => void = () => {};

  send(message: Uint8Array): Promise<Result<void, ChannelError>> {
    this.sent.push(message.slice());
    this.onSent(message);
    return Promise.resolve(ok());
  }

  onMessage(receive: (message: Uint8Array) => void): void {
    this.inbox.onItem(receive);
  }

  onEnd(ended: (reason: ChannelEnd) => void): void {
    this.inbox.onEnd(ended);
  }

  close(): Promise<void> {
    this.inbox.finish({ kind: 'closed' });
    return Promise.resolve();
  }
}

const NEXT = new Uint8Array(64).fill(0xff, 0, 1);

describe('bytes over HID chunks', () => {
  it('put the payload length into byte 0 and fill the report with zeros', async () => {
    const messages = new MemoryMessages();
    await new HidChunkChannel(messages, new SimulatedClock()).write(Uint8Array.of(0xaa, 0xbb));
    expect(messages.sent).toEqual([hidChunk(Uint8Array.of(0xaa, 0xbb), 64)]);
    expect(messages.sent[0]?.slice(0, 4)).toEqual(Uint8Array.of(2, 0xaa, 0xbb, 0));
  });

  it('send the next chunk only when the reader asks for it with FF', async () => {
    const messages = new MemoryMessages();
    const channel = new HidChunkChannel(messages, new SimulatedClock());
    channel.onData(() => {});
    const written = channel.write(new Uint8Array(130).fill(7));
    await new SimulatedClock().advance(0);
    expect(messages.sent).toHaveLength(1);
    messages.inbox.deliver(NEXT);
    await new SimulatedClock().advance(0);
    expect(messages.sent).toHaveLength(2);
    messages.inbox.deliver(NEXT);
    expect(await written).toEqual({ ok: true, value: undefined });
    expect(messages.sent.map((report) => report[0])).toEqual([63, 63, 4]);
  });

  it('end by time when the reader does not ask', async () => {
    const clock = new SimulatedClock();
    const written = new HidChunkChannel(new MemoryMessages(), clock).write(new Uint8Array(64));
    await clock.advance(500);
    expect(await written).toMatchObject({ ok: false, error: { kind: 'timed-out' } });
  });

  it('end at once when the device goes away meanwhile', async () => {
    const messages = new MemoryMessages();
    const channel = new HidChunkChannel(messages, new SimulatedClock());
    channel.onEnd(() => {});
    const written = channel.write(new Uint8Array(64));
    await new SimulatedClock().advance(0);
    messages.inbox.finish({ kind: 'lost', detail: 'unplugged' });
    expect(await written).toMatchObject({ ok: false, error: { kind: 'closed' } });
  });

  it('drop reports whose length is beyond the report', () => {
    const messages = new MemoryMessages();
    const got: Uint8Array[] = [];
    new HidChunkChannel(messages, new SimulatedClock()).onData((chunk) => got.push(chunk));
    messages.inbox.deliver(new Uint8Array(64).fill(0x70, 0, 1));
    messages.inbox.deliver(new Uint8Array(64));
    messages.inbox.deliver(hidChunk(Uint8Array.of(9), 64));
    expect(got).toEqual([Uint8Array.of(9)]);
  });

  it('arrive as they were sent, whatever their length', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 400 }), async (bytes) => {
        const near = new MemoryMessages();
        const far = new MemoryMessages();
        near.onSent = (report) => {
          far.inbox.deliver(report);
          near.inbox.deliver(NEXT);
        };
        const got: Uint8Array[] = [];
        new HidChunkChannel(far, new SimulatedClock()).onData((chunk) => got.push(chunk));
        const channel = new HidChunkChannel(near, new SimulatedClock());
        channel.onData(() => {});
        expect(await channel.write(bytes)).toMatchObject({ ok: true });
        expect(concatBytes(...got)).toEqual(bytes);
      }),
    );
  });
});

describe('bytes over USB messages', () => {
  it('are cut into packets and come together again', async () => {
    const messages = new MemoryMessages();
    const channel = new MessageByteChannel(messages);
    await channel.write(new Uint8Array(130));
    expect(messages.sent.map((packet) => packet.length)).toEqual([64, 64, 2]);
    await channel.close();
    expect(await new Promise((resolve) => channel.onEnd(resolve))).toEqual({ kind: 'closed' });
  });
});

describe('opening by address', () => {
  const clock = new SimulatedClock();

  it('names an address that is wrong', async () => {
    expect(await openByteChannel('modem:1', { clock })).toMatchObject({ ok: false, error: { kind: 'bad-address' } });
    expect(await openMessageChannel('tcp:a:1', { clock })).toMatchObject({ ok: false, error: { kind: 'bad-address', detail: expect.stringContaining('"tcp:a:1"') } });
  });

  it('opens a simulator only where the program offers it', async () => {
    expect(await openByteChannel('sim:reader', { clock })).toMatchObject({ error: { kind: 'not-found', detail: 'no simulator "reader" (known: none here)' } });
    const messages = new MessageByteChannel(new MemoryMessages());
    const simulators = { reader: (parameters: ReadonlyMap<string, string>) => Promise.resolve(parameters.get('x') === '1' ? ok(messages) : err({ kind: 'not-found', detail: 'x' } as const)) };
    expect(await openByteChannel('sim:reader?x=1', { clock, simulators })).toEqual({ ok: true, value: messages });
  });
});
