import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { realClock } from '#kernel/real-clock.ts';
import { unwrap } from '#kernel/result.ts';
import { openByteChannel } from './open-channel.ts';

let server: Server;
let uri: string;
let accepted: Promise<Socket>;
beforeEach(async () => {
  server = createServer();
  accepted = new Promise((resolve) => server.once('connection', resolve));
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  uri = `tcp:127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
});
afterEach(async () => {
  (await Promise.race([accepted, Promise.resolve(undefined)]))?.destroy();
  await new Promise((resolve) => server.close(resolve));
});

describe('a TCP channel', () => {
  it('carries bytes both ways, and keeps those that came before anybody listened', async () => {
    const channel = unwrap(await openByteChannel(uri, { clock: realClock }));
    const peer = await accepted;
    const echoed = new Promise((resolve) => peer.once('data', resolve));
    await new Promise<void>((resolve) => void peer.write(Uint8Array.of(1, 2), () => resolve()));
    expect(await channel.write(Uint8Array.of(3))).toEqual({ ok: true, value: undefined });
    expect(await echoed).toEqual(Buffer.of(3));
    expect(await new Promise((resolve) => channel.onData(resolve))).toEqual(Uint8Array.of(1, 2));
    expect(channel.baudRate).toBeUndefined();
    await channel.close();
  });

  it('is lost when the peer hangs up, and refuses to write then', async () => {
    const channel = unwrap(await openByteChannel(uri, { clock: realClock }));
    const ended = new Promise((resolve) => channel.onEnd(resolve));
    (await accepted).end();
    expect(await ended).toMatchObject({ kind: 'lost', detail: expect.stringContaining('127.0.0.1') });
    expect(await channel.write(Uint8Array.of(1))).toMatchObject({ ok: false, error: { kind: 'closed' } });
    await channel.close();
  });

  it('is closed by us once, and says so', async () => {
    const channel = unwrap(await openByteChannel(uri, { clock: realClock }));
    const ends: unknown[] = [];
    channel.onEnd((reason) => ends.push(reason));
    await channel.close();
    await channel.close();
    expect(ends).toEqual([{ kind: 'closed' }]);
  });

  it('to a port where nobody listens is not found, and the place is named', async () => {
    await new Promise((resolve) => server.close(resolve));
    expect(await openByteChannel(uri, { clock: realClock })).toMatchObject({ ok: false, error: { kind: 'not-found', detail: expect.stringContaining(uri.slice(4)) } });
    server.listen(0);
  });
});
