import type { Result } from '#kernel/result.ts';

/**
 * A stream of bytes both ways: serial line, TCP connection, printer device file, memory. Single-use: once closed or
 * lost it stays so, and a new one is opened. Chunks arrive in any division; framing is the codec's work.
 */
export interface ByteChannel {
  /** Resolves when the bytes were handed to the operating system, not when the device took them. */
  write(bytes: Uint8Array): Promise<Result<void, ChannelError>>;
  /** Registers the one receiver of bytes. Bytes that came before are delivered to it first. */
  onData(receive: (chunk: Uint8Array) => void): void;
  /** Called once when the channel ends: `closed` by us, `lost` by unplug or a peer that hung up. */
  onEnd(ended: (reason: ChannelEnd) => void): void;
  /** Never rejects; returns within the port's own time limit even if the native close hangs. */
  close(): Promise<void>;
  /** Bits per second of the slowest part when known (serial), else undefined; timeouts scale by it. */
  readonly baudRate: number | undefined;
}

export type ChannelEnd = { readonly kind: 'closed' } | { readonly kind: 'lost'; readonly detail: string };

/** Why a channel could not be opened or used. `detail` is for staff and logs, never for a citizen's screen. */
export type ChannelError =
  | { readonly kind: 'bad-address'; readonly detail: string }
  | { readonly kind: 'not-found'; readonly detail: string }
  | { readonly kind: 'busy'; readonly detail: string }
  | { readonly kind: 'no-permission'; readonly detail: string }
  | { readonly kind: 'unsupported'; readonly detail: string }
  | { readonly kind: 'timed-out'; readonly detail: string }
  | { readonly kind: 'lost'; readonly detail: string }
  | { readonly kind: 'closed'; readonly detail: string };

export type OpenByteChannel = () => Promise<Result<ByteChannel, ChannelError>>;
