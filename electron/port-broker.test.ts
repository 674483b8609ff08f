import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import vm from 'node:vm';
import { describe, expect, it } from 'vitest';
import type { Surface } from '#contracts/terminal/common.ts';
import { HAND_OVER_PORT, REQUEST_PORT } from './channel-names.ts';
import { brokerPorts, type BrokerParts } from './port-broker.ts';

function broker() {
  const ipc = new EventEmitter();
  const connected: { surface: Surface; port: unknown }[] = [];
  const refused: string[] = [];
  let made = 0;
  const { admit } = brokerPorts({
    ipc: ipc as unknown as BrokerParts['ipc'],
    newChannel: () => {
      made += 1;
      return { port1: `service ${made}`, port2: `page ${made}` } as never;
    },
    connect: (surface, port) => connected.push({ surface, port }),
    refused: (url) => refused.push(url),
  });
  const page = (id: number) => {
    const sent: unknown[] = [];
    const contents = Object.assign(new EventEmitter(), { id, postMessage: (...given: unknown[]) => sent.push(given) });
    const ask = (frame: { url: string; parent: object | null } | null = { url: 'app://terminal/kiosk.html', parent: null }): void => {
      ipc.emit(REQUEST_PORT, { sender: contents, senderFrame: frame });
    };
    return { contents: contents as unknown as Parameters<typeof admit>[0] & EventEmitter, ask, sent };
  };
  return { admit, page, connected, refused };
}

describe('the broker of ports', () => {
  it('gives a page one end and the service the other, for the surface of its window only', () => {
    const { admit, page, connected } = broker();
    const [kiosk, board] = [page(1), page(2)];
    admit(kiosk.contents, 'kiosk');
    admit(board.contents, 'board');
    kiosk.ask();
    board.ask();
    kiosk.ask();
    expect(connected).toEqual([
      { surface: 'kiosk', port: 'service 1' },
      { surface: 'board', port: 'service 2' },
      { surface: 'kiosk', port: 'service 3' },
    ]);
    expect(kiosk.sent).toEqual([
      [HAND_OVER_PORT, null, ['page 1']],
      [HAND_OVER_PORT, null, ['page 3']],
    ]);
    expect(board.sent).toEqual([[HAND_OVER_PORT, null, ['page 2']]]);
  });

  it.each([
    ['a frame inside the page', { url: 'app://terminal/kiosk.html', parent: {} }],
    ['a page from elsewhere', { url: 'https://example.com/', parent: null }],
    ['a frame that is gone', null],
  ])('gives nothing to %s', (_, frame) => {
    const { admit, page, connected, refused } = broker();
    const kiosk = page(1);
    admit(kiosk.contents, 'kiosk');
    kiosk.ask(frame);
    expect([connected, kiosk.sent]).toEqual([[], []]);
    expect(refused).toHaveLength(1);
  });

  it('gives nothing to contents it was not told of, or no more', () => {
    const { admit, page, connected, refused } = broker();
    const [stranger, gone] = [page(7), page(8)];
    admit(gone.contents, 'kiosk');
    gone.contents.emit('destroyed');
    stranger.ask();
    gone.ask();
    expect(connected).toEqual([]);
    expect(refused).toHaveLength(2);
  });
});

describe('the preload script', () => {
  function load() {
    const heard = new EventEmitter();
    const sent: unknown[] = [];
    const posted: unknown[] = [];
    const exposed: Record<string, Record<string, (...given: unknown[]) => void>> = {};
    const electron = {
      ipcRenderer: { on: heard.on.bind(heard), send: (...given: unknown[]) => sent.push(given) },
      contextBridge: { exposeInMainWorld: (name: string, what: never) => (exposed[name] = what) },
    };
    const required: string[] = [];
    const require = (name: string): unknown => {
      required.push(name);
      return electron;
    };
    const context = vm.createContext({ require, postMessage: (...given: unknown[]) => posted.push(given) });
    vm.runInContext(readFileSync(path.join(import.meta.dirname, 'preload.cjs'), 'utf8'), context);
    return { heard, sent, posted, exposed, required };
  }

  it('offers the page one function and nothing of Electron', () => {
    const { exposed, required } = load();
    expect(Object.keys(exposed)).toEqual(['yichuangHost']);
    expect(Object.keys(exposed['yichuangHost']!)).toEqual(['requestPort']);
    expect(required).toEqual(['electron']);
  });

  it('asks on the channel the broker listens on, without passing on what the page gives', () => {
    const { exposed, sent } = load();
    exposed['yichuangHost']!['requestPort']!('something', { else: true });
    expect(sent).toEqual([[REQUEST_PORT]]);
  });

  it('hands the port it gets to its own page', () => {
    const { heard, posted } = load();
    heard.emit(HAND_OVER_PORT, { ports: ['page 1'] });
    expect(posted).toEqual([['yichuang:port', '*', ['page 1']]]);
  });
});
