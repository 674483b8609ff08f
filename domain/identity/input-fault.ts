/** What can be wrong with a typed number. The same members as `inputFault` of the kiosk contract, which a test holds to. */
export type InputFault = IdNumberFault | 'wrong-format';

/** Faults of numbers with a check character, most telling first; also used for the credit code, which has no date. */
export type IdNumberFault =
  | 'empty'
  | 'wrong-length'
  | 'wrong-character'
  | 'wrong-date'
  | 'wrong-check-digit'
  | 'unknown-region';
