import type { ChannelEnd } from './byte-channel.ts';

/** What every channel keeps: one receiver, what came before it was there, and the end that is told exactly once. */
export class Inbox<T> {
  #receive: ((item: T) => void) | undefined;
  #ended: ((reason: ChannelEnd) => void) | undefined;
  #end: ChannelEnd | undefined;
  readonly #early: T[] = [];

  get end(): ChannelEnd | undefined {
    return this.#end;
  }

  deliver(item: T): void {
    if (this.#end) return;
    if (this.#receive) this.#receive(item);
    else this.#early.push(item);
  }

  onItem(receive: (item: T) => void): void {
    this.#receive = receive;
    for (const item of this.#early.splice(0)) receive(item);
  }

  onEnd(ended: (reason: ChannelEnd) => void): void {
    this.#ended = ended;
    if (this.#end) ended(this.#end);
  }

  /** Only the first end counts. */
  finish(reason: ChannelEnd): void {
    if (this.#end) return;
    this.#end = reason;
    this.#ended?.(reason);
  }
}
