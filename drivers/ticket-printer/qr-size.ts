import qrcode from 'qrcode';
import { emptyBitmap, setDot, type Bitmap } from './bitmap.ts';
import { DOTS_PER_MM } from './manual.ts';
import type { QrLevel } from './symbols.ts';

/** Three dots (0.375 mm) is the smallest module that hand scanners and telephones read from thermal paper. */
const SMALLEST_MODULE = 3;
const LARGEST_MODULE = 8;

export interface QrPlan {
  readonly module: number;
  readonly level: QrLevel;
  /** Side of the code in dots, without its white margin. */
  readonly side: number;
}

/** The largest module that keeps the code within `maxMm`. @throws Error when the data is too long to be readable. */
export function planQr(data: string, maxMm: number, areaDots: number): QrPlan {
  const room = Math.min(maxMm * DOTS_PER_MM, areaDots - 16);
  for (const level of ['M', 'L'] as const) {
    const size = matrix(data, level).size;
    const module = Math.min(LARGEST_MODULE, Math.floor(room / size));
    if (module >= SMALLEST_MODULE) return { module, level, side: size * module };
  }
  throw new Error(`二维码内容太长（${new TextEncoder().encode(data).length} 字节），在 ${Math.floor(room / DOTS_PER_MM)} mm 内印不清`);
}

/** The code as a picture in the middle of the text area, for printers without a QR command. */
export function drawQr(data: string, { module, level, side }: QrPlan, areaDots: number): Bitmap {
  const { size, data: cells } = matrix(data, level);
  const out = emptyBitmap(areaDots, side);
  const left = Math.floor((areaDots - side) / 2);
  for (let y = 0; y < side; y += 1) {
    for (let x = 0; x < side; x += 1) if (cells[Math.floor(y / module) * size + Math.floor(x / module)]) setDot(out, left + x, y);
  }
  return out;
}

/** Byte mode always, as printers encode: mixed modes would promise a smaller code than the printer makes. */
function matrix(data: string, level: QrLevel): { readonly size: number; readonly data: Uint8Array } {
  return qrcode.create([{ data: new TextEncoder().encode(data), mode: 'byte' }], { errorCorrectionLevel: level }).modules;
}
