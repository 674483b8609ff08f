import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { sleep, type CancelTimer, type Clock } from '#kernel/clock.ts';
import { Mutex } from '#kernel/mutex.ts';
import { err, ok, type Result } from '#kernel/result.ts';
import type { ByteChannel, ChannelEnd, ChannelError } from './byte-channel.ts';
import { channelErrorOf } from './channel-error.ts';
import { Inbox } from './inbox.ts';
import { CLOSE_LIMIT_MS, nativeCall, OPEN_LIMIT_MS } from './native-call.ts';

/** A printer that is out of paper takes no bytes; the caller must hear of it and ask for the status. */
const STALL_LIMIT_MS = 5000;
/** Pause between two attempts while the device takes or gives nothing. */
const RETRY_MS = 20;

/** Opens a printer device file such as `/dev/usb/lp0` without blocking a thread on it; write-only when it cannot be read. */
export async function openPrinterFile(path: string, clock: Clock): Promise<Result<ByteChannel, ChannelError>> {
  const { O_RDWR, O_WRONLY, O_NONBLOCK, O_APPEND } = constants;
  const flags = (O_NONBLOCK ?? 0) | O_APPEND;
  const where = `printer device ${path}`;
  const drop = (late: FileHandle): void => void late.close().catch(() => {});
  let opened = await nativeCall(clock, OPEN_LIMIT_MS, where, () => open(path, O_RDWR | flags), drop);
  if (!opened.ok && opened.error.kind === 'no-permission') {
    opened = await nativeCall(clock, OPEN_LIMIT_MS, where, () => open(path, O_WRONLY | flags), drop);
    return opened.ok ? ok(new PrinterFileChannel(opened.value, where, clock, false)) : opened;
  }
  if (!opened.ok) return opened;
  // A plain file or a FIFO would give our own bytes back.
  const readable = (await opened.value.stat()).isCharacterDevice();
  return ok(new PrinterFileChannel(opened.value, where, clock, readable));
}

class PrinterFileChannel implements ByteChannel {
  readonly baudRate = undefined;
  readonly #file: FileHandle;
  readonly #where: string;
  readonly #clock: Clock;
  readonly #inbox = new Inbox<Uint8Array>();
  readonly #writing = new Mutex();
  #cancelRead: CancelTimer = () => {};

  constructor(file: FileHandle, where: string, clock: Clock, readable: boolean) {
    this.#file = file;
    this.#where = where;
    this.#clock = clock;
    if (readable) this.#readLater();
  }

  write(bytes: Uint8Array): Promise<Result<void, ChannelError>> {
    return this.#writing.withLock(async () => {
      let sent = 0;
      let deadline = this.#clock.monotonic() + STALL_LIMIT_MS;
      while (sent < bytes.length) {
        if (this.#inbox.end) return err({ kind: 'closed', detail: `${this.#where} is closed` });
        try {
          const { bytesWritten } = await this.#file.write(bytes, sent);
          sent += bytesWritten;
          if (bytesWritten > 0) deadline = this.#clock.monotonic() + STALL_LIMIT_MS;
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return err(this.#lose(error));
          if (this.#clock.monotonic() >= deadline) {
            return err({ kind: 'timed-out', detail: `${this.#where}: took ${sent} of ${bytes.length} bytes, then none for ${STALL_LIMIT_MS} ms` });
          }
          await sleep(this.#clock, RETRY_MS);
        }
      }
      return ok();
    });
  }

  onData(receive: (chunk: Uint8Array) => void): void {
    this.#inbox.onItem(receive);
  }

  onEnd(ended: (reason: ChannelEnd) => void): void {
    this.#inbox.onEnd(ended);
  }

  async close(): Promise<void> {
    if (this.#inbox.end?.kind === 'closed') return;
    this.#inbox.finish({ kind: 'closed' });
    this.#cancelRead();
    await nativeCall(this.#clock, CLOSE_LIMIT_MS, this.#where, () => this.#file.close());
  }

  #lose(error: unknown): ChannelError {
    const known = channelErrorOf(error, this.#where);
    this.#inbox.finish({ kind: 'lost', detail: known.detail });
    this.#cancelRead();
    return known.kind === 'not-found' ? { kind: 'lost', detail: known.detail } : known;
  }

  #readLater(): void {
    this.#cancelRead = this.#clock.after(RETRY_MS, () => void this.#readOnce());
  }

  async #readOnce(): Promise<void> {
    const buffer = new Uint8Array(256);
    try {
      const { bytesRead } = await this.#file.read(buffer, 0, buffer.length);
      if (bytesRead > 0) this.#inbox.deliver(buffer.slice(0, bytesRead));
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      // EINVAL: a unidirectional printer; it can still print.
      if (code === 'EINVAL') return;
      if (code !== 'EAGAIN') {
        this.#lose(error);
        return;
      }
    }
    if (!this.#inbox.end) this.#readLater();
  }
}
