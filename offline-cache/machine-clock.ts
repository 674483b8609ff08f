import { readFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import type { Clock } from '#kernel/clock.ts';
import { realClock } from '#kernel/real-clock.ts';

/**
 * The machine's clock whose monotonic time counts from the start of the machine, not of the process: stamps written
 * before a restart of the service can still be aged (CLOCK_MONOTONIC on Linux; performance.now() would begin again at 0).
 */
export const machineClock: Clock = {
  now: () => realClock.now(),
  monotonic: () => Number(process.hrtime.bigint() / 1000n) / 1000,
  after: (ms, run) => realClock.after(ms, run),
};

/** Linux: a fresh random UUID with every start of the kernel (proc(5)). */
const BOOT_ID_FILE = '/proc/sys/kernel/random/boot_id';

/**
 * What tells one start of the machine from another. Where the system has no such identifier every process counts as its
 * own start: ages across a service restart are then unknown, but two starts are never taken for one.
 */
export function readBootId(file = BOOT_ID_FILE): string {
  try {
    const text = readFileSync(file, 'ascii').trim();
    if (/^[0-9a-f-]{36}$/.test(text)) return text;
  } catch {
    // Not Linux, or /proc is not mounted.
  }
  return `process-${randomUUID()}`;
}
