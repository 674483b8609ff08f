import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import path from 'node:path';

/** A fault to come: it strikes the `after`-th operation that it is meant for, counted from now, and `times` in a row. */
export interface PlannedFault {
  readonly fault: FaultKind;
  /** 1: the next one. */
  readonly after: number;
  /** Infinity: until another fault is set or `heal` is called. */
  readonly times?: number;
}

export type FaultKind =
  /** SIGKILL before an operation of any kind. */
  | 'die'
  /** A write finds no space (ENOSPC). */
  | 'disk-full'
  /** fsync says EIO, and what was to be synced never reaches the disk. */
  | 'sync-error'
  /** A write takes only the first half of the bytes. */
  | 'short-write';

/** As layer.c numbers them. */
const CODES: Readonly<Record<FaultKind, number>> = { die: 1, 'disk-full': 2, 'sync-error': 3, 'short-write': 4 };
const BYTES = 64;
const FOR_EVER = 2 ** 40;

/** What a program did in the folder so far in this life. */
export interface Counters {
  readonly operations: number;
  readonly writes: number;
  readonly syncs: number;
  /** How often a fault struck. */
  readonly hits: number;
}

/** The layer's switches: a file that program and test share. */
export class Control {
  readonly #file: string;

  constructor(stateFolder: string) {
    this.#file = path.join(stateFolder, 'control');
  }

  /** Before the program starts: everything off and counted from 0. */
  reset(): void {
    this.#write(Buffer.alloc(BYTES), 0, 'w');
  }

  plan({ fault, after, times = 1 }: PlannedFault): void {
    this.heal();
    const numbers = Buffer.alloc(16);
    numbers.writeBigInt64LE(BigInt(after), 0);
    numbers.writeBigInt64LE(BigInt(times === Number.POSITIVE_INFINITY ? FOR_EVER : times), 8);
    this.#write(numbers, 8);
    const code = Buffer.alloc(4);
    code.writeUInt32LE(CODES[fault]);
    this.#write(code, 0);
  }

  heal(): void {
    this.#write(Buffer.alloc(4), 0);
  }

  counters(): Counters {
    const bytes = Buffer.alloc(BYTES);
    const handle = openSync(this.#file, 'r');
    readSync(handle, bytes);
    closeSync(handle);
    const [operations, writes, syncs, hits] = [24, 32, 40, 48].map((at) => Number(bytes.readBigUInt64LE(at)));
    return { operations: operations!, writes: writes!, syncs: syncs!, hits: hits! };
  }

  #write(bytes: Buffer, at: number, flags: 'w' | 'r+' = 'r+'): void {
    const handle = openSync(this.#file, flags, 0o600);
    writeSync(handle, bytes, 0, bytes.length, at);
    closeSync(handle);
  }
}
