import type { Result } from '#kernel/result.ts';
import type { ChannelEnd, ChannelError } from './byte-channel.ts';

/** Whole messages both ways: HID reports, UDP datagrams, USB bulk transfers. Single-use like a ByteChannel. */
export interface MessageChannel {
  send(message: Uint8Array): Promise<Result<void, ChannelError>>;
  /** Registers the one receiver of messages. Messages that came before are delivered to it first. */
  onMessage(receive: (message: Uint8Array) => void): void;
  onEnd(ended: (reason: ChannelEnd) => void): void;
  close(): Promise<void>;
  /** Largest message in bytes that the device takes or sends (HID report, bulk packet). */
  readonly maxMessageBytes: number;
}

export type OpenMessageChannel = () => Promise<Result<MessageChannel, ChannelError>>;
