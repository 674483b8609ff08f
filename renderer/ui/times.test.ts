import { describe, expect, it } from 'vitest';
import { clockTime, secondsLeft, spanText } from './times.ts';

describe('times on the screen', () => {
  it('are those of the hall, wherever the machine thinks it stands', () => {
    expect(clockTime(Date.UTC(2026, 10, 23, 2, 20), 'Asia/Shanghai')).toBe('10:20');
    expect(clockTime(Date.UTC(2026, 10, 22, 16, 5), 'Asia/Shanghai')).toBe('00:05');
  });

  it('show a span in minutes and seconds, in hours when it is long, and none when it is negative', () => {
    expect(spanText(65_000)).toBe('1:05');
    expect(spanText(3_725_000)).toBe('1:02:05');
    expect(spanText(-5)).toBe('0:00');
  });

  it('count a started second as a whole one', () => {
    expect(secondsLeft(8000, 7001)).toBe(1);
    expect(secondsLeft(8000, 9000)).toBe(0);
  });
});
