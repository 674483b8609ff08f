import type { CursorRow } from '../store/rows.ts';
import type { WorkingSet } from '../store/working-set.ts';

/** Slices per retention: how finely `safe` follows, and how many marks a log holds at most. */
const SLICES = 96;

/**
 * Notes how far the log is applied now and finds how far it was applied one retention ago. The marks of the log must be
 * loaded. @param steadyMs see SteadyTime: a clock that is set makes nothing safe. @param retentionMs 0: what is applied is safe; Infinity: verified backups say what is
 */
export function advanceSafe(work: WorkingSet, cursor: CursorRow, steadyMs: number, retentionMs: number): CursorRow {
  if (retentionMs === Number.POSITIVE_INFINITY) return cursor;
  if (retentionMs === 0) return cursor.safeSeq === cursor.seq ? cursor : { ...cursor, safeSeq: cursor.seq };
  const sliceMs = retentionMs / SLICES;
  const marks = work.table('safe_mark');
  const own = marks.by('log', (mark) => `${mark.terminalId} ${mark.logId}`, `${cursor.terminalId} ${cursor.logId}`);
  let { safeSeq } = cursor;
  for (const mark of own) {
    if ((mark.slice + 1) * sliceMs + retentionMs > steadyMs) continue;
    safeSeq = Math.max(safeSeq, mark.seq);
    marks.delete(mark.terminalId, mark.logId, mark.slice);
  }
  const noted = Math.max(safeSeq, ...own.map(({ seq }) => seq));
  if (cursor.seq > noted) {
    // Steady time that lost its last minutes in a power cut must not make a new mark look old.
    const slice = Math.max(Math.floor(steadyMs / sliceMs), ...own.map((mark) => mark.slice));
    marks.put({ terminalId: cursor.terminalId, logId: cursor.logId, slice, seq: cursor.seq });
  }
  return safeSeq === cursor.safeSeq ? cursor : { ...cursor, safeSeq };
}
