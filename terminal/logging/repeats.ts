import type { CancelTimer, Clock } from '#kernel/clock.ts';

/** Within this time after a line was written, the same line is counted instead of written. */
export const REPEAT_WINDOW_MS = 60_000;
/** So many repeats are told at once, without waiting for the window's end. */
export const REPEAT_LIMIT = 100;
/** More different lines than this within one window are no repeats; the oldest are forgotten first. */
const MOST_TRACKED = 512;

export interface RepeatSummary<T> {
  /** What was given with the first of them. */
  readonly first: T;
  /** How often it happened again, ≥ 1, the written one not counted. */
  readonly times: number;
  /** Milliseconds from the line before the first counted one to now. */
  readonly ms: number;
}

interface Track<T> {
  readonly first: T;
  readonly endsAt: number;
  since: number;
  times: number;
  told: boolean;
  cancel: CancelTimer | null;
}

/**
 * Keeps a polled fault from filling the disk: the first is written, its repeats become at most two summaries a minute.
 * A timer is set only while there is something to tell.
 */
export class Repeats<T> {
  readonly #clock: Clock;
  readonly #tell: (summary: RepeatSummary<T>) => void;
  readonly #tracks = new Map<string, Track<T>>();

  constructor(clock: Clock, tell: (summary: RepeatSummary<T>) => void) {
    this.#clock = clock;
    this.#tell = tell;
  }

  /** True when the line is to be written: it was not within the last window. */
  admit(key: string, line: T): boolean {
    const now = this.#clock.monotonic();
    const track = this.#tracks.get(key);
    if (!track || track.endsAt <= now) {
      if (track) this.#forget(key, track);
      this.#tracks.set(key, { first: line, endsAt: now + REPEAT_WINDOW_MS, since: now, times: 0, told: false, cancel: null });
      this.#keepFew(now);
      return true;
    }
    track.times += 1;
    if (track.times >= REPEAT_LIMIT && !track.told) {
      track.told = true;
      this.#summarise(track);
    } else {
      track.cancel ??= this.#clock.after(track.endsAt - now, () => this.#forget(key, track));
    }
    return false;
  }

  /** Tells everything still counted and forgets it; no timer is left. */
  close(): void {
    for (const [key, track] of this.#tracks) this.#forget(key, track);
  }

  #forget(key: string, track: Track<T>): void {
    track.cancel?.();
    track.cancel = null;
    this.#tracks.delete(key);
    if (track.times > 0) this.#summarise(track);
  }

  #summarise(track: Track<T>): void {
    const now = this.#clock.monotonic();
    this.#tell({ first: track.first, times: track.times, ms: now - track.since });
    track.times = 0;
    track.since = now;
  }

  #keepFew(now: number): void {
    if (this.#tracks.size <= MOST_TRACKED) return;
    for (const [key, track] of this.#tracks) {
      if (track.endsAt > now && this.#tracks.size <= MOST_TRACKED) break;
      this.#forget(key, track);
    }
  }
}
