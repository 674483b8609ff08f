/** 预计等候: always a range and always 仅供参考, never a single promise. */
export interface WaitEstimate {
  readonly fromMinutes: number;
  readonly toMinutes: number;
}

/** The range reaches from 0.8 to 1.3 of the plain mean; windows are slower when it is full, seldom much faster. */
const LOW = 0.8;
const HIGH = 1.3;

/**
 * @param ahead how many wait before the person, ≥ 0
 * @param minutesPerTicket mean minutes a window needs for one ticket, > 0
 * @param openWindows how many windows take this business now
 * @returns whole minutes, or null when no window is open: then no figure is shown
 */
export function estimateWait(ahead: number, minutesPerTicket: number, openWindows: number): WaitEstimate | null {
  if (openWindows < 1) return null;
  const mean = (ahead * minutesPerTicket) / openWindows;
  const fromMinutes = Math.floor(mean * LOW);
  return { fromMinutes, toMinutes: Math.max(Math.ceil(mean * HIGH), fromMinutes + 1) };
}
