import type { Clock } from '#kernel/clock.ts';
import { exhaustive } from '#kernel/exhaustive.ts';
import { err, ok, type Result } from '#kernel/result.ts';
import type { ByteChannel, ChannelError } from './byte-channel.ts';
import { parseDeviceUri, type DeviceUri } from './device-uri.ts';
import { HidChunkChannel } from './hid-chunk-channel.ts';
import { MessageByteChannel } from './message-byte-channel.ts';
import type { MessageChannel } from './message-channel.ts';

export interface OpenOptions {
  readonly clock: Clock;
  /** What `sim:<name>` opens. Only a composition root (demonstration, shell, test) passes any. */
  readonly simulators?: Simulators;
}

/** By name; the parameters are those after `?` in the address. */
export type Simulators = Readonly<Record<string, (parameters: ReadonlyMap<string, string>) => Promise<Result<ByteChannel, ChannelError>>>>;

/** Opens what `uri` names as a stream of bytes. Selectors are resolved anew at each call. Native modules load on first use. */
export async function openByteChannel(uri: string, options: OpenOptions): Promise<Result<ByteChannel, ChannelError>> {
  const parsed = parseDeviceUri(uri);
  return parsed.ok ? openBytes(parsed.value, options) : parsed;
}

/** Opens what `uri` names as a channel of whole messages: HID reports or USB bulk transfers. */
export async function openMessageChannel(uri: string, options: OpenOptions): Promise<Result<MessageChannel, ChannelError>> {
  const parsed = parseDeviceUri(uri);
  if (!parsed.ok) return parsed;
  const device = parsed.value;
  if (device.scheme === 'hid') return (await import('./hid-channel.ts')).openHid(device, options.clock);
  if (device.scheme === 'usb') return (await import('./usb-open.ts')).openUsb(device, options.clock);
  return err({ kind: 'bad-address', detail: `"${uri}" is a stream of bytes, not a channel of messages such as hid: or usb:` });
}

async function openBytes(device: DeviceUri, { clock, simulators }: OpenOptions): Promise<Result<ByteChannel, ChannelError>> {
  switch (device.scheme) {
    case 'serial':
      return (await import('./serial-channel.ts')).openSerial(device, clock);
    case 'tcp':
      return (await import('./tcp-channel.ts')).openTcp(device.host, device.port, clock);
    case 'lp':
      return (await import('./printer-file-channel.ts')).openPrinterFile(device.path, clock);
    case 'usb': {
      const opened = await (await import('./usb-open.ts')).openUsb(device, clock);
      return opened.ok ? ok(new MessageByteChannel(opened.value)) : opened;
    }
    case 'hid': {
      const opened = await (await import('./hid-channel.ts')).openHid(device, clock);
      return opened.ok ? ok(new HidChunkChannel(opened.value, clock)) : opened;
    }
    case 'sim': {
      const open = simulators?.[device.name];
      if (open) return open(device.parameters);
      const known = Object.keys(simulators ?? {}).join(', ') || 'none here';
      return err({ kind: 'not-found', detail: `no simulator "${device.name}" (known: ${known})` });
    }
    default:
      return exhaustive(device, 'device address');
  }
}
