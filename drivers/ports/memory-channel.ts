import { err, ok, type Result } from '#kernel/result.ts';
import type { ByteChannel, ChannelEnd, ChannelError } from './byte-channel.ts';

/** One end of a pair in memory; `unplug` ends both as a pulled cable would. */
export class MemoryChannel implements ByteChannel {
  readonly baudRate: number | undefined;
  #peer: MemoryChannel | undefined;
  #receive: ((chunk: Uint8Array) => void) | undefined;
  #ended: ((reason: ChannelEnd) => void) | undefined;
  #end: ChannelEnd | undefined;
  #early: Uint8Array[] = [];

  private constructor(baudRate: number | undefined) {
    this.baudRate = baudRate;
  }

  static pair(baudRate?: number): readonly [MemoryChannel, MemoryChannel] {
    const a = new MemoryChannel(baudRate);
    const b = new MemoryChannel(baudRate);
    a.#peer = b;
    b.#peer = a;
    return [a, b];
  }

  write(bytes: Uint8Array): Promise<Result<void, ChannelError>> {
    if (this.#end) return Promise.resolve(err({ kind: 'closed', detail: 'memory channel is closed' }));
    const copy = bytes.slice();
    const peer = this.#peer!;
    queueMicrotask(() => peer.#deliver(copy));
    return Promise.resolve(ok());
  }

  onData(receive: (chunk: Uint8Array) => void): void {
    this.#receive = receive;
    for (const chunk of this.#early.splice(0)) receive(chunk);
  }

  onEnd(ended: (reason: ChannelEnd) => void): void {
    this.#ended = ended;
    if (this.#end) ended(this.#end);
  }

  close(): Promise<void> {
    this.#finish({ kind: 'closed' });
    this.#peer!.#finish({ kind: 'lost', detail: 'the other end closed' });
    return Promise.resolve();
  }

  /** Both ends are lost, as when the cable is pulled. */
  unplug(): void {
    this.#finish({ kind: 'lost', detail: 'unplugged' });
    this.#peer!.#finish({ kind: 'lost', detail: 'unplugged' });
  }

  #deliver(chunk: Uint8Array): void {
    if (this.#end) return;
    if (this.#receive) this.#receive(chunk);
    else this.#early.push(chunk);
  }

  #finish(reason: ChannelEnd): void {
    if (this.#end) return;
    this.#end = reason;
    this.#ended?.(reason);
  }
}
