import { MessageChannel } from 'node:worker_threads';
import { createORPCClient } from '@orpc/client';
import { RPCLink, type SupportedMessagePort } from '@orpc/client/message-port';
import type { ContractRouterClient } from '@orpc/contract';
import { implement } from '@orpc/server';
import { describe, expect, it } from 'vitest';
import { windowContract } from '#contracts/terminal/window-contract.ts';
import { attachElectronHost, type ParentPort } from './electron-host.ts';

function parentPort() {
  let listener: Parameters<ParentPort['on']>[1] = () => {};
  const parent: ParentPort = {
    on: (_event, listen) => {
      listener = listen;
    },
  };
  return { parent, send: (data: unknown, ports: SupportedMessagePort[]) => listener({ data, ports }) };
}

const os = implement(windowContract);
const router = os.router({
  watch: os.watch.handler(async function* () {}),
  next: os.next.handler(() => ({ outcome: 'done', label: 'A008' })),
  recall: os.recall.handler(() => ({ outcome: 'done', label: null })),
  finish: os.finish.handler(() => ({ outcome: 'done', label: null })),
  miss: os.miss.handler(() => ({ outcome: 'done', label: null })),
  setState: os.setState.handler(() => ({ outcome: 'done', label: null })),
  answerHelp: os.answerHelp.handler(() => ({ answered: true })),
  confirmNotice: os.confirmNotice.handler(() => ({ confirmed: true })),
});

describe('the Electron host', () => {
  it('answers a page over the port that main brokered for its surface', async () => {
    const { parent, send } = parentPort();
    attachElectronHost(parent, { window: router }, () => {});
    const { port1, port2 } = new MessageChannel();
    send({ kind: 'connect', surface: 'window' }, [port1]);
    port2.start();
    const client: ContractRouterClient<typeof windowContract> = createORPCClient(new RPCLink({ port: port2 }));
    expect(await client.next({ windowId: 'w3', key: '01900000-0000-7000-8000-000000000001', seenTicketId: null })).toEqual({ outcome: 'done', label: 'A008' });
    port1.close();
  });

  it.each([
    ['a surface this terminal does not have', { kind: 'connect', surface: 'kiosk' }],
    ['anything else', { kind: 'eval', code: '1' }],
    ['nothing', undefined],
  ])('refuses %s', (_what, message) => {
    const { parent, send } = parentPort();
    const notes: string[] = [];
    attachElectronHost(parent, { window: router }, ({ kind }) => notes.push(kind));
    const { port1 } = new MessageChannel();
    send(message, [port1]);
    port1.close();
    expect(notes).toEqual(['page-refused']);
  });
});
