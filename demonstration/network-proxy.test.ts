import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { NetworkProxy } from './network-proxy.ts';

const open: { close(): unknown }[] = [];
afterEach(() => {
  for (const each of open.splice(0)) each.close();
});

async function echoThroughProxy() {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.pipe(socket);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const proxy = new NetworkProxy((server.address() as AddressInfo).port);
  await proxy.start();
  open.push(server, { close: () => proxy.stop() });
  return proxy;
}

async function ask(port: number): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  socket.write('ping');
  const answer = await Promise.race([once(socket, 'data').then(([data]) => String(data)), once(socket, 'close').then(() => 'closed')]);
  socket.destroy();
  return answer;
}

describe('the network of the demonstration hall', () => {
  it('carries what is sent while it is up', async () => {
    const proxy = await echoThroughProxy();
    expect(await ask(proxy.port)).toBe('ping');
  });

  it('ends standing connections when it is cut', async () => {
    const proxy = await echoThroughProxy();
    const socket = connect(proxy.port, '127.0.0.1');
    socket.on('error', () => {});
    socket.write('x');
    await once(socket, 'data');
    const closed = once(socket, 'close');
    proxy.set(false);
    await closed;
    expect(socket.destroyed).toBe(true);
  });

  it('refuses new connections while down and takes them again after', async () => {
    const proxy = await echoThroughProxy();
    proxy.set(false);
    expect(await ask(proxy.port)).toBe('closed');
    proxy.set(true);
    expect(await ask(proxy.port)).toBe('ping');
  });

  it('keeps the bytes of a stalled line and carries them, whole and in order, when it moves again', async () => {
    const proxy = await echoThroughProxy();
    const standing = connect(proxy.port, '127.0.0.1');
    standing.write('before');
    await once(standing, 'data');
    proxy.hold();
    const late = connect(proxy.port, '127.0.0.1');
    await once(late, 'connect');
    const heard: string[] = [];
    standing.on('data', (data) => heard.push(String(data)));
    standing.write('one ');
    late.write('of a new connection');
    // Another way through the same machine takes longer than these bytes would: silence is no accident.
    expect(await ask((await echoThroughProxy()).port)).toBe('ping');
    standing.write('two');
    expect(heard).toEqual([]);
    const arrived = once(late, 'data');
    proxy.release();
    expect(String((await arrived)[0])).toBe('of a new connection');
    while (heard.join('').length < 'one two'.length) await once(standing, 'data');
    expect(heard.join('')).toBe('one two');
    for (const socket of [standing, late]) socket.destroy();
  });

  it('can keep the answers alone: what is asked arrives', async () => {
    const heard = Promise.withResolvers<string>();
    const server = createServer((socket) => {
      socket.on('error', () => {});
      socket.on('data', (data) => {
        heard.resolve(String(data));
        socket.write('answer');
      });
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const proxy = new NetworkProxy((server.address() as AddressInfo).port);
    await proxy.start();
    open.push(server, { close: () => proxy.stop() });
    proxy.hold('answers');
    const socket = connect(proxy.port, '127.0.0.1');
    socket.on('error', () => {});
    const answered = once(socket, 'data').then(([data]) => String(data));
    socket.write('question');
    expect(await heard.promise).toBe('question');
    expect(await Promise.race([answered, ask((await echoThroughProxy()).port)])).toBe('ping');
    proxy.release();
    expect(await answered).toBe('answer');
    socket.destroy();
  });
});
