import { appendFileSync, closeSync, fstatSync, openSync, readdirSync, readSync, rmSync } from 'node:fs';
import path from 'node:path';
import { makeFolder } from '#offline-cache/make-folder.ts';

/** Where finished lines go. Never throws: a full disk must not stop a kiosk. */
export interface LogDestination {
  /** @param line one line with its line feed */
  write(line: string): void;
  /** Lines that could not be written since the last call and why; null when writing works again and none was lost. */
  takeLost(): { readonly lines: number; readonly detail: string } | null;
  close(): void;
}

export interface RotatingFileOptions {
  readonly folder: string;
  /** Bytes after which a new file begins; default 16 MiB. */
  readonly maxBytes?: number;
  /** How many files are kept; default 25. With 16 MiB each this is far more than the 180 days the law asks for. */
  readonly keep?: number;
}

const DEFAULT_BYTES = 16 * 1024 * 1024;
const DEFAULT_KEEP = 25;
const NAME = /^terminal-(\d{6})\.log$/;

/**
 * `terminal-000001.log`, `terminal-000002.log`, …: a full file is never renamed, the oldest go. Lines go to the operating
 * system at once, so that a killed process loses none; they are not forced to the disk.
 */
export class RotatingFile implements LogDestination {
  readonly #folder: string;
  readonly #maxBytes: number;
  readonly #keep: number;
  #file: number | null = null;
  #number = 0;
  #size = 0;
  #lost = 0;
  #detail = '';
  /** The end of the file may be half a line: after a failed write or a power cut. */
  #torn = false;

  constructor(options: RotatingFileOptions) {
    this.#folder = options.folder;
    this.#maxBytes = options.maxBytes ?? DEFAULT_BYTES;
    this.#keep = Math.max(1, options.keep ?? DEFAULT_KEEP);
  }

  write(line: string): void {
    try {
      const bytes = Buffer.from(line, 'utf8');
      if (this.#file === null) this.#openNewest();
      if (this.#size > 0 && this.#size + bytes.length > this.#maxBytes) this.#openNext();
      const whole = this.#torn ? Buffer.concat([Buffer.from('\n'), bytes]) : bytes;
      this.#torn = true;
      appendFileSync(this.#file!, whole);
      this.#torn = false;
      this.#size += whole.length;
    } catch (error) {
      this.#lost += 1;
      this.#detail = error instanceof Error ? error.message : String(error);
      this.#closeFile();
    }
  }

  takeLost(): { readonly lines: number; readonly detail: string } | null {
    if (this.#lost === 0 || this.#file === null) return null;
    const lost = { lines: this.#lost, detail: this.#detail };
    this.#lost = 0;
    return lost;
  }

  close(): void {
    this.#closeFile();
  }

  #openNewest(): void {
    makeFolder(this.#folder);
    this.#number = Math.max(1, ...this.#numbers());
    this.#open();
    this.#torn = this.#size > 0 && !endsWithLineFeed(this.#file!, this.#size);
  }

  #openNext(): void {
    this.#closeFile();
    this.#number += 1;
    this.#open();
    this.#torn = false;
    for (const number of this.#numbers()) {
      if (number <= this.#number - this.#keep) rmSync(this.#path(number), { force: true });
    }
  }

  #open(): void {
    this.#file = openSync(this.#path(this.#number), 'a+', 0o600);
    this.#size = fstatSync(this.#file).size;
  }

  #closeFile(): void {
    if (this.#file === null) return;
    const file = this.#file;
    this.#file = null;
    try {
      closeSync(file);
    } catch {
      // The system reports a late write error here; the lines were counted when it happened.
    }
  }

  #numbers(): readonly number[] {
    return readdirSync(this.#folder).flatMap((name) => {
      const match = NAME.exec(name);
      return match ? [Number(match[1])] : [];
    });
  }

  #path(number: number): string {
    return path.join(this.#folder, `terminal-${String(number).padStart(6, '0')}.log`);
  }
}

function endsWithLineFeed(file: number, size: number): boolean {
  const last = Buffer.alloc(1);
  readSync(file, last, 0, 1, size - 1);
  return last[0] === 0x0a;
}
