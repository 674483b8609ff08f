/** Days of the hall: local dates by its own zone, beginning at a configured minute. */

const formats = new Map<string, Intl.DateTimeFormat>();

/**
 * The business day YYYY-MM-DD at a server time. @param dayStartMinutes minutes after midnight at which a day begins
 * @throws RangeError on a zone that is not in the IANA database; the configuration is checked before
 */
export function businessDayAt(nowMs: number, timeZone: string, dayStartMinutes: number): string {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
    formats.set(timeZone, format);
  }
  const parts = Object.fromEntries(format.formatToParts(nowMs).map(({ type, value }) => [type, value]));
  const day = `${parts['year']}-${parts['month']}-${parts['day']}`;
  const minute = Number(parts['hour']) * 60 + Number(parts['minute']);
  return minute < dayStartMinutes ? dayAfter(day, -1) : day;
}

/** The calendar day `days` later. */
export function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

export function isTimeZone(timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat('en-CA', { timeZone }).format(0);
    return true;
  } catch {
    return false;
  }
}
