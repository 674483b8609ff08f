import { readFileSync } from 'node:fs';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import { WebSocket } from 'ws';
import type { kioskContract } from '#contracts/terminal/kiosk-contract.ts';

export interface KioskPage {
  readonly client: ContractRouterClient<typeof kioskContract>;
  close(): void;
}

/** What the kiosk's page does, without a browser: exchanges the launch token for a cookie and opens the WebSocket. */
export async function openKioskPage(launchPage: string): Promise<KioskPage> {
  const html = readFileSync(launchPage, 'utf8');
  const origin = /action="([^"]+)\/launch"/.exec(html)![1]!;
  const token = /name="token" value="([^"]+)"/.exec(html)![1]!;
  const launched = await fetch(`${origin}/launch`, { method: 'POST', body: new URLSearchParams({ surface: 'kiosk', token }) });
  const cookie = launched.headers.getSetCookie()[0]!.split(';')[0]!;
  const socket = new WebSocket(`${origin.replace('http', 'ws')}/rpc/kiosk`, { headers: { origin, cookie } });
  socket.binaryType = 'arraybuffer';
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  return {
    // The library's link speaks to any socket with the browser's methods; the types of ws differ in details it does not use.
    client: createORPCClient(new RPCLink({ websocket: socket as unknown as globalThis.WebSocket })),
    close: () => socket.close(),
  };
}
