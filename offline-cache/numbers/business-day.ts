import { CLOCK_TOLERANCE_MS, type ClockTrust } from '#domain/time/stamp.ts';

/** What the hall server last said of time, and where this machine's clocks stood then. */
export interface ServerTime {
  readonly serverMs: number;
  /** Business day it named; null when only the time is known (right after enrolment). */
  readonly businessDay: string | null;
  readonly trust: ClockTrust;
  readonly bootId: string;
  readonly monotonicMs: number;
}

export interface Here {
  readonly bootId: string;
  readonly wallMs: number;
  readonly monotonicMs: number;
}

/** Halls without a told time zone: mainland China has one. */
export const DEFAULT_TIME_ZONE = 'Asia/Shanghai';

const DAY_MS = 86_400_000;

/** The server's time now by monotonic age; null after a restart of the machine, when the age is not known. */
export function serverNow(server: ServerTime | null, here: Here): number | null {
  if (!server || server.bootId !== here.bootId || here.monotonicMs < server.monotonicMs) return null;
  return server.serverMs + (here.monotonicMs - server.monotonicMs);
}

/** Trusted only while the machine has not restarted since the comparison and the wall clock still agrees with it. */
export function stampTrust(server: ServerTime | null, here: Here): ClockTrust {
  const expected = serverNow(server, here);
  if (!server || expected === null || server.trust !== 'trusted') return 'untrusted';
  return Math.abs(here.wallMs - expected) <= CLOCK_TOLERANCE_MS ? 'trusted' : 'untrusted';
}

/**
 * The business day a number is given for, or null when nothing was ever heard of time. It starts from the day the server
 * named and moves on only by
 * - the age of that word within one run of the machine, or
 * - after a restart, the wall clock, if it was right before, has not gone back, and names a day for which the server
 *   already leased numbers: it chooses among the server's days and never makes one of its own.
 */
export function businessDayNow(server: ServerTime | null, here: Here, timeZone: string, leasedDays: readonly string[]): string | null {
  if (!server) return leasedDays.toSorted()[0] ?? null;
  const told = server.businessDay ?? localDate(server.serverMs, timeZone);
  const now = serverNow(server, here);
  if (now !== null) return laterDay(told, daysBetween(server.serverMs, now, timeZone));
  if (server.trust !== 'trusted' || here.wallMs < server.serverMs) return told;
  const byWall = laterDay(told, daysBetween(server.serverMs, here.wallMs, timeZone));
  return leasedDays.includes(byWall) ? byWall : told;
}

function daysBetween(fromMs: number, toMs: number, timeZone: string): number {
  return Math.round((Date.parse(localDate(toMs, timeZone)) - Date.parse(localDate(fromMs, timeZone))) / DAY_MS);
}

function laterDay(day: string, days: number): string {
  return days === 0 ? day : new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** YYYY-MM-DD in the zone; a zone this machine does not know counts as the default one. */
function localDate(ms: number, timeZone: string): string {
  let format = formats.get(timeZone);
  if (!format) {
    format = dateFormat(timeZone);
    formats.set(timeZone, format);
  }
  return format.format(ms);
}

function dateFormat(timeZone: string): Intl.DateTimeFormat {
  const parts = { year: 'numeric', month: '2-digit', day: '2-digit' } as const;
  try {
    return new Intl.DateTimeFormat('en-CA', { ...parts, timeZone });
  } catch {
    return new Intl.DateTimeFormat('en-CA', { ...parts, timeZone: DEFAULT_TIME_ZONE });
  }
}
