import type { Device, InEndpoint, Interface, OutEndpoint, Transfer } from 'usb';
import type { CancelTimer, Clock } from '#kernel/clock.ts';
import { Mutex } from '#kernel/mutex.ts';
import { err, ok, type Result } from '#kernel/result.ts';
import type { ChannelEnd, ChannelError } from './byte-channel.ts';
import { channelErrorOf } from './channel-error.ts';
import { Inbox } from './inbox.ts';
import type { MessageChannel } from './message-channel.ts';
import { CLOSE_LIMIT_MS, nativeCall, WRITE_LIMIT_MS } from './native-call.ts';

/** Time for the device to take a transfer, in milliseconds. */
const OUT_LIMIT_MS = 1000;
/**
 * A short packet ends a reply, by the rules of USB. For devices that send a reply in several short parts the pipe is read once more after this
 * time, which is longer than any pause between polls: a device that keeps the rules never sees such a read.
 */
const MORE_AFTER_MS = 150;

/** An opened USB device with one claimed interface and its pair of bulk pipes. */
export interface UsbPipes {
  readonly device: Device;
  readonly interface: Interface;
  readonly in: InEndpoint;
  readonly out: OutEndpoint;
}

/**
 * Bulk transfers of a half-duplex device. The IN pipe is read from each request on until the next one: such devices
 * never speak first, and a request that waits in front of no transfer reaches them faster. Packets are read one by one,
 * since a reply of whole packets need not end with an empty one.
 */
export class UsbChannel implements MessageChannel {
  readonly maxMessageBytes: number;
  readonly #pipes: UsbPipes;
  readonly #where: string;
  readonly #clock: Clock;
  readonly #inbox = new Inbox<Uint8Array>();
  readonly #sending = new Mutex();
  #pending: { readonly transfer: Transfer; readonly done: Promise<void> } | undefined;
  #cancelMore: CancelTimer = () => {};

  constructor(pipes: UsbPipes, where: string, clock: Clock) {
    this.#pipes = pipes;
    this.#where = where;
    this.#clock = clock;
    this.maxMessageBytes = pipes.out.descriptor.wMaxPacketSize;
    pipes.out.timeout = OUT_LIMIT_MS;
  }

  send(message: Uint8Array): Promise<Result<void, ChannelError>> {
    return this.#sending.withLock(async () => {
      if (this.#inbox.end) return err({ kind: 'closed', detail: `${this.#where} is closed` });
      await this.#stopReading();
      const sent = await nativeCall(this.#clock, WRITE_LIMIT_MS, this.#where, () => {
        return new Promise<void>((resolve, reject) => {
          this.#pipes.out.transfer(Buffer.from(message), (error) => (error ? reject(error) : resolve()));
        });
      });
      if (!sent.ok) {
        if (sent.error.kind === 'lost' || sent.error.kind === 'not-found') this.#lose(sent.error.detail);
        return sent;
      }
      this.#readOne(false);
      return ok();
    });
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

  #closing: Promise<void> | undefined;

  #closeNative(): Promise<void> {
    this.#closing ??= (async () => {
      await this.#stopReading();
      await nativeCall(this.#clock, CLOSE_LIMIT_MS, this.#where, () => this.#pipes.interface.releaseAsync());
      await nativeCall(this.#clock, CLOSE_LIMIT_MS, this.#where, async () => this.#pipes.device.close());
    })();
    return this.#closing;
  }

  #lose(detail: string): void {
    this.#inbox.finish({ kind: 'lost', detail });
    void this.#closeNative();
  }

  /** `optional`: nothing need come any more, so a refused transfer is no news unless the device itself is gone. */
  #readOne(optional: boolean): void {
    const packet = this.#pipes.in.descriptor.wMaxPacketSize;
    let finished = (): void => {};
    const done = new Promise<void>((resolve) => (finished = resolve));
    const transfer = this.#pipes.in.makeTransfer(0, (error, buffer, length) => {
      this.#pending = undefined;
      finished();
      if (this.#inbox.end) return;
      if (error) return this.#readFailed(error, optional);
      if (length > 0) this.#inbox.deliver(Uint8Array.from(buffer.subarray(0, length)));
      if (length === packet) this.#readOne(optional);
      else this.#cancelMore = this.#clock.after(MORE_AFTER_MS, () => this.#readOne(true));
    });
    this.#pending = { transfer, done };
    try {
      transfer.submit(Buffer.alloc(packet));
    } catch (error) {
      this.#pending = undefined;
      finished();
      this.#readFailed(error, optional);
    }
  }

  #readFailed(error: unknown, optional: boolean): void {
    const text = error instanceof Error ? error.message : String(error);
    if (/CANCELLED/.test(text)) return;
    if (optional && !/NO_DEVICE/.test(text)) return;
    this.#lose(channelErrorOf(error, this.#where).detail);
  }

  async #stopReading(): Promise<void> {
    this.#cancelMore();
    const pending = this.#pending;
    if (!pending) return;
    try {
      pending.transfer.cancel();
    } catch {
      // Already on its way back: `done` tells.
    }
    await nativeCall(this.#clock, CLOSE_LIMIT_MS, this.#where, () => pending.done);
  }
}
