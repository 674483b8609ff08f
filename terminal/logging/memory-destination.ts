import type { LogDestination } from './rotating-file.ts';

export type WrittenLine = Readonly<Record<string, unknown>> & { readonly event: string; readonly text: string };

/** Keeps lines in memory, for tests. */
export class MemoryDestination implements LogDestination {
  readonly raw: string[] = [];
  closed = false;
  #lost: { lines: number; detail: string } | null = null;

  write(line: string): void {
    this.raw.push(line);
  }

  /** The next question about lost lines is answered with this. */
  lose(lines: number, detail: string): void {
    this.#lost = { lines, detail };
  }

  takeLost(): { readonly lines: number; readonly detail: string } | null {
    const lost = this.#lost;
    this.#lost = null;
    return lost;
  }

  close(): void {
    this.closed = true;
  }

  get lines(): readonly WrittenLine[] {
    return this.raw.map((line) => JSON.parse(line) as WrittenLine);
  }

  get events(): readonly string[] {
    return this.lines.map((line) => line.event);
  }
}
