import { createServer, type Server } from 'node:net';
import type { Clock } from '#kernel/clock.ts';
import { err, ok, type Result } from '#kernel/result.ts';
import { TcpChannel } from '#drivers/ports/tcp-channel.ts';
import type { PrinterSimulator } from './printer-simulator.ts';

export interface ListeningPrinter {
  /** The port it listens on; of use when 0 was asked for. */
  readonly port: number;
  close(): Promise<void>;
}

/** Puts a simulated printer on a TCP port, as network printers listen on 9100. The newest connection has the machine. */
export function listenTcp(printer: PrinterSimulator, host: string, port: number, clock: Clock): Promise<Result<ListeningPrinter, string>> {
  return new Promise((resolve) => {
    const channels = new Set<TcpChannel>();
    const server = createServer((socket) => {
      const channel = new TcpChannel(socket, `tcp client ${socket.remoteAddress}:${socket.remotePort}`, clock);
      channels.add(channel);
      socket.once('close', () => channels.delete(channel));
      printer.attach(channel);
    });
    server.once('error', (error) => resolve(err(`cannot listen on ${host}:${port}: ${error.message}`)));
    server.listen(port, host, () => {
      resolve(ok({ port: portOf(server, port), close: () => closeAll(server, channels) }));
    });
  });
}

function portOf(server: Server, asked: number): number {
  const address = server.address();
  return typeof address === 'object' && address ? address.port : asked;
}

async function closeAll(server: Server, channels: ReadonlySet<TcpChannel>): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  await Promise.all(Array.from(channels, (channel) => channel.close()));
  await closed;
}
