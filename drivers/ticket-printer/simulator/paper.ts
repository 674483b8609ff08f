import { createCanvas, ImageData } from '@napi-rs/canvas';
import { dotAt, emptyBitmap, setDot, type Bitmap } from '../bitmap.ts';
import { cssFont, hasGlyph } from '../fonts.ts';

/** The roll under the head: rows of dots, grown as paper is fed. */
export class Paper {
  readonly width: number;
  #rows: Uint8Array[] = [];

  constructor(width: number) {
    this.width = width;
  }

  get height(): number {
    return this.#rows.length;
  }

  feed(dots: number): void {
    for (let i = 0; i < dots; i += 1) this.#rows.push(new Uint8Array(this.width));
  }

  /** Blackens dots of `image` with its top at row `y`, which must have been fed. */
  print(image: Bitmap, x: number, y: number): void {
    for (let row = 0; row < image.height; row += 1) {
      const line = this.#rows[y + row];
      if (!line) return;
      for (let column = 0; column < image.width; column += 1) {
        if (dotAt(image, column, row) && x + column < this.width && x + column >= 0) line[x + column] = 1;
      }
    }
  }

  /** Cuts everything fed so far off the roll. */
  takeOff(): Bitmap {
    const out = emptyBitmap(this.width, this.#rows.length);
    for (const [y, row] of this.#rows.entries()) for (let x = 0; x < this.width; x += 1) if (row[x] === 1) setDot(out, x, y);
    this.#rows = [];
    return out;
  }
}

const cells = new Map<string, Bitmap>();

/** One character as the printer's ROM has it: 24 dots high, 12 or 24 wide, bold as a second strike one dot aside. */
export function romGlyph(char: string, width: 12 | 24, bold: boolean): Bitmap {
  const key = `${char}${width}${bold}`;
  const known = cells.get(key);
  if (known) return known;
  const canvas = createCanvas(width, 24);
  const context = canvas.getContext('2d');
  context.fillStyle = '#fff';
  context.fillRect(0, 0, width, 24);
  context.fillStyle = '#000';
  context.textAlign = 'center';
  context.font = width === 12 ? '500 20px "Noto Sans Mono", "DejaVu Sans Mono", monospace' : cssFont(24, 400, char);
  // ROM box-drawing characters reach the edges of their cell, unlike those of a typeface.
  if (char === '─') context.fillRect(0, 11, width, 2);
  else if (hasGlyph(char)) context.fillText(char, width / 2, width === 12 ? 19 : 21);
  else context.fillRect(2, 2, width - 4, 20);
  const pixels = context.getImageData(0, 0, width, 24).data;
  const out = emptyBitmap(width, 24);
  for (let y = 0; y < 24; y += 1) {
    for (let x = 0; x < width; x += 1) {
      if (pixels[(y * width + x) * 4]! > 140) continue;
      setDot(out, x, y);
      if (bold && x + 1 < width) setDot(out, x + 1, y);
    }
  }
  cells.set(key, out);
  return out;
}

/** Each dot as `byWidth` × `byHeight` dots, the only way printers enlarge. */
export function enlarge(image: Bitmap, byWidth: number, byHeight: number, width = image.width): Bitmap {
  const out = emptyBitmap(width * byWidth, image.height * byHeight);
  for (let y = 0; y < out.height; y += 1) {
    for (let x = 0; x < width * byWidth; x += 1) if (dotAt(image, Math.floor(x / byWidth), Math.floor(y / byHeight))) setDot(out, x, y);
  }
  return out;
}

/** White borders that the head does not reach: 58 mm rolls print 48 mm, 80 mm rolls print 72 mm. */
const BORDER = { 384: 40, 576: 32 } as const;

/** PNG of a ticket as it lies on a table: one pixel per dot (8 per mm), the roll's own borders, a toothed cut below. */
export function ticketPng(ticket: Bitmap, cut: 'full' | 'partial' | 'torn'): Uint8Array {
  const border = ticket.width === 384 ? BORDER[384] : BORDER[576];
  const width = ticket.width + border * 2;
  const height = ticket.height + 24;
  const pixels = new Uint8ClampedArray(width * height * 4).fill(0xff);
  for (let y = 0; y < ticket.height; y += 1) {
    for (let x = 0; x < ticket.width; x += 1) if (dotAt(ticket, x, y)) pixels.fill(0x16, ((y + 12) * width + border + x) * 4, ((y + 12) * width + border + x) * 4 + 3);
  }
  // The blade leaves teeth; a partial cut leaves its bridge in the middle, torn paper has no teeth.
  for (let x = 0; x < width; x += 1) {
    if (cut === 'torn' || (cut === 'partial' && Math.abs(x - width / 2) < 12)) continue;
    const tooth = Math.abs((x % 8) - 4);
    for (let y = height - tooth; y < height; y += 1) pixels.fill(0xc8, (y * width + x) * 4, (y * width + x) * 4 + 3);
  }
  const canvas = createCanvas(width, height);
  canvas.getContext('2d').putImageData(new ImageData(pixels, width, height), 0, 0);
  return Uint8Array.from(canvas.toBuffer('image/png'));
}
