import type { Clock } from '#kernel/clock.ts';

type Fault = { readonly kind: 'drop' } | { readonly kind: 'corrupt' } | { readonly kind: 'truncate' } | { readonly kind: 'duplicate' } | { readonly kind: 'delay'; readonly ms: number };

/** The line from the printer to the host, with everything that can go wrong on it. One fault is used up per reply. */
export class ReplyFaults {
  readonly #clock: Clock;
  readonly #write: (bytes: Uint8Array) => void;
  readonly #next: Fault[] = [];
  #silent = false;

  constructor(clock: Clock, write: (bytes: Uint8Array) => void) {
    this.#clock = clock;
    this.#write = write;
  }

  /** The next `count` replies are lost. */
  failNext(count = 1): void {
    for (let i = 0; i < count; i += 1) this.#next.push({ kind: 'drop' });
  }

  /** The next reply comes with every bit turned. */
  corruptNext(count = 1): void {
    for (let i = 0; i < count; i += 1) this.#next.push({ kind: 'corrupt' });
  }

  /** The next reply lacks its last byte; a reply of one byte is lost whole. */
  truncateNext(): void {
    this.#next.push({ kind: 'truncate' });
  }

  duplicateNext(): void {
    this.#next.push({ kind: 'duplicate' });
  }

  delayNext(ms: number, count = 1): void {
    for (let i = 0; i < count; i += 1) this.#next.push({ kind: 'delay', ms });
  }

  silence(): void {
    this.#silent = true;
  }

  speak(): void {
    this.#silent = false;
  }

  /** Bytes out of nowhere: a bad ground, a wrong baud rate. */
  noise(bytes: Uint8Array): void {
    this.#write(bytes);
  }

  send(bytes: Uint8Array): void {
    if (this.#silent || bytes.length === 0) return;
    const fault = this.#next.shift();
    switch (fault?.kind) {
      case undefined:
        return this.#write(bytes);
      case 'drop':
        return;
      case 'corrupt':
        return this.#write(bytes.map((byte) => byte ^ 0xff));
      case 'truncate':
        if (bytes.length > 1) this.#write(bytes.slice(0, -1));
        return;
      case 'duplicate':
        this.#write(bytes);
        return this.#write(bytes);
      case 'delay':
        this.#clock.after(fault.ms, () => {
          if (!this.#silent) this.#write(bytes);
        });
    }
  }
}
