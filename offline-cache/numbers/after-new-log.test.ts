import { describe, expect, it } from 'vitest';
import { AFTER_NEW_LOG_RANGE, LEASED_RANGE, MAX_NUMBER, PERMANENT_RANGE } from '#domain/ticket/number.ts';
import { PART_COUNT, partOf } from './after-new-log.ts';

const DAY = '2026-03-02';
const LOG = '019cab00-0000-7000-8000-000000000001';
const OTHER_LOG = '019cab00-0000-7000-8000-000000000002';

describe('the part of the own series for logs after the first', () => {
  it('lies apart from what the server leases and from the ordinary last resort, within what a ticket can carry', () => {
    expect(AFTER_NEW_LOG_RANGE.from).toBeGreaterThan(Math.max(LEASED_RANGE.to, PERMANENT_RANGE.to));
    expect(AFTER_NEW_LOG_RANGE.to).toBeLessThanOrEqual(MAX_NUMBER);
  });

  it('is divided into parts that one log walks through without meeting itself', () => {
    const firsts = Array.from({ length: PART_COUNT }, (_, turn) => partOf(LOG, DAY, turn)!.from);
    expect(new Set(firsts).size).toBe(PART_COUNT);
    expect(Math.min(...firsts)).toBe(AFTER_NEW_LOG_RANGE.from);
    expect(Math.max(...firsts) + 49).toBe(AFTER_NEW_LOG_RANGE.to);
    expect(partOf(LOG, DAY, PART_COUNT)).toBeNull();
  });

  it('begins elsewhere for another log and on another day', () => {
    expect(partOf(OTHER_LOG, DAY, 0)).not.toEqual(partOf(LOG, DAY, 0));
    expect(partOf(LOG, '2026-03-03', 0)).not.toEqual(partOf(LOG, DAY, 0));
    expect(partOf(LOG, DAY, 0)).toEqual(partOf(LOG, DAY, 0));
  });
});
