import type { WorkingSet } from '../store/working-set.ts';

/** Stamps of clocks that nobody corrected; a restore takes longer than that anyway. */
const SLACK_MS = 10 * 60_000;

/** Whether something that happened then is missing here because the database was set back to its backup. */
export function explainedByRestore(work: WorkingSet, atMs: number): boolean {
  const { restoredAtMs, restoredFromMs } = work.head;
  return restoredAtMs !== null && atMs <= restoredAtMs + SLACK_MS && (restoredFromMs === null || atMs >= restoredFromMs - SLACK_MS);
}
