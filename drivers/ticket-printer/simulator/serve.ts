import type { Clock } from '#kernel/clock.ts';
import { err, ok, type Result } from '#kernel/result.ts';
import type { ByteChannel } from '#drivers/ports/byte-channel.ts';
import { parseDeviceUri } from '#drivers/ports/device-uri.ts';
import { openByteChannel } from '#drivers/ports/open-channel.ts';
import type { PrinterSimulator } from './printer-simulator.ts';
import { listenTcp } from './server.ts';

export interface ServedPrinter {
  /** Where a driver on the other side finds it. */
  readonly where: string;
  close(): Promise<void>;
}

/** Pause before the simulator's end of a serial line is taken again after it went away. */
const REOPEN_MS = 200;

/** Puts a simulated printer behind an address: listens on `tcp:`, opens its own end of a serial pair otherwise. */
export async function servePrinter(printer: PrinterSimulator, uri: string, clock: Clock): Promise<Result<ServedPrinter, string>> {
  const parsed = parseDeviceUri(uri);
  if (!parsed.ok) return err(parsed.error.detail);
  if (parsed.value.scheme === 'tcp') {
    const { host } = parsed.value;
    const listening = await listenTcp(printer, host, parsed.value.port, clock);
    return listening.ok ? ok({ where: `tcp:${host}:${listening.value.port}`, close: () => listening.value.close() }) : listening;
  }
  const first = await openByteChannel(uri, { clock });
  if (!first.ok) return err(`${first.error.kind}: ${first.error.detail}`);
  return ok(keepOpen(printer, uri, clock, first.value));
}

function keepOpen(printer: PrinterSimulator, uri: string, clock: Clock, first: ByteChannel): ServedPrinter {
  let current: ByteChannel | undefined;
  let closed = false;
  const take = (channel: ByteChannel): void => {
    current = channel;
    printer.attach(channel, () => {
      if (!closed) clock.after(REOPEN_MS, () => void again());
    });
  };
  const again = async (): Promise<void> => {
    if (closed) return;
    const opened = await openByteChannel(uri, { clock });
    if (opened.ok) take(opened.value);
    else clock.after(REOPEN_MS, () => void again());
  };
  take(first);
  return {
    where: uri,
    close: async () => {
      closed = true;
      await current?.close();
    },
  };
}
