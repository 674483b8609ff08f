/** How this hall server behaves; everything has a default that suits a hall without a specialist. */
export interface HallSettings {
  /** Minutes after midnight (hall's time zone) at which a new business day begins, 0…1439. */
  readonly dayStartMinutes: number;
  /** Numbers per leased block, 5…200: a kiosk cut off in the morning should last the day. */
  readonly leaseBlock: number;
  /** Milliseconds by which `safe` lags behind `applied` while no off-machine backup is configured; 0: not at all. */
  readonly safeRetentionMs: number;
}

export const DEFAULT_SETTINGS: HallSettings = {
  dayStartMinutes: 0,
  leaseBlock: 200,
  safeRetentionMs: 24 * 3_600_000,
};
