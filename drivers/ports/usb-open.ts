import type { Device, Endpoint, InEndpoint, Interface, OutEndpoint } from 'usb';
import type { Clock } from '#kernel/clock.ts';
import { err, type Result } from '#kernel/result.ts';
import type { ChannelError } from './byte-channel.ts';
import type { DeviceUri, UsbSelector } from './device-uri.ts';
import type { MessageChannel } from './message-channel.ts';
import { nativeCall, OPEN_LIMIT_MS } from './native-call.ts';
import { describeSelector } from './serial-selector.ts';
import { UsbChannel, type UsbPipes } from './usb-channel.ts';

type UsbUri = Extract<DeviceUri, { scheme: 'usb' }>;

/** `bmAttributes` bits 1…0 of an endpoint descriptor (USB 2.0 table 9-13): 2 is bulk. */
const TRANSFER_TYPE_MASK = 3;
const TRANSFER_TYPE_BULK = 2;

/** Opens a USB device by its bulk pipes, taken from the descriptor. libusb is loaded here and not before. */
export async function openUsb(uri: UsbUri, clock: Clock): Promise<Result<MessageChannel, ChannelError>> {
  const where = `USB device ${describeSelector(uri.usb)}`;
  const opened = await nativeCall(
    clock,
    OPEN_LIMIT_MS,
    where,
    async () => {
      const { getDeviceList } = await import('usb');
      const device = await chooseDevice(getDeviceList(), uri.usb);
      return new UsbChannel(await openPipes(device, uri.interface), where, clock);
    },
    (late) => void late.close(),
  );
  return opened.ok ? opened : err({ ...opened.error, detail: opened.error.detail.replace(/ \((ENODEV|ENOTTY)\)/, '') });
}

async function chooseDevice(devices: readonly Device[], wanted: UsbSelector): Promise<Device> {
  const fitting: Device[] = [];
  for (const device of devices) {
    const { idVendor, idProduct } = device.deviceDescriptor;
    if (idVendor !== wanted.vendorId || idProduct !== wanted.productId) continue;
    if (wanted.port !== undefined && portOf(device) !== wanted.port) continue;
    if (wanted.serialNumber !== undefined && (await serialNumberOf(device)) !== wanted.serialNumber) continue;
    fitting.push(device);
  }
  const [only] = fitting;
  if (!only) throw new Error('no such device is plugged in (ENODEV)');
  if (fitting.length > 1) throw new Error(`${fitting.length} such devices are plugged in, add port= or serial= (ports: ${fitting.map(portOf).join(', ')}) (ENOTTY)`);
  return only;
}

/** `1-2.4`: bus, then the chain of hub ports. */
function portOf(device: Device): string {
  return `${device.busNumber}-${device.portNumbers.join('.')}`;
}

async function serialNumberOf(device: Device): Promise<string | undefined> {
  const index = device.deviceDescriptor.iSerialNumber;
  if (index === 0) return undefined;
  device.open();
  try {
    return await new Promise((resolve) => device.getStringDescriptor(index, (_error, value) => resolve(value)));
  } finally {
    device.close();
  }
}

async function openPipes(device: Device, wantedInterface: number | undefined): Promise<UsbPipes> {
  device.open();
  try {
    for (const candidate of device.interfaces ?? []) {
      if (wantedInterface !== undefined && candidate.interfaceNumber !== wantedInterface) continue;
      const input = bulkEndpoint(candidate, 'in');
      const output = bulkEndpoint(candidate, 'out');
      if (!input || !output) continue;
      takeFromKernel(candidate);
      candidate.claim();
      return { device, interface: candidate, in: input as InEndpoint, out: output as OutEndpoint };
    }
    throw new Error(wantedInterface === undefined ? 'has no pair of bulk pipes (ENOTTY)' : `interface ${wantedInterface} has no pair of bulk pipes (ENOTTY)`);
  } catch (error) {
    device.close();
    throw error;
  }
}

function bulkEndpoint(candidate: Interface, direction: 'in' | 'out'): Endpoint | undefined {
  return candidate.endpoints.find(
    (endpoint) => endpoint.direction === direction && (endpoint.descriptor.bmAttributes & TRANSFER_TYPE_MASK) === TRANSFER_TYPE_BULK,
  );
}

function takeFromKernel(candidate: Interface): void {
  try {
    if (candidate.isKernelDriverActive()) candidate.detachKernelDriver();
  } catch {
    // Not supported on this operating system, or no driver: claiming decides.
  }
}
