import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { machineClock, readBootId } from './machine-clock.ts';

describe('the machine clock', () => {
  it("counts from the start of the machine, so that another process's reading can be compared", () => {
    const before = machineClock.monotonic();
    const module = new URL('./machine-clock.ts', import.meta.url).href;
    const other = Number(execFileSync(process.execPath, ['-e', `import('${module}').then((m) => process.stdout.write(String(m.machineClock.monotonic())))`]));
    expect(other).toBeGreaterThan(before);
    expect(other).toBeLessThan(machineClock.monotonic());
  });

  it('tells one start of the machine from another where the system can', () => {
    expect(readBootId()).toBe(readBootId());
  });

  it('takes every process for its own start where the system cannot', () => {
    expect(readBootId('/nowhere')).toMatch(/^process-/);
    expect(readBootId('/nowhere')).not.toBe(readBootId('/nowhere'));
  });
});
