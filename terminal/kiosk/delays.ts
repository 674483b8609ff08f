/** Every delay of the kiosk's session, with what it is for. Milliseconds. */
export interface KioskDelays {
  /** How long the hall server may take to bind a number before a leased one is used. 0 when the link is known down. */
  readonly bindLimit: number;
  /** A plain result goes home by itself: long enough to take the paper, short enough for the next in line. */
  readonly result: number;
  /** Screens that wait for a person to act; the last part of it shows a warning that one tap extends. */
  readonly waitForPerson: number;
  /** How long the warning stands before something would be lost; never under 20 s (WCAG 2.2.1). */
  readonly warning: number;
  /** A card laid on the home screen shows that person's tickets this long. */
  readonly person: number;
  /** A refusal or a call for staff is read, then goes home. */
  readonly notice: number;
  /** Longer than the slowest printer needs for a ticket: work that takes longer hangs, and only a new start helps. */
  readonly work: number;
  /** After a restart, a print that was under way this recently is asked about on the screen. */
  readonly askAfterRestart: number;
}

export const KIOSK_DELAYS: KioskDelays = {
  bindLimit: 500,
  result: 8_000,
  waitForPerson: 60_000,
  warning: 20_000,
  person: 30_000,
  notice: 10_000,
  work: 180_000,
  askAfterRestart: 120_000,
};
