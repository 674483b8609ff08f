import type { IncomingMessage, ServerResponse } from 'node:http';

/** What any program on this machine may send to a port must never end the service behind it. */

/** The path of the request without its query, or null when its address is none (`//`). */
export function pathOf({ url = '/' }: IncomingMessage): string | null {
  return URL.parse(url, 'http://127.0.0.1')?.pathname ?? null;
}

/** The other side may vanish or break the protocol at any time: then `close` follows, which its owner hears. Unheard, the error would end the process. */
export function outlive(line: { on(event: 'error', listener: () => void): unknown }): void {
  line.on('error', () => {});
}

/** Ends an answer that went wrong half-way. */
export function breakOff(response: ServerResponse, headers: Readonly<Record<string, string>>): void {
  if (response.headersSent) response.destroy();
  else response.writeHead(500, headers).end();
}
