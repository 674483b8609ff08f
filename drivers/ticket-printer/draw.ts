import { createCanvas, type SKRSContext2D } from '@napi-rs/canvas';
import { emptyBitmap, type Bitmap } from './bitmap.ts';
import { cssFont, hasGlyph } from './fonts.ts';
import { CELL_HEIGHT, CELL_WIDTH } from './manual.ts';
import { cellsOf, graphemes } from './text-encoding.ts';

export type Align = 'left' | 'centre' | 'right';

/** Grey values below this print as a dot. */
const DARK = 150;
/** Part of the em that a capital or figure of Noto Sans SC is high. */
const FIGURE_HEIGHT = 0.733;
/** Narrower than this a figure loses against a smaller one; the number then gives up height, down to its minimum. */
const COMFORTABLE = 0.62;
/** Eight capital W on 58 mm paper; nothing a number may hold is wider. */
const NARROWEST = 0.3;

/**
 * The number as one picture: bold figures, as high as wanted where the paper is wide enough, never lower than
 * `minDots`, narrowed when long. The picture is as wide as the text area with the number in the middle, so no
 * printer's alignment is relied on.
 * @throws Error when the number is too long for the paper.
 */
export function drawNumber(text: string, heightDots: number, minDots: number, areaDots: number): Bitmap {
  const measure = createCanvas(8, 8).getContext('2d');
  measure.font = cssFont(100, 700, text);
  const natural = inkWidth(measure, text);
  const squeezeAt = (height: number): number => Math.min(1, (areaDots - 4) / ((natural.width * height) / FIGURE_HEIGHT / 100));
  let height = heightDots;
  while (squeezeAt(height) < COMFORTABLE && height > minDots) height -= 1;
  const squeeze = squeezeAt(height);
  if (squeeze < NARROWEST) throw new Error(`号码「${text}」太长，纸宽 ${areaDots} 点印不下`);
  const em = height / FIGURE_HEIGHT;
  const width = (natural.width * em * squeeze) / 100;
  return paint(areaDots, height + 6, (context) => {
    context.font = cssFont(em, 700, text);
    context.translate((areaDots - width) / 2, height + 2);
    context.scale(squeeze, 1);
    context.fillText(text, (natural.left * em) / 100, 0);
  });
}

function inkWidth(context: SKRSContext2D, text: string): { readonly width: number; readonly left: number } {
  const box = context.measureText(text);
  return { width: box.actualBoundingBoxLeft + box.actualBoundingBoxRight, left: box.actualBoundingBoxLeft };
}

export interface LineStyle {
  /** Multiples of the printer's 12×24 cell, so that a drawn line stands like its printed neighbours. */
  readonly width: number;
  readonly height: number;
  readonly bold: boolean;
  readonly align: Align;
}

/** A whole line of text drawn in the cells the printer would use; what no typeface has is a box with its code point. */
export function drawLine(text: string, style: LineStyle, areaDots: number): Bitmap {
  const cellWidth = CELL_WIDTH * style.width;
  const height = CELL_HEIGHT * style.height;
  const total = cellsOf(text) * cellWidth;
  const start = { left: 0, centre: Math.max(0, (areaDots - total) / 2), right: Math.max(0, areaDots - total) }[style.align];
  return paint(areaDots, height, (context) => {
    let x = Math.floor(start);
    for (const part of graphemes(text)) {
      const width = cellsOf(part) * cellWidth;
      if (Array.from(part).every((char) => hasGlyph(char) || isSelector(char))) glyph(context, part, x, width, height, style);
      else placeholder(context, part, x, width, height);
      x += width;
    }
  });
}

/** Frames side by side with a word in each: marks nobody overlooks, without a black area that wears the head. */
export function drawFrames(labels: readonly string[], areaDots: number): Bitmap {
  const high = 76;
  const em = 52;
  const measure = createCanvas(8, 8).getContext('2d');
  measure.font = cssFont(em, 700, labels.join(''));
  const widths = labels.map((label) => Math.ceil(measure.measureText(spaced(label)).width) + 44);
  const gap = 24;
  const total = widths.reduce((sum, width) => sum + width, 0) + gap * (labels.length - 1);
  return paint(areaDots, high, (context) => {
    let x = Math.max(0, Math.floor((areaDots - total) / 2));
    for (const [i, label] of labels.entries()) {
      const width = widths[i]!;
      context.lineWidth = 5;
      context.strokeRect(x + 3, 3, width - 6, high - 6);
      context.font = cssFont(em, 700, label);
      context.textAlign = 'center';
      context.fillText(spaced(label), x + width / 2, high / 2 + em * 0.36);
      x += width + gap;
    }
  });
}

/** A thin rule over the whole width. */
export function drawRule(areaDots: number, thickness = 2): Bitmap {
  const out = emptyBitmap(areaDots, thickness);
  out.rows.fill(0xff);
  return out;
}

function spaced(label: string): string {
  return graphemes(label).join('\u2009');
}

function isSelector(char: string): boolean {
  return /^[\uFE00-\uFE0F\u{E0100}-\u{E01EF}\p{M}]$/u.test(char);
}

function glyph(context: SKRSContext2D, part: string, x: number, width: number, height: number, style: LineStyle): void {
  context.save();
  context.font = cssFont(height, style.bold ? 700 : 400, part);
  const natural = Math.max(1, context.measureText(part).width);
  context.translate(x + width / 2, height * 0.87);
  context.scale(Math.min(width / natural, style.width / style.height), 1);
  context.textAlign = 'center';
  context.fillText(part, 0, 0);
  context.restore();
}

/** Boxed code point in two rows: staff can look it up, and a missing name character never just vanishes. */
function placeholder(context: SKRSContext2D, part: string, x: number, width: number, height: number): void {
  const code = part.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0');
  const split = Math.ceil(code.length / 2);
  context.save();
  context.lineWidth = Math.max(1, Math.round(height / 24));
  context.strokeRect(x + 1.5, 1.5, width - 3, height - 3);
  context.font = cssFont(height * 0.44, 500, code);
  context.textAlign = 'center';
  const squeeze = Math.min(1, (width - 6) / context.measureText(code.slice(0, split)).width);
  context.translate(x + width / 2, 0);
  context.scale(squeeze, 1);
  context.fillText(code.slice(0, split), 0, height * 0.46);
  context.fillText(code.slice(split), 0, height * 0.86);
  context.restore();
}

/** Runs `draw` in black on white and keeps what is more black than white. */
function paint(width: number, height: number, draw: (context: SKRSContext2D) => void): Bitmap {
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  context.fillStyle = '#fff';
  context.fillRect(0, 0, width, height);
  context.fillStyle = '#000';
  context.strokeStyle = '#000';
  draw(context);
  const pixels = context.getImageData(0, 0, width, height).data;
  const out = emptyBitmap(width, height);
  let pixel = 0;
  for (let y = 0; y < height; y += 1) {
    const row = y * (out.width >> 3);
    for (let x = 0; x < width; x += 1, pixel += 4) {
      if (pixels[pixel]! < DARK) out.rows[row + (x >> 3)]! |= 0x80 >> (x & 7);
    }
  }
  return out;
}
