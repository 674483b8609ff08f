/** Rows of keys as on every keyboard and phone; a space is a gap, so that the pad keeps its shape. */
export const KEY_ROWS = {
  letters: ['qwertyuiop', 'asdfghjkl', 'zxcvbnm'],
  'id-number': ['123', '456', '789', 'X0'],
  phone: ['123', '456', '789', ' 0'],
  passport: ['1234567890', 'QWERTYUIOP', 'ASDFGHJKL', 'ZXCVBNM'],
  // GB 32100 leaves out I, O, S, V and Z, which are mistaken for digits.
  'credit-code': ['1234567890', 'QWERTYUP', 'ADFGHJKL', 'XCBNM'],
} as const satisfies Record<string, readonly string[]>;

export type KeyRows = keyof typeof KEY_ROWS;
