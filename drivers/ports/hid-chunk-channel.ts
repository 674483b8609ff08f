import { deferred, type Deferred } from '#kernel/deferred.ts';
import { TIMED_OUT, withTimeout, type Clock } from '#kernel/clock.ts';
import { Mutex } from '#kernel/mutex.ts';
import { err, ok, type Result } from '#kernel/result.ts';
import type { ByteChannel, ChannelEnd, ChannelError } from './byte-channel.ts';
import type { MessageChannel } from './message-channel.ts';

/** Payload of one report: byte 0 is its length, 63 bytes follow (DK reader, 0483:572B). */
const CHUNK_BYTES = 63;
/** Byte 0 of a report that asks for the next chunk of a longer request. */
const NEXT_CHUNK = 0xff;
/** A reader that does not ask for the next chunk within this time will not do it any more. */
const NEXT_CHUNK_MS = 500;

/** A byte stream over HID reports whose byte 0 says how many payload bytes follow. */
export class HidChunkChannel implements ByteChannel {
  readonly baudRate = undefined;
  readonly #messages: MessageChannel;
  readonly #clock: Clock;
  readonly #writing = new Mutex();
  #wanted: Deferred<void> | undefined;
  #ended = false;

  constructor(messages: MessageChannel, clock: Clock) {
    this.#messages = messages;
    this.#clock = clock;
  }

  write(bytes: Uint8Array): Promise<Result<void, ChannelError>> {
    return this.#writing.withLock(async () => {
      for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
        const last = at + CHUNK_BYTES >= bytes.length;
        // Registered before the chunk goes out: the reader may ask at once.
        const wanted = last ? undefined : deferred<void>();
        this.#wanted = wanted;
        const sent = await this.#messages.send(hidChunk(bytes.subarray(at, at + CHUNK_BYTES), this.#messages.maxMessageBytes));
        if (!sent.ok) return sent;
        if (wanted && (await withTimeout(this.#clock, NEXT_CHUNK_MS, wanted.promise)) === TIMED_OUT) {
          return err({ kind: 'timed-out', detail: `the HID device did not ask for the next chunk within ${NEXT_CHUNK_MS} ms` });
        }
        if (this.#ended) return err({ kind: 'closed', detail: 'the HID device is gone' });
      }
      return ok();
    });
  }

  onData(receive: (chunk: Uint8Array) => void): void {
    this.#messages.onMessage((report) => {
      const length = report[0] ?? 0;
      if (length === NEXT_CHUNK) this.#wanted?.resolve();
      // A length beyond the report is noise; the frame decoder above reports what is missing.
      else if (length > 0 && length < report.length) receive(report.slice(1, 1 + length));
    });
  }

  onEnd(ended: (reason: ChannelEnd) => void): void {
    this.#messages.onEnd((reason) => {
      this.#ended = true;
      this.#wanted?.resolve();
      ended(reason);
    });
  }

  close(): Promise<void> {
    return this.#messages.close();
  }
}

/** One report: length, payload, zeros up to the report's size. */
export function hidChunk(payload: Uint8Array, reportBytes: number): Uint8Array {
  const report = new Uint8Array(reportBytes);
  report[0] = payload.length;
  report.set(payload, 1);
  return report;
}
