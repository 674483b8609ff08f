import type { Clock } from '#kernel/clock.ts';

/** A second tap within this time is a trembling finger, not a wish (EN 301 549 §5.8: at least 0.5 s). */
export const DOUBLE_TAP_MS = 500;

/** Where a finger met the screen, CSS pixels. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

/** Answers whether a tap counts. */
export type TapGuard = (at: Place) => boolean;

/**
 * Lets a tap pass and then none near the same place for `DOUBLE_TAP_MS`, whatever key lies there by then: the second half
 * of a double tap must not act on the screen that just appeared. A tap elsewhere is a new wish. Taps swallowed do not
 * lengthen the time.
 * @param nearPx how far apart two taps of one double tap may land, CSS pixels
 */
export function createTapGuard(clock: Pick<Clock, 'monotonic'>, nearPx: () => number): TapGuard {
  let last: (Place & { readonly atMs: number }) | null = null;
  return ({ x, y }) => {
    const atMs = clock.monotonic();
    if (last !== null && atMs - last.atMs < DOUBLE_TAP_MS && Math.hypot(x - last.x, y - last.y) <= nearPx()) return false;
    last = { x, y, atMs };
    return true;
  };
}
