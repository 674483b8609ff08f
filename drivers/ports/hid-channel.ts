import type { HIDAsync } from 'node-hid';
import type { Clock } from '#kernel/clock.ts';
import { err, ok, type Result } from '#kernel/result.ts';
import type { ChannelEnd, ChannelError } from './byte-channel.ts';
import type { DeviceUri } from './device-uri.ts';
import { Inbox } from './inbox.ts';
import type { MessageChannel } from './message-channel.ts';
import { CLOSE_LIMIT_MS, nativeCall, OPEN_LIMIT_MS, WRITE_LIMIT_MS } from './native-call.ts';
import { describeSelector } from './serial-selector.ts';

type HidUri = Extract<DeviceUri, { scheme: 'hid' }>;

/** Report size of full-speed HID devices, without the report id. */
const REPORT_BYTES = 64;
/** hidapi wants a report id in front of every output report; 0 stands for "this device has none" and is not sent. */
const NO_REPORT_ID = 0;

/** Opens a HID device without numbered reports. node-hid is loaded here, so that other devices work without libudev. */
export async function openHid(uri: HidUri, clock: Clock): Promise<Result<MessageChannel, ChannelError>> {
  const where = `HID device ${describeSelector(uri.usb)}`;
  return nativeCall(
    clock,
    OPEN_LIMIT_MS,
    where,
    async () => {
      const hid = (await import('node-hid')).default;
      if (process.platform === 'linux') hid.setDriverType('hidraw');
      // Listed whole and filtered here: hidapi's own filter misses devices whose USB parent it cannot see.
      const fitting = (await hid.devicesAsync()).filter(
        (device) =>
          device.vendorId === uri.usb.vendorId &&
          device.productId === uri.usb.productId &&
          (uri.usb.serialNumber === undefined || device.serialNumber === uri.usb.serialNumber) &&
          (uri.interface === undefined || device.interface === uri.interface) &&
          (uri.usb.port === undefined || device.path?.includes(uri.usb.port) === true),
      );
      // One interface may be listed once per usage; the path is what is opened.
      const paths = [...new Set(fitting.map((device) => device.path).filter((path) => path !== undefined))];
      if (paths.length > 1) throw new HidError('bad-address', `${paths.length} such devices are plugged in (${paths.join(', ')}), add serial= or interface=`);
      if (paths.length === 0) throw new HidError('not-found', 'no such device is plugged in');
      return new HidChannel(await openPath(hid.HIDAsync, paths[0]!), where, clock);
    },
    (late) => void late.close(),
  ).then((opened) => (opened.ok ? opened : err(sharpen(opened.error))));
}

/** Carries its kind in words that channel-error.ts knows how to sort. */
class HidError extends Error {
  constructor(kind: 'bad-address' | 'not-found', text: string) {
    super(kind === 'not-found' ? `${text} (ENODEV)` : `${text} (ENOTTY)`);
  }
}

async function openPath(open: typeof HIDAsync, path: string): Promise<HIDAsync> {
  if (process.platform === 'linux') {
    // hidapi says only "cannot open"; the operating system says why.
    const { access, constants } = await import('node:fs/promises');
    await access(path, constants.R_OK | constants.W_OK);
  }
  return open.open(path);
}

function sharpen(error: ChannelError): ChannelError {
  return { ...error, detail: error.detail.replace(/ \((ENODEV|ENOTTY)\)$/, '') };
}

class HidChannel implements MessageChannel {
  readonly maxMessageBytes = REPORT_BYTES;
  readonly #device: HIDAsync;
  readonly #where: string;
  readonly #clock: Clock;
  readonly #inbox = new Inbox<Uint8Array>();

  constructor(device: HIDAsync, where: string, clock: Clock) {
    this.#device = device;
    this.#where = where;
    this.#clock = clock;
    // A loaded system may hand over several reports in one read.
    device.on('data', (reports: Buffer) => {
      for (let at = 0; at < reports.length; at += REPORT_BYTES) this.#inbox.deliver(Uint8Array.from(reports.subarray(at, at + REPORT_BYTES)));
    });
    device.on('error', (error: unknown) => this.#lose(error instanceof Error ? error.message : String(error)));
  }

  async send(message: Uint8Array): Promise<Result<void, ChannelError>> {
    if (this.#inbox.end) return err({ kind: 'closed', detail: `${this.#where} is closed` });
    const report = Buffer.alloc(1 + REPORT_BYTES);
    report[0] = NO_REPORT_ID;
    report.set(message.subarray(0, REPORT_BYTES), 1);
    const sent = await nativeCall(this.#clock, WRITE_LIMIT_MS, this.#where, () => this.#device.write(report));
    if (sent.ok) return ok();
    // After enumeration a HID device fails a write for one reason only: it is gone.
    if (sent.error.kind !== 'timed-out') this.#lose(sent.error.detail);
    return sent;
  }

  onMessage(receive: (message: Uint8Array) => void): void {
    this.#inbox.onItem(receive);
  }

  onEnd(ended: (reason: ChannelEnd) => void): void {
    this.#inbox.onEnd(ended);
  }

  async close(): Promise<void> {
    this.#inbox.finish({ kind: 'closed' });
    await this.#closeNative();
  }

  #lose(detail: string): void {
    this.#inbox.finish({ kind: 'lost', detail: detail.startsWith(this.#where) ? detail : `${this.#where}: ${detail}` });
    void this.#closeNative();
  }

  #closing: Promise<unknown> | undefined;

  #closeNative(): Promise<unknown> {
    return (this.#closing ??= nativeCall(this.#clock, CLOSE_LIMIT_MS, this.#where, () => this.#device.close()));
  }
}
