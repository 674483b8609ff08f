import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { SimulatedClock } from '#kernel/simulated-clock.ts';
import { startTestServer, type TestServer } from '../testing/test-server.ts';

let test: TestServer;
let clock: SimulatedClock;

beforeEach(async () => {
  clock = new SimulatedClock();
  test = await startTestServer({ clock });
});

afterEach(() => test.close());

async function connect(options: { readonly autoPong?: boolean } = {}): Promise<WebSocket> {
  const socket = new WebSocket(`${test.server.url.replace('http', 'ws')}/ws`, options);
  await once(socket, 'open');
  return socket;
}

describe('a WebSocket link', () => {
  it('is pinged every ten seconds and stays while it answers', async () => {
    const socket = await connect();
    socket.send('{"authorization":"Bearer x"}');
    socket.ping();
    await once(socket, 'pong');
    for (let i = 0; i < 3; i += 1) {
      const pinged = once(socket, 'ping');
      await clock.advance(10_000);
      await pinged;
      // The pong travels the same way before this round trip ends.
      socket.ping();
      await once(socket, 'pong');
    }
    expect(socket.readyState).toBe(WebSocket.OPEN);
    socket.close();
    await once(socket, 'close');
  });

  it('that no longer answers is cut', async () => {
    const socket = await connect({ autoPong: false });
    socket.send('{"authorization":"Bearer x"}');
    // Answered by the server itself, after what was sent before: the message has arrived.
    socket.ping();
    await once(socket, 'pong');
    const [pinged, closed] = [once(socket, 'ping'), once(socket, 'close')];
    await clock.advance(10_000);
    await pinged;
    await clock.advance(10_000);
    await closed;
    expect(socket.readyState).toBe(WebSocket.CLOSED);
  });

  it('that says nothing is cut after ten seconds', async () => {
    const socket = await connect();
    const closed = once(socket, 'close');
    await clock.advance(10_000);
    await closed;
    expect(socket.readyState).toBe(WebSocket.CLOSED);
  });

  it('to another address is refused', async () => {
    const socket = new WebSocket(`${test.server.url.replace('http', 'ws')}/other`);
    const [error] = (await once(socket, 'error')) as [Error];
    expect(error.message).toContain('404');
  });

  it('ends when the server stops', async () => {
    const socket = await connect();
    const closed = once(socket, 'close');
    await test.server.close();
    await closed;
    expect(socket.readyState).toBe(WebSocket.CLOSED);
  });
});
