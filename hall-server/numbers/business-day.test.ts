import { describe, expect, it } from 'vitest';
import { businessDayAt, dayAfter, isTimeZone } from './business-day.ts';

describe('the business day', () => {
  it.each([
    ['2026-03-02T15:59:59Z', 0, '2026-03-02'],
    ['2026-03-02T16:00:00Z', 0, '2026-03-03'],
    ['2026-03-02T19:59:00Z', 240, '2026-03-02'],
    ['2026-03-02T20:00:00Z', 240, '2026-03-03'],
  ])('at %s with a day start of %i minutes is %s in Shanghai', (at, start, day) => {
    expect(businessDayAt(Date.parse(at), 'Asia/Shanghai', start)).toBe(day);
  });

  it('follows a zone with summer time', () => {
    expect(businessDayAt(Date.parse('2026-03-28T23:30:00Z'), 'Europe/Berlin', 0)).toBe('2026-03-29');
    expect(businessDayAt(Date.parse('2026-03-29T22:30:00Z'), 'Europe/Berlin', 0)).toBe('2026-03-30');
  });

  it('goes over month and year ends', () => {
    expect(dayAfter('2026-12-31', 1)).toBe('2027-01-01');
    expect(dayAfter('2028-03-01', -1)).toBe('2028-02-29');
  });

  it('knows a zone from a word', () => {
    expect(isTimeZone('Asia/Urumqi')).toBe(true);
    expect(isTimeZone('北京')).toBe(false);
  });
});
