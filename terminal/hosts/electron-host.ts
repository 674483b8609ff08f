import type { SupportedMessagePort } from '@orpc/client/message-port';
import { RPCHandler } from '@orpc/server/message-port';
import { z } from 'zod';
import { surface as surfaceSchema } from '#contracts/terminal/common.ts';
import type { SurfaceRouters } from '../rpc/routers.ts';

/** The side of Electron's `process.parentPort` that is used here; the runtime itself is not imported. */
export interface ParentPort {
  on(event: 'message', listener: (event: { readonly data: unknown; readonly ports: readonly SupportedMessagePort[] }) => void): unknown;
}

/** What main says when it brokers a page's port: which surface the page is. */
const connect = z.strictObject({ kind: z.literal('connect'), surface: surfaceSchema });

/**
 * Under Electron no port of the network is opened: main creates a pair of message ports per page, gives one to the
 * page and one to this process with the page's surface. A message that is anything else, or names a surface this
 * terminal does not have, is dropped and its ports stay unread.
 */
export function attachElectronHost(parent: ParentPort, routers: SurfaceRouters, note: (note: { readonly kind: 'page-attached' | 'page-refused' }) => void): void {
  const handlers = new Map(Object.entries(routers).map(([surface, router]) => [surface, new RPCHandler(router)]));
  parent.on('message', ({ data, ports }) => {
    const message = connect.safeParse(data);
    const handler = message.success ? handlers.get(message.data.surface) : undefined;
    const [port, ...more] = ports;
    if (!handler || !port || more.length > 0) return note({ kind: 'page-refused' });
    handler.upgrade(port);
    if ('start' in port && typeof port.start === 'function') port.start();
    note({ kind: 'page-attached' });
  });
}
