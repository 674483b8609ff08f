import type { Random } from '#kernel/random.ts';

/** What happens to what was not synced. */
export type ContentLoss =
  /** Everything not synced is gone. */
  | 'forget'
  /** A random subset of the writes arrived, in whatever order the kernel liked. */
  | 'subset'
  /** A random number of writes arrived in order, and of the next one a random number of its sectors. */
  | 'torn'
  /** Everything arrived: a death of the program, not of the machine. */
  | 'keep';

const SECTOR = 512;

type Change = { readonly kind: 'write'; readonly offset: number; readonly bytes: Buffer } | { readonly kind: 'truncate'; readonly size: number };

/** One file: what the disk surely holds, and what only the kernel knows so far. */
export class DiskFile {
  readonly #durable: Content;
  #pending: Change[] = [];
  /** Changes whose sync failed: the program still reads them, the disk will never see them. */
  readonly #doomed: Change[] = [];

  constructor(durable: Buffer) {
    this.#durable = new Content(durable);
  }

  change(change: Change): void {
    this.#pending.push(change);
  }

  sync(): void {
    for (const change of this.#pending) this.#durable.apply(change);
    this.#pending = [];
  }

  /** The pages count as clean and are dropped: a later sync does not bring them back. */
  failSync(): void {
    this.#doomed.push(...this.#pending);
    this.#pending = [];
  }

  /** As the program reads it; null after a failed sync, when that cannot be told any more. */
  get visible(): Buffer | null {
    return this.#doomed.length > 0 ? null : this.#with(this.#pending);
  }

  afterCut(loss: ContentLoss, random: Random): Buffer {
    switch (loss) {
      case 'forget':
        return this.#with([]);
      case 'keep':
        // The kernel of a machine that goes on still shows what it could not write.
        return this.#with([...this.#doomed, ...this.#pending]);
      case 'subset':
        return this.#with(this.#pending.filter(() => random.next() < 0.5));
      case 'torn': {
        const whole = Math.floor(random.next() * (this.#pending.length + 1));
        const next = this.#pending[whole];
        return this.#with([...this.#pending.slice(0, whole), ...(next?.kind === 'write' ? [tear(next, random)] : [])]);
      }
    }
  }

  #with(changes: readonly Change[]): Buffer {
    const copy = new Content(this.#durable.bytes);
    for (const change of changes) copy.apply(change);
    return copy.bytes;
  }
}

/** The first sectors of a write, cut where sectors of the file end. */
function tear(write: Change & { readonly kind: 'write' }, random: Random): Change {
  const sectors = Math.ceil(((write.offset % SECTOR) + write.bytes.length) / SECTOR);
  const end = (Math.floor(write.offset / SECTOR) + Math.floor(random.next() * sectors)) * SECTOR;
  return { ...write, bytes: write.bytes.subarray(0, Math.max(0, end - write.offset)) };
}

/** Bytes that grow in place: a file is synced hundreds of times in one life. */
class Content {
  #room: Buffer;
  #size: number;

  constructor(bytes: Buffer) {
    this.#room = Buffer.from(bytes);
    this.#size = bytes.length;
  }

  get bytes(): Buffer {
    return this.#room.subarray(0, this.#size);
  }

  apply(change: Change): void {
    if (change.kind === 'truncate') this.#resize(change.size);
    else if (change.bytes.length > 0) {
      this.#resize(Math.max(this.#size, change.offset + change.bytes.length));
      change.bytes.copy(this.#room, change.offset);
    }
  }

  #resize(size: number): void {
    if (size < this.#size) this.#room.fill(0, size, this.#size);
    if (size > this.#room.length) {
      const room = Buffer.alloc(size * 2);
      this.#room.copy(room);
      this.#room = room;
    }
    this.#size = size;
  }
}
