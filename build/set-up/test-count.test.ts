import { describe, expect, it } from 'vitest';
import { countOfStep, countOfVitest, lineOf, sum } from './test-count.mjs';

const file = (status: 'passed' | 'failed', ...tests: readonly string[]) => ({
  status,
  assertionResults: tests.map((each) => ({ status: each })),
});

describe('counting tests', () => {
  it('tells passed, failed and skipped ones over all files', () => {
    const report = { testResults: [file('failed', 'passed', 'failed', 'skipped', 'todo'), file('passed', 'passed', 'pending')] };
    expect(countOfVitest(report, 1)).toEqual({ passed: 2, failed: 1, skipped: 3 });
  });

  it('counts a file that fails outside its tests, with tests or without', () => {
    const report = { testResults: [file('failed'), file('failed', 'skipped'), file('failed', 'passed')] };
    expect(countOfVitest(report, 1)).toEqual({ passed: 1, failed: 3, skipped: 1 });
  });

  it('counts a run as failed that ends badly although every test passed', () => {
    expect(countOfVitest({ testResults: [file('passed', 'passed')] }, 1)).toEqual({ passed: 1, failed: 1, skipped: 0 });
  });

  it('counts a run as failed that tested nothing or left no report', () => {
    expect(countOfVitest({ testResults: [] }, 0).failed).toBe(1);
    expect(countOfVitest({ testResults: [file('passed', 'skipped')] }, 0)).toEqual({ passed: 0, failed: 1, skipped: 1 });
    expect(countOfVitest(undefined, 0).failed).toBe(1);
  });

  it('adds steps and runs into one line', () => {
    const total = sum([countOfStep(0), countOfStep(2), countOfVitest({ testResults: [file('passed', 'passed')] }, 0)]);
    expect(lineOf(total)).toBe('2 passed, 1 failed');
    expect(lineOf({ passed: 3, failed: 0, skipped: 2 })).toBe('3 passed, 0 failed, 2 skipped');
  });
});
