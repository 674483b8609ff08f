/** One bit per dot, rows padded to whole bytes, most significant bit left, 1 = black: the layout of GS v 0. */
export interface Bitmap {
  /** Dots; always a multiple of 8. */
  readonly width: number;
  readonly height: number;
  readonly rows: Uint8Array;
}

/** Rows per GS v 0. Bands let the printer start at once and give places where a status question may stand. */
export const BAND_ROWS = 64;

export function emptyBitmap(width: number, height: number): Bitmap {
  const padded = Math.ceil(width / 8) * 8;
  return { width: padded, height, rows: new Uint8Array((padded / 8) * height) };
}

export function setDot(bitmap: Bitmap, x: number, y: number): void {
  if (x < 0 || y < 0 || x >= bitmap.width || y >= bitmap.height) return;
  const at = y * (bitmap.width >> 3) + (x >> 3);
  bitmap.rows[at] = bitmap.rows[at]! | (0x80 >> (x & 7));
}

export function dotAt(bitmap: Bitmap, x: number, y: number): boolean {
  if (x < 0 || y < 0 || x >= bitmap.width || y >= bitmap.height) return false;
  return (bitmap.rows[y * (bitmap.width >> 3) + (x >> 3)]! & (0x80 >> (x & 7))) !== 0;
}

/** Draws `source` onto `target` with its top left corner at (x, y). */
export function stamp(target: Bitmap, source: Bitmap, x: number, y: number): void {
  for (let row = 0; row < source.height; row += 1) {
    for (let column = 0; column < source.width; column += 1) if (dotAt(source, column, row)) setDot(target, x + column, y + row);
  }
}

/** `bitmap` with the white dots to its right dropped: bytes that would print nothing. */
export function trimRight(bitmap: Bitmap): Bitmap {
  const bytes = bitmap.width >> 3;
  let used = 1;
  for (let y = 0; y < bitmap.height; y += 1) {
    for (let at = bytes - 1; at >= used; at -= 1) {
      if (bitmap.rows[y * bytes + at] === 0) continue;
      used = at + 1;
      break;
    }
  }
  const out = emptyBitmap(used * 8, bitmap.height);
  for (let y = 0; y < bitmap.height; y += 1) out.rows.set(bitmap.rows.subarray(y * bytes, y * bytes + used), y * used);
  return out;
}

/** Cuts into bands of at most BAND_ROWS rows, each small enough to stand between two status questions. */
export function bands(bitmap: Bitmap): readonly Bitmap[] {
  const bytes = bitmap.width >> 3;
  const out: Bitmap[] = [];
  for (let y = 0; y < bitmap.height; y += BAND_ROWS) {
    const height = Math.min(BAND_ROWS, bitmap.height - y);
    out.push({ width: bitmap.width, height, rows: bitmap.rows.slice(y * bytes, (y + height) * bytes) });
  }
  return out;
}

/** GS v 0 with normal density. */
export function rasterBytes({ width, height, rows }: Bitmap): Uint8Array {
  const bytes = width >> 3;
  const head = [0x1d, 0x76, 0x30, 0x00, bytes & 0xff, bytes >> 8, height & 0xff, height >> 8];
  const out = new Uint8Array(head.length + rows.length);
  out.set(head);
  out.set(rows, head.length);
  hideRealtime(out, head.length);
  return out;
}

/**
 * Printers look for DLE EOT / DLE ENQ / DLE DC4 in everything they receive, pictures included (Epson: "may be processed as
 * a real-time command"). A picture that happens to hold one gets one dot more, which nobody sees.
 */
function hideRealtime(bytes: Uint8Array, from: number): void {
  for (let i = from; i + 1 < bytes.length; i += 1) {
    if (bytes[i] === 0x10 && (bytes[i + 1] === 0x04 || bytes[i + 1] === 0x05 || bytes[i + 1] === 0x14)) bytes[i] = 0x18;
  }
}
