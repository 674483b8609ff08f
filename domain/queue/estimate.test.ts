import { describe, expect, it } from 'vitest';
import { estimateWait } from './estimate.ts';

describe('the wait estimate', () => {
  it('is a range around the mean', () => {
    expect(estimateWait(6, 5, 2)).toEqual({ fromMinutes: 12, toMinutes: 20 });
  });

  it('is a real range even with nobody ahead', () => {
    expect(estimateWait(0, 5, 1)).toEqual({ fromMinutes: 0, toMinutes: 1 });
  });

  it('says nothing when no window takes the business', () => {
    expect(estimateWait(3, 5, 0)).toBeNull();
  });
});
