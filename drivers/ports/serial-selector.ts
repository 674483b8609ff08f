import { readdir, readFile, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Clock } from '#kernel/clock.ts';
import { err, ok, type Result } from '#kernel/result.ts';
import type { ChannelError } from './byte-channel.ts';
import type { UsbSelector } from './device-uri.ts';
import { nativeCall, OPEN_LIMIT_MS } from './native-call.ts';

export interface SerialPortFacts {
  readonly path: string;
  readonly vendorId: number;
  readonly productId: number;
  readonly serialNumber: string | undefined;
  /** `1-2.4` on Linux, the location text of the driver elsewhere. */
  readonly port: string | undefined;
}

/** The path that the selected USB serial port has at this moment; it may change at every re-plug. */
export async function findSerialPort(usb: UsbSelector, clock: Clock): Promise<Result<string, ChannelError>> {
  const listed = await nativeCall(clock, OPEN_LIMIT_MS, 'list of serial ports', listUsbSerialPorts);
  return listed.ok ? chooseSerialPort(usb, listed.value) : listed;
}

/** Exactly one port must fit; several are an error that lists them, so that nobody reads another window's card. */
export function chooseSerialPort(usb: UsbSelector, ports: readonly SerialPortFacts[]): Result<string, ChannelError> {
  const fitting = ports.filter(
    (port) =>
      port.vendorId === usb.vendorId &&
      port.productId === usb.productId &&
      (usb.serialNumber === undefined || port.serialNumber === usb.serialNumber) &&
      (usb.port === undefined || port.port === usb.port),
  );
  const [only] = fitting;
  const wanted = describeSelector(usb);
  if (!only) return err({ kind: 'not-found', detail: `no serial port of USB device ${wanted} is plugged in` });
  if (fitting.length === 1) return ok(only.path);
  const choices = fitting.map((port) => `${port.path} (port=${port.port ?? '?'}, serial=${port.serialNumber ?? 'none'})`).join(', ');
  return err({ kind: 'bad-address', detail: `USB device ${wanted} fits ${fitting.length} serial ports, add port= or serial=: ${choices}` });
}

export function describeSelector(usb: UsbSelector): string {
  const hex = (id: number): string => id.toString(16).padStart(4, '0');
  const more = [usb.serialNumber && `serial ${usb.serialNumber}`, usb.port && `port ${usb.port}`].filter(Boolean).join(', ');
  return `${hex(usb.vendorId)}:${hex(usb.productId)}${more ? ` (${more})` : ''}`;
}

function listUsbSerialPorts(): Promise<SerialPortFacts[]> {
  return process.platform === 'linux' ? listFromSysfs('/sys') : listFromBinding();
}

/** Linux: from sysfs, because `SerialPort.list()` needs udevadm there and does not know the socket. */
export async function listFromSysfs(root: string): Promise<SerialPortFacts[]> {
  const ttys = join(root, 'class/tty');
  const names = await readdir(ttys).catch(() => []);
  const facts = await Promise.all(names.map((name) => factsOfTty(join(ttys, name), name)));
  return facts.filter((fact) => fact !== undefined);
}

async function factsOfTty(place: string, name: string): Promise<SerialPortFacts | undefined> {
  const device = await realpath(join(place, 'device')).catch(() => undefined);
  const port = device && /\/(\d+-\d+(?:\.\d+)*):\d+\.\d+(?:\/|$)/.exec(device)?.[1];
  if (!device || !port) return undefined;
  let usb = device;
  while (usb !== '/' && !usb.endsWith(`/${port}`)) usb = dirname(usb);
  const text = async (file: string): Promise<string | undefined> => (await readFile(join(usb, file), 'utf8').catch(() => undefined))?.trim();
  const [vendor, product, serialNumber] = await Promise.all([text('idVendor'), text('idProduct'), text('serial')]);
  if (!vendor || !product) return undefined;
  return { path: `/dev/${name}`, vendorId: Number.parseInt(vendor, 16), productId: Number.parseInt(product, 16), serialNumber, port };
}

async function listFromBinding(): Promise<SerialPortFacts[]> {
  const { SerialPort } = await import('serialport');
  return (await SerialPort.list())
    .filter((port) => port.vendorId && port.productId)
    .map((port) => ({
      path: port.path,
      vendorId: Number.parseInt(port.vendorId!, 16),
      productId: Number.parseInt(port.productId!, 16),
      serialNumber: port.serialNumber,
      port: port.locationId,
    }));
}
