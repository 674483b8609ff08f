import type { HallContext } from '../hall-context.ts';
import type { Selector } from '../store/hall-store.ts';
import type { WorkingSet } from '../store/working-set.ts';
import { businessDayAt, dayAfter } from './business-day.ts';

/** A long holiday: so far the day may move when the server was off meanwhile. */
export const DAYS_OFF = 14;
/** An administrator who restores a backup stands before the clock; a backup may be a year old. */
const DAYS_OF_BACKUP = 400;
const DAY_MS = 86_400_000;
/** A clock that is put right by so little around midnight is not suspect. */
const WOBBLE_MS = 600_000;

/** What was found out about the server's clock; `ok: false` while it and the business day do not go together. */
export const CLOCK_CONDITION = 'clock';
/** When this recovering phase began in steady time, and the day an administrator vouched for. */
export const RECOVERY_CONDITION = 'recovery-began';

/** What `plausibleDay` looks at. */
export const DAY_ROWS: readonly Selector[] = [
  { query: 'all', table: 'hall' },
  { table: 'condition', keys: [[CLOCK_CONDITION], [RECOVERY_CONDITION]] },
];

export interface PlausibleDay {
  /** The business day it is now; the one the hall has while the clock is not believed. */
  readonly day: string;
  readonly clockDay: string;
  readonly suspect: 'ahead' | 'behind' | null;
}

/**
 * The business day by the server's clock, as far as it can be true. While the process runs, a day may pass for every day
 * of monotonic time and one more (a machine that slept over night); after a start, as many as a long holiday has. A clock
 * that went further is not believed, nor later on, until it goes back before the moment it was doubted or somebody confirms.
 * @param vouched somebody stands before the clock and restores a backup
 */
export function plausibleDay({ writer, settings, steady }: HallContext, work: WorkingSet, vouched = false): PlausibleDay {
  const nowMs = writer.clock.now();
  const timeZone = [...work.table('hall').all()][0]?.value.timeZone ?? 'Asia/Shanghai';
  const clockDay = businessDayAt(nowMs, timeZone, settings.dayStartMinutes);
  const from = work.head.businessDay;
  if (clockDay <= from) return { day: from, clockDay, suspect: businessDayAt(nowMs + WOBBLE_MS, timeZone, settings.dayStartMinutes) < from ? 'behind' : null };
  const doubt = work.table('condition').get(CLOCK_CONDITION)?.value;
  const doubted = doubt?.['suspect'] === 'ahead' && nowMs >= Number(doubt['clockMs']);
  const { known } = steady;
  const passed = known ? dayAfter(known.day, Math.floor((steady.now() - known.steadyMs) / DAY_MS)) : from;
  const limits = [doubted ? passed : dayAfter(passed, known ? 1 : DAYS_OFF)];
  if (vouched) limits.push(dayAfter(from, DAYS_OF_BACKUP));
  const confirmed = work.table('condition').get(RECOVERY_CONDITION)?.value['day'];
  // The first start after a restore: the day moves from the backup's to the one of the restore.
  if (!known && !doubted && work.head.recovering && typeof confirmed === 'string') limits.push(dayAfter(confirmed, DAYS_OFF));
  return limits.some((limit) => clockDay <= limit) ? { day: clockDay, clockDay, suspect: null } : { day: from, clockDay, suspect: 'ahead' };
}
