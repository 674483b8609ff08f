import { createServer, type Server } from 'node:net';
import type { Clock } from '#kernel/clock.ts';
import { sleep } from '#kernel/clock.ts';
import { err, ok, type Result } from '#kernel/result.ts';
import type { ByteChannel, ChannelError } from '../../ports/byte-channel.ts';
import { channelErrorOf } from '../../ports/channel-error.ts';
import { parseDeviceUri } from '../../ports/device-uri.ts';
import { openByteChannel } from '../../ports/open-channel.ts';
import { TcpChannel } from '../../ports/tcp-channel.ts';
import type { SimulatedIdCardReader } from './simulator.ts';

export interface ServedReader {
  /** Where a driver finds it: the port chosen by the system for `tcp:…:0`-like addresses, else as given. */
  readonly uri: string;
  readonly close: () => Promise<void>;
}

/** Pause between two attempts to take the simulator's end of a serial line that went away. */
const REOPEN_MS = 200;

/**
 * Puts a simulated reader behind `uri`: it listens on a `tcp:` address, and opens the other end of a serial line
 * (a pseudo-terminal or a null-modem cable), again and again when the line goes away.
 */
export async function serveIdCardReader(reader: SimulatedIdCardReader, uri: string, clock: Clock): Promise<Result<ServedReader, ChannelError>> {
  const parsed = parseDeviceUri(uri);
  if (!parsed.ok) return parsed;
  if (parsed.value.scheme === 'tcp') return listen(reader, parsed.value.host, parsed.value.port, clock);
  const opened = await openByteChannel(uri, { clock });
  if (!opened.ok) return opened;
  return ok(keepOpen(reader, uri, clock, opened.value));
}

async function listen(reader: SimulatedIdCardReader, host: string, port: number, clock: Clock): Promise<Result<ServedReader, ChannelError>> {
  const channels = new Set<ByteChannel>();
  const server: Server = createServer((socket) => {
    const channel = new TcpChannel(socket, `client ${socket.remoteAddress}`, clock);
    channels.add(channel);
    socket.on('close', () => channels.delete(channel));
    reader.attach(channel);
  });
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, host, resolve);
    });
  } catch (error) {
    return err(channelErrorOf(error, `tcp ${host}:${port}`));
  }
  return ok({
    uri: `tcp:${host.includes(':') ? `[${host}]` : host}:${port}`,
    close: async () => {
      const closed = new Promise<void>((resolve) => void server.close(() => resolve()));
      await Promise.all([...channels].map((channel) => channel.close()));
      await closed;
    },
  });
}

function keepOpen(reader: SimulatedIdCardReader, uri: string, clock: Clock, first: ByteChannel): ServedReader {
  const stop = new AbortController();
  let current: ByteChannel | undefined;
  const run = async (): Promise<void> => {
    for (let next: ByteChannel | undefined = first; !stop.signal.aborted; ) {
      if (next) {
        current = next;
        const channel = next;
        await new Promise<void>((resolve) => {
          reader.attach({ ...bound(channel), onEnd: (told) => channel.onEnd((reason) => (told(reason), resolve())) });
        });
        await channel.close();
        current = undefined;
      }
      await sleep(clock, REOPEN_MS, stop.signal).catch(() => {});
      if (stop.signal.aborted) return;
      const opened = await openByteChannel(uri, { clock });
      next = opened.ok ? opened.value : undefined;
      if (stop.signal.aborted) await next?.close();
    }
  };
  const done = run();
  return {
    uri,
    close: async () => {
      stop.abort(new Error('stopped'));
      await current?.close();
      await done;
    },
  };
}

function bound(channel: ByteChannel): ByteChannel {
  return {
    write: (bytes) => channel.write(bytes),
    onData: (receive) => channel.onData(receive),
    onEnd: (ended) => channel.onEnd(ended),
    close: () => channel.close(),
    baudRate: channel.baudRate,
  };
}
