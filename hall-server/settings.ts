/** Backups made by the server itself. */
export interface BackupPlan {
  /** An existing folder, on another machine or disk. */
  readonly to: string;
  /** 5…10080. */
  readonly everyMinutes: number;
  /** Whole backups kept, 2…1000. */
  readonly keep: number;
  /** Keys are sealed to the hall's recovery key: restoring needs its private part. */
  readonly sealed: boolean;
  /** Count a backup on the hall's own disk as safe; it does not survive that disk. */
  readonly acceptSameDisk: boolean;
}

/** How this hall server behaves; everything has a default that suits a hall without a specialist. */
export interface HallSettings {
  /** Minutes after midnight (hall's time zone) at which a new business day begins, 0…1439. */
  readonly dayStartMinutes: number;
  /** Numbers per leased block, 5…200: a kiosk cut off in the morning should last the day. */
  readonly leaseBlock: number;
  /** Milliseconds by which `safe` lags behind `applied` while no off-machine backup is configured; 0: not at all; Infinity: only verified backups move it. */
  readonly safeRetentionMs: number;
}

export const DEFAULT_SETTINGS: HallSettings = {
  dayStartMinutes: 0,
  leaseBlock: 200,
  safeRetentionMs: 24 * 3_600_000,
};
