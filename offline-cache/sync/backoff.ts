import type { Random } from '#kernel/random.ts';
import { BACKOFF_FIRST_MS, BACKOFF_MOST_MS } from './limits.ts';

/** Milliseconds to wait after the `attempt`-th failure in a row (from 1): anywhere up to a doubling bound (full jitter). */
export function backoffDelay(attempt: number, random: Pick<Random, 'next'>): number {
  const bound = Math.min(BACKOFF_MOST_MS, BACKOFF_FIRST_MS * 2 ** Math.min(attempt - 1, 16));
  return Math.floor(random.next() * bound);
}
