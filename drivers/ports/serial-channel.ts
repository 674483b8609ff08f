import { read as readFile } from 'node:fs';
import { promisify } from 'node:util';
import type { SerialPort } from 'serialport';
import type { Clock } from '#kernel/clock.ts';
import { Mutex } from '#kernel/mutex.ts';
import { err, ok, type Result } from '#kernel/result.ts';
import type { ByteChannel, ChannelEnd, ChannelError } from './byte-channel.ts';
import type { DeviceUri } from './device-uri.ts';
import { Inbox } from './inbox.ts';
import { CLOSE_LIMIT_MS, nativeCall, OPEN_LIMIT_MS, wireTimeMs, WRITE_LIMIT_MS } from './native-call.ts';
import { findSerialPort } from './serial-selector.ts';

type SerialUri = Extract<DeviceUri, { scheme: 'serial' }>;
type NativePort = Awaited<ReturnType<typeof SerialPort.binding.open>>;
/** The port of the serial binding on Linux and macOS, whose descriptor can be read directly. */
type UnixPort = NativePort & {
  readonly fd: number | null;
  readonly poller: { once(event: 'readable', ready: (error: Error | null) => void): unknown; stop(): void };
};

const readAsync = promisify(readFile);
const READ_BYTES = 4096;
/** How long the reading loop may take to notice that it shall end, before the descriptor is closed under it. */
const LOOP_END_MS = 200;

/** Opens a serial port exclusively, with `hupcl` off so that closing does not drop DTR and reset the device. */
export async function openSerial(uri: SerialUri, clock: Clock): Promise<Result<ByteChannel, ChannelError>> {
  const found = uri.at.kind === 'path' ? ok(uri.at.path) : await findSerialPort(uri.at.usb, clock);
  if (!found.ok) return found;
  const path = found.value;
  const opened = await nativeCall(
    clock,
    OPEN_LIMIT_MS,
    `serial port ${path}`,
    async (): Promise<NativePort> => {
      const { SerialPort } = await import('serialport');
      return SerialPort.binding.open({
        path,
        baudRate: uri.baudRate,
        dataBits: uri.dataBits,
        parity: uri.parity,
        stopBits: uri.stopBits,
        rtscts: uri.flow === 'rtscts',
        xon: uri.flow === 'xonxoff',
        xoff: uri.flow === 'xonxoff',
        hupcl: false,
        lock: true,
      });
    },
    (late) => void late.close().catch(() => {}),
  );
  if (!opened.ok) return opened;
  // Pseudo-terminals and some USB adapters have no modem lines (ENOTTY): the levels are a wish, not a condition.
  await nativeCall(clock, CLOSE_LIMIT_MS, path, () => opened.value.set({ dtr: uri.dtr, rts: uri.rts, brk: false, cts: false, dsr: false }));
  return ok(new SerialChannel(opened.value, path, uri.baudRate, clock));
}

class SerialChannel implements ByteChannel {
  readonly baudRate: number;
  readonly #port: NativePort;
  readonly #path: string;
  readonly #clock: Clock;
  readonly #inbox = new Inbox<Uint8Array>();
  readonly #writing = new Mutex();
  readonly #loop: Promise<void>;
  #closing: Promise<void> | undefined;

  constructor(port: NativePort, path: string, baudRate: number, clock: Clock) {
    this.#port = port;
    this.#path = path;
    this.baudRate = baudRate;
    this.#clock = clock;
    // Reading starts at once and never pauses: without an outstanding read an unplug is not reported at all.
    this.#loop = this.#readUntilEnd();
  }

  write(bytes: Uint8Array): Promise<Result<void, ChannelError>> {
    return this.#writing.withLock(async () => {
      if (this.#inbox.end) return err({ kind: 'closed', detail: `serial port ${this.#path} is closed` });
      const limit = WRITE_LIMIT_MS + wireTimeMs(bytes.length, this.baudRate);
      const written = await nativeCall(this.#clock, limit, `serial port ${this.#path}`, () => this.#port.write(Buffer.from(bytes)));
      if (!written.ok && written.error.kind !== 'timed-out') this.#lose(written.error.detail);
      return written.ok ? ok() : written;
    });
  }

  onData(receive: (chunk: Uint8Array) => void): void {
    this.#inbox.onItem(receive);
  }

  onEnd(ended: (reason: ChannelEnd) => void): void {
    this.#inbox.onEnd(ended);
  }

  close(): Promise<void> {
    this.#inbox.finish({ kind: 'closed' });
    return this.#closeNative();
  }

  #closeNative(): Promise<void> {
    this.#closing ??= (async () => {
      if (isUnixPort(this.#port)) {
        this.#port.poller.stop();
        await nativeCall(this.#clock, LOOP_END_MS, this.#path, () => this.#loop);
      }
      await nativeCall(this.#clock, CLOSE_LIMIT_MS, this.#path, () => this.#port.close());
    })();
    return this.#closing;
  }

  #lose(detail: string): void {
    if (this.#inbox.end) return;
    this.#inbox.finish({ kind: 'lost', detail });
    void this.#closeNative();
  }

  async #readUntilEnd(): Promise<void> {
    const buffer = Buffer.alloc(READ_BYTES);
    const readOnce = isUnixPort(this.#port) ? () => readUnix(this.#port as UnixPort, buffer) : () => readNative(this.#port, buffer);
    while (!this.#inbox.end) {
      try {
        const count = await readOnce();
        if (count === 0) return this.#lose(`serial port ${this.#path}: the line hung up`);
        this.#inbox.deliver(Uint8Array.from(buffer.subarray(0, count)));
      } catch (error) {
        return this.#lose(`serial port ${this.#path}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  }
}

function isUnixPort(port: NativePort): port is UnixPort {
  return 'poller' in port && 'fd' in port;
}

async function readNative(port: NativePort, buffer: Buffer): Promise<number> {
  return (await port.read(buffer, 0, buffer.length)).bytesRead;
}

/**
 * The binding's own read takes 0 bytes, which on a terminal line means "hung up", for "try again" and spins at full
 * load without ever telling; it happens whenever the line goes away between two reads. Hence our own.
 */
async function readUnix(port: UnixPort, buffer: Buffer): Promise<number> {
  for (;;) {
    if (port.fd === null) throw new Error('closed');
    try {
      return (await readAsync(port.fd, buffer, 0, buffer.length, null)).bytesRead;
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      if (code !== 'EAGAIN' && code !== 'EWOULDBLOCK' && code !== 'EINTR') throw error;
    }
    await new Promise<void>((resolve, reject) => {
      port.poller.once('readable', (error) => (error ? reject(error) : resolve()));
    });
  }
}
