import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { ORPCError } from '@orpc/client';
import { describe, expect, it } from 'vitest';
import { SimulatedClock } from '#kernel/simulated-clock.ts';
import { linkFault } from '../sync/link-fault.ts';
import { FakeHall } from '../testing/fake-hall.ts';
import { serveHall } from '../testing/https-hall.ts';
import { createHallClient, connectHall } from './hall-client.ts';
import { createPinnedAgent } from './pinned-agent.ts';

const TOKEN = 't'.repeat(43);
const LOG = '01900000-0000-7000-8000-0000000000ff';
const clock = { bootId: 'boot-1', monotonicMs: 1, wallMs: 1 };
const handshake = { logId: LOG, versions: {}, clock };

describe('the transport to the hall server', () => {
  it('carries calls with the bearer token over TLS pinned to the enrolled key', async () => {
    const fake = new FakeHall(new SimulatedClock());
    await using hall = await serveHall(fake);
    const transport = connectHall({ serverUrl: hall.url, serverKey: hall.keyHash.toString('hex'), token: TOKEN });
    expect(await transport.client.sync.handshake(handshake)).toMatchObject({ incarnation: fake.incarnation, cursor: null });
    expect(hall.requests).toEqual([{ path: '/rpc/sync/handshake', authorization: `Bearer ${TOKEN}` }]);
    await transport.close();
  });

  it('tells the token to nobody with another key', async () => {
    await using hall = await serveHall(new FakeHall(new SimulatedClock()));
    const transport = connectHall({ serverUrl: hall.url, serverKey: 'ab'.repeat(32), token: TOKEN });
    const cause: unknown = await transport.client.sync.handshake(handshake).catch((error: unknown) => error);
    expect(linkFault(cause).kind).toBe('wrong-server-key');
    expect(hall.requests).toEqual([]);
    await transport.close();
  });

  it('brings the contract’s errors with their data', async () => {
    const fake = new FakeHall(new SimulatedClock());
    await using hall = await serveHall(fake);
    const transport = connectHall({ serverUrl: hall.url, serverKey: hall.keyHash.toString('hex'), token: TOKEN });
    const operation = { seq: 5, hash: 'ab'.repeat(32), body: '{}' };
    const cause: unknown = await transport.client.sync.push({ logId: LOG, clock, operations: [operation] }).catch((error: unknown) => error);
    expect(cause).toBeInstanceOf(ORPCError);
    expect(cause).toMatchObject({ code: 'GAP', data: { seq: 0 } });
    await transport.close();
  });

  it('streams the watch, ends it when asked, and notices a server that went away', async () => {
    const fake = new FakeHall(new SimulatedClock());
    await using hall = await serveHall(fake);
    const transport = connectHall({ serverUrl: hall.url, serverKey: hall.keyHash.toString('hex'), token: TOKEN });
    const stop = new AbortController();
    const hints = await transport.client.sync.watch(undefined, { signal: stop.signal });
    const first = hints.next();
    while (fake.watching === 0) await new Promise((resolve) => setImmediate(resolve));
    fake.publish('window', 'w1', null);
    expect((await first).value).toMatchObject({ from: 1, to: 1 });
    stop.abort();
    await expect(hints.next()).rejects.toThrow('abort');

    const again = await transport.client.sync.watch();
    const lost = again.next();
    hall.cutAll();
    await expect(lost).rejects.toThrow('terminated');
    await transport.close();
  });

  it('gives up a watch on which not even a comment comes any more', async () => {
    const fake = new FakeHall(new SimulatedClock());
    await using hall = await serveHall(fake, { keepAliveMs: 3_600_000 });
    const agent = createPinnedAgent(() => true, 1_000);
    const hints = await createHallClient(new URL(hall.url), agent, TOKEN).sync.watch();
    await expect(hints.next()).rejects.toThrow('terminated');
    await agent.destroy();
  });

  it('looks whether a port answers without a word', async () => {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const transport = connectHall({ serverUrl: `http://127.0.0.1:${port}`, serverKey: '', token: TOKEN });
    expect(await transport.probe(new AbortController().signal)).toBe(true);
    server.close();
    await once(server, 'close');
    expect(await transport.probe(new AbortController().signal)).toBe(false);
    await transport.close();
  });

  it('does not take a forwarder for a server: one that takes the connection and drops it, because nobody serves behind it', async () => {
    const forwarder = createServer((socket) => socket.destroy());
    forwarder.listen(0, '127.0.0.1');
    await once(forwarder, 'listening');
    const { port } = forwarder.address() as AddressInfo;
    const transport = connectHall({ serverUrl: `http://127.0.0.1:${port}`, serverKey: '', token: TOKEN });
    expect(await transport.probe(new AbortController().signal)).toBe(false);
    await transport.close();
    forwarder.close();
  });
});
