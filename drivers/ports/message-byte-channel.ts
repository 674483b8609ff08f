import { ok, type Result } from '#kernel/result.ts';
import type { ByteChannel, ChannelEnd, ChannelError } from './byte-channel.ts';
import type { MessageChannel } from './message-channel.ts';

/** A byte stream over messages that carry nothing but payload, such as USB bulk transfers. */
export class MessageByteChannel implements ByteChannel {
  readonly baudRate = undefined;
  readonly #messages: MessageChannel;

  constructor(messages: MessageChannel) {
    this.#messages = messages;
  }

  async write(bytes: Uint8Array): Promise<Result<void, ChannelError>> {
    for (let at = 0; at < bytes.length; at += this.#messages.maxMessageBytes) {
      const sent = await this.#messages.send(bytes.subarray(at, at + this.#messages.maxMessageBytes));
      if (!sent.ok) return sent;
    }
    return ok();
  }

  onData(receive: (chunk: Uint8Array) => void): void {
    this.#messages.onMessage(receive);
  }

  onEnd(ended: (reason: ChannelEnd) => void): void {
    this.#messages.onEnd(ended);
  }

  close(): Promise<void> {
    return this.#messages.close();
  }
}
