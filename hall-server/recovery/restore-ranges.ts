import { AFTER_RESTORE_RANGE } from '#domain/ticket/number.ts';

/** 13 parts of 300 numbers. */
const PART = 300;
const PARTS = 13;
/** 19.5 parts a day: the same hour of the next day is half a round away. */
const PART_MS = 4_430_000;

export interface NumberRange {
  readonly from: number;
  readonly to: number;
}

export function restorePart(restoredAtMs: number): number {
  return Math.floor(restoredAtMs / PART_MS) % PARTS;
}

/**
 * Where a kiosk's own series is leased from on the days that a lost database may have leased already: a part chosen by the
 * time of the restore, so that two restores from the same backup on one day (75 minutes or more apart) do not meet either.
 */
export function restoreRange(restoredAtMs: number): NumberRange {
  const from = AFTER_RESTORE_RANGE.from + restorePart(restoredAtMs) * PART;
  return { from, to: from + PART - 1 };
}
