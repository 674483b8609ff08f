/**
 * When a fact happened, as far as the terminal can tell. Wall time alone is never believed: the clock may jump or its
 * battery may be dead. No cursor, order of application or deduplication uses it.
 */
export interface ClockStamp {
  readonly wallMs: number;
  /** Changes with every start of the machine; makes monotonic times comparable. */
  readonly bootId: string;
  readonly monotonicMs: number;
  /** The last time the hall server told, in its milliseconds, or null if it never did. */
  readonly lastServerMs: number | null;
  readonly trust: ClockTrust;
}

/** `untrusted`: never compared with the server since start, or found off by more than the limit. */
export type ClockTrust = 'trusted' | 'untrusted';

/** Where the sender stands when the fact is received, to age the stamp by monotonic time. */
export interface ReceiptClock {
  readonly bootId: string;
  /** The terminal's monotonic time when it sent. */
  readonly monotonicMs: number;
  /** The server's own time at receipt. */
  readonly serverMs: number;
}

/**
 * When it happened, in the server's time. Same boot: receipt minus monotonic age. Otherwise the wall time, held
 * between the last server time the terminal knew and the receipt.
 */
export function effectiveTime(stamp: ClockStamp, receipt: ReceiptClock): number {
  if (stamp.bootId === receipt.bootId && stamp.monotonicMs <= receipt.monotonicMs) {
    return receipt.serverMs - (receipt.monotonicMs - stamp.monotonicMs);
  }
  const earliest = Math.min(stamp.lastServerMs ?? stamp.wallMs, receipt.serverMs);
  return Math.min(Math.max(stamp.wallMs, earliest), receipt.serverMs);
}

/** Milliseconds by which a terminal's wall clock may differ from the server's before it is called untrusted. */
export const CLOCK_TOLERANCE_MS = 120_000;
