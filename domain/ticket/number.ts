/** 号码: unique by (hall, business day, series, number). */
export interface TicketNumber {
  /** Business day YYYY-MM-DD as given by the hall server; never the terminal's calendar. */
  readonly businessDay: string;
  readonly series: string;
  /** 1…9999. */
  readonly number: number;
  readonly origin: NumberOrigin;
}

/**
 * `bound`: given online by the hall server for this ticket. `leased`: from a block stored beforehand in the kiosk's own
 * series. `permanent`: from the kiosk's own last-resort range, when no block is left.
 */
export type NumberOrigin = 'bound' | 'leased' | 'permanent';

export const MAX_NUMBER = 9999;

/** What is printed, shown and spoken: series letters and at least three digits, `A008`. */
export function numberLabel(number: Pick<TicketNumber, 'series' | 'number'>): string {
  return `${number.series}${String(number.number).padStart(3, '0')}`;
}

/** A contiguous range of numbers that only one terminal may give out. Both ends inclusive. */
export interface NumberBlock {
  readonly leaseId: string;
  readonly businessDay: string;
  readonly series: string;
  readonly from: number;
  readonly to: number;
  readonly origin: 'leased' | 'permanent';
}

/**
 * How a kiosk's own series is divided, both ends inclusive: the hall server leases blocks from the first range only, so
 * that the second stays the kiosk's last resort on every business day without asking anybody.
 */
export const LEASED_RANGE = { from: 1, to: 900 } as const;
export const PERMANENT_RANGE = { from: 901, to: 999 } as const;

/**
 * Part of the own series: permanent numbers of a store whose own marks cannot be trusted (restored, cloned,
 * forked, rebuilt without whole marks), given in parts chosen by its log, so that two such logs hardly ever meet. The
 * hall server never leases from here. 97 parts of 50: a prime, so that every step walks through all of them.
 */
export const AFTER_NEW_LOG_RANGE = { from: 1000, to: 5849 } as const;
export const AFTER_NEW_LOG_PART = 50;

/** Part of the own series: leases of a restored hall server on the days that its lost database may have leased already. */
export const AFTER_RESTORE_RANGE = { from: 6000, to: 9899 } as const;
