import { createServer } from 'node:tls';
import type { AddressInfo } from 'node:net';
import { unwrap } from '#kernel/result.ts';
import { openByteChannel } from '#drivers/ports/open-channel.ts';
import type { ByteChannel } from '#drivers/ports/byte-channel.ts';
import { serverCertificate } from '#hall-server/keys/server-certificate.ts';
import { machineClock } from '#offline-cache/machine-clock.ts';
import { BenchPrinter } from './bench-printer.ts';
import { BenchReader } from './bench-reader.ts';
import type { DeviceAnswers, DeviceRequest, FromBench, FromDevices } from './device-messages.ts';

let printer: BenchPrinter | null = null;
let reader: BenchReader | null = null;

async function carryOut(request: DeviceRequest): Promise<DeviceAnswers[DeviceRequest['kind']]> {
  switch (request.kind) {
    case 'open-printer':
      printer = new BenchPrinter(await openEnd(request.at));
      return null;
    case 'await-ticket':
      printer!.awaitTicket();
      return null;
    case 'ticket-times':
      return printer!.times;
    case 'open-reader':
      reader = new BenchReader(await openEnd(request.at), request.baudRate);
      return null;
    case 'lay-card':
      return reader!.lay(request.afterMs);
    case 'card-times':
      return reader!.times;
    case 'open-pty-echo':
      echo(await openEnd(request.at));
      return null;
    case 'open-tls-echo':
      return { port: await listenTls(request.folder) };
    default:
      return request satisfies never;
  }
}

async function openEnd(at: string): Promise<ByteChannel> {
  return unwrap(await openByteChannel(`serial:${at}?baud=115200`, { clock: machineClock }));
}

function echo(channel: ByteChannel): void {
  const answer = Uint8Array.of(0x12, 0x12, 0x12, 0x12);
  channel.onData(() => void channel.write(answer));
}

async function listenTls(folder: string): Promise<number> {
  const { key, cert } = await serverCertificate(folder);
  const server = createServer({ key, cert }, (socket) => {
    socket.setNoDelay(true);
    socket.on('error', () => socket.destroy());
    socket.pipe(socket);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return (server.address() as AddressInfo).port;
}

function tell(message: FromDevices): void {
  process.send!(message);
}

process.on('message', ({ id, request }: FromBench) => {
  carryOut(request).then(
    (answer) => tell({ id, answer }),
    (error: unknown) => tell({ id, fault: String(error) }),
  );
});
// The bench died: nobody is left to work for.
process.on('disconnect', () => process.exit(0));
