import type { Clock } from '#kernel/clock.ts';

/** A second tap within this time is a trembling finger, not a wish (EN 301 549 §5.8: at least 0.5 s). */
export const DOUBLE_TAP_MS = 500;

/** Answers whether a tap counts. */
export type TapGuard = () => boolean;

/** Lets a tap pass and then none for `DOUBLE_TAP_MS`; taps swallowed do not lengthen the time. */
export function createTapGuard(clock: Pick<Clock, 'monotonic'>): TapGuard {
  let lastMs = Number.NEGATIVE_INFINITY;
  return () => {
    const nowMs = clock.monotonic();
    if (nowMs - lastMs < DOUBLE_TAP_MS) return false;
    lastMs = nowMs;
    return true;
  };
}
