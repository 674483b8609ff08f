/** 「10:20」 in the hall's own time zone. */
export function clockTime(ms: number, timeZone: string): string {
  return new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone }).format(ms);
}

/** 「7:05」 minutes and seconds of a span; hours from one hour on. Negative spans count as none. */
export function spanText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (value: number): string => String(value).padStart(2, '0');
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** Whole seconds left, rounded up, never below none. */
export function secondsLeft(deadlineMs: number, nowMs: number): number {
  return Math.max(0, Math.ceil((deadlineMs - nowMs) / 1000));
}

/** 「10:20」 today, 「2026-11-22 10:20」 on another day, in the hall's own time zone. */
export function dayAndTime(ms: number, { nowMs, timeZone }: { readonly nowMs: number; readonly timeZone: string }): string {
  const day = (at: number): string => new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(at);
  return day(ms) === day(nowMs) ? clockTime(ms, timeZone) : `${day(ms)} ${clockTime(ms, timeZone)}`;
}
