import { execFileSync } from 'node:child_process';
import { createServer, type AddressInfo, type Server } from 'node:net';
import type { Clock } from '#kernel/clock.ts';
import type { ByteChannel } from '#drivers/ports/byte-channel.ts';
import { openByteChannel } from '#drivers/ports/open-channel.ts';
import { TcpChannel } from '#drivers/ports/tcp-channel.ts';
import { PtyPair } from './pty-pair.ts';

/** What hangs between a driver and its simulator; pulling it is losing the device. */
export interface DeviceCable {
  /** The address under which the driver finds the device; known once it was plugged. */
  readonly channel: string;
  readonly plugged: boolean;
  /** @param attach given the device's end, at once or at each new connection */
  plug(attach: (end: ByteChannel) => void): Promise<void>;
  unplug(): Promise<void>;
}

/** A serial line of two pseudo-terminals at 115200 baud. */
export class PtyCable implements DeviceCable {
  readonly #pair: PtyPair;
  readonly #clock: Clock;
  #end: ByteChannel | null = null;

  constructor(folder: string, name: string, clock: Clock) {
    this.#pair = new PtyPair(folder, name);
    this.#clock = clock;
  }

  get channel(): string {
    return `serial:${this.#pair.driverEnd}?baud=115200`;
  }

  get plugged(): boolean {
    return this.#pair.plugged;
  }

  async plug(attach: (end: ByteChannel) => void): Promise<void> {
    await this.#pair.plug();
    const opened = await openByteChannel(`serial:${this.#pair.deviceEnd}?baud=115200`, { clock: this.#clock });
    if (!opened.ok) throw new Error(`${this.#pair.deviceEnd}: ${opened.error.detail}`);
    this.#end = opened.value;
    attach(opened.value);
  }

  async unplug(): Promise<void> {
    await this.#pair.unplug();
    await this.#end?.close();
    this.#end = null;
  }
}

/** Where pseudo-terminals do not exist: the same bytes over a TCP connection on this machine. */
export class TcpCable implements DeviceCable {
  readonly #choosePort: () => Promise<number>;
  readonly #clock: Clock;
  readonly #ends = new Set<TcpChannel>();
  #port = 0;
  #server: Server | null = null;

  /** @param choosePort a free one, the same at every call, so that the driver finds the device again after a re-plug */
  constructor(choosePort: () => Promise<number>, clock: Clock) {
    this.#choosePort = choosePort;
    this.#clock = clock;
  }

  get channel(): string {
    return `tcp:127.0.0.1:${this.#port}`;
  }

  get plugged(): boolean {
    return this.#server !== null;
  }

  async plug(attach: (end: ByteChannel) => void): Promise<void> {
    if (this.#server) return;
    this.#port = await this.#choosePort();
    const server = createServer((socket) => {
      const end = new TcpChannel(socket, `client ${(socket.address() as AddressInfo).port}`, this.#clock);
      this.#ends.add(end);
      socket.once('close', () => this.#ends.delete(end));
      attach(end);
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.#port, '127.0.0.1', resolve);
    });
    this.#server = server;
  }

  async unplug(): Promise<void> {
    const server = this.#server;
    if (!server) return;
    this.#server = null;
    const closed = new Promise<void>((resolve) => {
      server.close(() => resolve());
    });
    await Promise.all(Array.from(this.#ends, (end) => end.close()));
    await closed;
  }
}

/** Whether cables can be pseudo-terminals here. */
export function hasPseudoTerminals(): boolean {
  if (process.platform === 'win32') return false;
  try {
    execFileSync('socat', ['-V'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
