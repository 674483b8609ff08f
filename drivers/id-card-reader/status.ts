/** Meaning of SW3 with SW1 = SW2 = 00 (status table of the security module's protocol). */
export type StatusName =
  | 'ok'
  | 'card-found'
  | 'checksum-error'
  | 'length-error'
  | 'command-error'
  | 'not-permitted'
  | 'unknown-error'
  | 'card-rejects-sam'
  | 'sam-rejects-card'
  | 'verification-failed'
  | 'unknown-card-type'
  | 'read-failed'
  | 'random-number-failed'
  | 'self-test-failed'
  | 'not-authorised'
  | 'no-card'
  | 'select-failed'
  | 'no-content'
  /** A code that no document explains. */
  | 'undocumented';

export interface ReaderStatus {
  readonly name: StatusName;
  /** The three status bytes as printed in manuals, such as `00 00 90`. */
  readonly code: string;
}

const NAMES: Readonly<Record<number, StatusName>> = {
  0x90: 'ok',
  0x9f: 'card-found',
  0x10: 'checksum-error',
  0x11: 'length-error',
  0x21: 'command-error',
  0x23: 'not-permitted',
  0x24: 'unknown-error',
  0x31: 'card-rejects-sam',
  0x32: 'sam-rejects-card',
  0x33: 'verification-failed',
  0x40: 'unknown-card-type',
  0x41: 'read-failed',
  0x47: 'random-number-failed',
  0x60: 'self-test-failed',
  0x66: 'not-authorised',
  0x80: 'no-card',
  0x81: 'select-failed',
  0x91: 'no-content',
};

export function statusOf(sw1: number, sw2: number, sw3: number): ReaderStatus {
  const code = [sw1, sw2, sw3].map((byte) => byte.toString(16).padStart(2, '0').toUpperCase()).join(' ');
  return { name: (sw1 === 0 && sw2 === 0 && NAMES[sw3]) || 'undocumented', code };
}

/** SW3 of a documented status. */
export function codeOf(name: Exclude<StatusName, 'undocumented'>): number {
  return Number(Object.keys(NAMES).find((code) => NAMES[Number(code)] === name));
}
