/** QR and CODE128 commands. Data lengths: QR ≤ 7089 by standard, kept to 1000 here: a denser code is unreadable on paper. */

export type QrLevel = 'L' | 'M' | 'Q' | 'H';

const LEVEL = { L: 0x30, M: 0x31, Q: 0x32, H: 0x33 } as const;
export const MAX_QR_BYTES = 1_000;

export interface QrCommand {
  readonly data: string;
  /** Dots per module, 1 to 16. */
  readonly module: number;
  readonly level: QrLevel;
  readonly variant: 'gs-k' | 'masung';
}

/** @throws Error when data or module size is out of range. */
export function qrBytes({ data, module, level, variant }: QrCommand): readonly number[] {
  const bytes = [...new TextEncoder().encode(data)];
  if (bytes.length === 0 || bytes.length > MAX_QR_BYTES) throw new Error(`QR data must be 1 to ${MAX_QR_BYTES} bytes, not ${bytes.length}`);
  if (!Number.isInteger(module) || module < 1 || module > 16) throw new Error(`QR module must be 1 to 16 dots, not ${module}`);
  if (variant === 'masung') return masungQr(bytes, module);
  const stored = bytes.length + 3;
  return [
    [0x1d, 0x28, 0x6b, 0x04, 0x00, 0x31, 0x41, 0x32, 0x00],
    [0x1d, 0x28, 0x6b, 0x03, 0x00, 0x31, 0x43, module],
    [0x1d, 0x28, 0x6b, 0x03, 0x00, 0x31, 0x45, LEVEL[level]],
    [0x1d, 0x28, 0x6b, stored & 0xff, stored >> 8, 0x31, 0x50, 0x30, ...bytes],
    [0x1d, 0x28, 0x6b, 0x03, 0x00, 0x31, 0x51, 0x30],
  ].flat();
}

/** Masung T500II/MS532II speak a private form (PrintCmd, DC3 P H); the data ends with NUL. */
function masungQr(bytes: readonly number[], module: number): readonly number[] {
  if (bytes.includes(0)) throw new Error('QR data for this printer must not contain NUL');
  const head = [0x13, 0x50, 0x48];
  return [...head, 0x01, 0x01, ...head, 0x02, 0x01, ...head, 0x03, module, ...head, 0x04, ...bytes, 0x00, ...head, 0x05];
}

export interface BarcodeCommand {
  readonly data: string;
  readonly height: number;
  readonly module: number;
}

/** CODE128 set B with a length byte (GS k 73), digits below the bars off. @throws Error when out of range. */
export function barcodeBytes({ data, height, module }: BarcodeCommand): readonly number[] {
  if (!/^[\x20-\x7e]{1,60}$/.test(data)) throw new Error('barcode data must be 1 to 60 ASCII characters');
  if (!Number.isInteger(height) || height < 1 || height > 255) throw new Error(`barcode height must be 1 to 255 dots, not ${height}`);
  if (!Number.isInteger(module) || module < 2 || module > 6) throw new Error(`barcode module must be 2 to 6 dots, not ${module}`);
  // A brace introduces a code-set change, so a brace in the data is written twice.
  const body = Array.from(`{B${data.replaceAll('{', '{{')}`, (char) => char.charCodeAt(0));
  return [0x1d, 0x68, height, 0x1d, 0x77, module, 0x1d, 0x48, 0x00, 0x1d, 0x6b, 73, body.length, ...body];
}
