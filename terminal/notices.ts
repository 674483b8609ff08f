import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { Clock } from '#kernel/clock.ts';
import { noticeKind, staffView, type NoticeKind, type StaffView } from '#contracts/terminal/common.ts';

type Notice = StaffView['notices'][number];

const FILE = 'notices.json';
/** More than this many unread ones tell nothing new. */
const KEPT = 20;

const stored = z.object({ unseen: staffView.shape.notices, seen: z.array(z.string()) });

/**
 * What happened to this machine's store, until a clerk says that it was read; over restarts, in a small file of the data
 * folder. A file that cannot be read or written never stops the service: then a notice is shown once too often.
 */
export class Notices {
  readonly #file: string;
  readonly #clock: Clock;
  readonly #listeners = new Set<() => void>();
  #unseen: readonly Notice[];
  #seen: readonly string[];

  constructor(folder: string, clock: Clock) {
    this.#file = path.join(folder, FILE);
    this.#clock = clock;
    const { unseen, seen } = read(this.#file);
    this.#unseen = unseen;
    this.#seen = seen;
  }

  /** Oldest first. */
  get unseen(): readonly Notice[] {
    return this.#unseen;
  }

  /** @param id the same happening has the same id, so that it is told once however often it is found */
  add(kind: NoticeKind, id: string): void {
    if (this.#seen.includes(id) || this.#unseen.some((notice) => notice.id === id)) return;
    this.#unseen = [...this.#unseen, { id, kind: noticeKind.parse(kind), atMs: Math.round(this.#clock.now()) }].slice(-KEPT);
    this.#changed();
  }

  /** @returns whether there was such a notice */
  confirm(id: string): boolean {
    if (!this.#unseen.some((notice) => notice.id === id)) return false;
    this.#unseen = this.#unseen.filter((notice) => notice.id !== id);
    this.#seen = [...this.#seen, id].slice(-KEPT);
    this.#changed();
    return true;
  }

  onChange(changed: () => void): () => void {
    this.#listeners.add(changed);
    return () => this.#listeners.delete(changed);
  }

  #changed(): void {
    try {
      writeFileSync(`${this.#file}.new`, JSON.stringify({ unseen: this.#unseen, seen: this.#seen }), { mode: 0o600 });
      renameSync(`${this.#file}.new`, this.#file);
    } catch {
      // A full disk: the notice stands on the screens of this run.
    }
    for (const listener of this.#listeners) listener();
  }
}

function read(file: string): z.infer<typeof stored> {
  try {
    const parsed = stored.safeParse(JSON.parse(readFileSync(file, 'utf8')));
    return parsed.success ? parsed.data : { unseen: [], seen: [] };
  } catch {
    return { unseen: [], seen: [] };
  }
}
