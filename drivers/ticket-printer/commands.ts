import { concatBytes } from '#kernel/bytes.ts';
import { exhaustive } from '#kernel/exhaustive.ts';
import { barcodeBytes, qrBytes, type QrLevel } from './symbols.ts';
import { rasterBytes, type Bitmap } from './bitmap.ts';
import { encodeText } from './text-encoding.ts';

/**
 * What a printer can be told, as comparable objects. Bytes per Epson/Citizen/SNBC/SPRT manuals unless a field says otherwise.
 * Text must already fit the printer's two-byte range; see text-encoding.ts.
 */
export type Command =
  | { readonly type: 'init' }
  | { readonly type: 'chinese'; readonly on: boolean }
  | { readonly type: 'align'; readonly to: 'left' | 'centre' | 'right' }
  | { readonly type: 'bold'; readonly on: boolean }
  | { readonly type: 'underline'; readonly thickness: 0 | 1 | 2 }
  /** Multiples of the 12×24 (Chinese 24×24) cell, each 1 to 8. */
  | { readonly type: 'size'; readonly width: number; readonly height: number }
  /** FS !: for printers on which GS ! leaves Chinese small. Only single and double exist. */
  | { readonly type: 'chinese-size'; readonly doubleWidth: boolean; readonly doubleHeight: boolean }
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'newline' }
  | { readonly type: 'feed-lines'; readonly lines: number }
  /** Any number of dots; one ESC J carries at most 255. */
  | { readonly type: 'feed-dots'; readonly dots: number }
  | { readonly type: 'line-spacing'; readonly dots: number }
  | { readonly type: 'default-line-spacing' }
  | { readonly type: 'left-margin'; readonly dots: number }
  | { readonly type: 'area-width'; readonly dots: number }
  | { readonly type: 'position'; readonly dots: number }
  | { readonly type: 'qr'; readonly data: string; readonly module: number; readonly level: QrLevel; readonly variant: 'gs-k' | 'masung' }
  /** CODE128, set B, `data` in ASCII 20–7E. Height 1–255 dots, module 2–6 dots. */
  | { readonly type: 'barcode'; readonly data: string; readonly height: number; readonly module: number }
  | { readonly type: 'raster'; readonly image: Bitmap }
  | { readonly type: 'cut'; readonly how: CutVariant }
  /** GS |: 0–8; VKP80III takes 2–6. */
  | { readonly type: 'density'; readonly level: number }
  /** Presenter and vendor sequences that come from a profile, named for the debugger. */
  | { readonly type: 'vendor'; readonly name: string; readonly bytes: readonly number[] };

export type CutVariant =
  | { readonly kind: 'feed-partial' | 'feed-full'; readonly feed: number }
  | { readonly kind: 'partial' | 'full' | 'old-partial' | 'old-full' | 'none' };

type Encoders = { readonly [T in Command['type']]: (command: Extract<Command, { type: T }>) => readonly number[] | Uint8Array };

const ALIGN = { left: 0, centre: 1, right: 2 } as const;

const ENCODERS: Encoders = {
  init: () => [0x1b, 0x40],
  chinese: ({ on }) => [0x1c, on ? 0x26 : 0x2e],
  align: ({ to }) => [0x1b, 0x61, ALIGN[to]],
  bold: ({ on }) => [0x1b, 0x45, on ? 1 : 0],
  underline: ({ thickness }) => [0x1b, 0x2d, thickness],
  size: ({ width, height }) => [0x1d, 0x21, ((within(width, 1, 8, 'width') - 1) << 4) | (within(height, 1, 8, 'height') - 1)],
  'chinese-size': ({ doubleWidth, doubleHeight }) => [0x1c, 0x21, (doubleWidth ? 4 : 0) | (doubleHeight ? 8 : 0)],
  text: ({ text }) => encodeText(text),
  newline: () => [0x0a],
  'feed-lines': ({ lines }) => [0x1b, 0x64, within(lines, 0, 255, 'lines')],
  'feed-dots': ({ dots }) => feedDots(within(dots, 0, 4_000, 'dots')),
  'line-spacing': ({ dots }) => [0x1b, 0x33, within(dots, 0, 255, 'line spacing')],
  'default-line-spacing': () => [0x1b, 0x32],
  'left-margin': ({ dots }) => [0x1d, 0x4c, ...low16(dots)],
  'area-width': ({ dots }) => [0x1d, 0x57, ...low16(dots)],
  position: ({ dots }) => [0x1b, 0x24, ...low16(dots)],
  qr: (command) => qrBytes(command),
  barcode: (command) => barcodeBytes(command),
  raster: ({ image }) => rasterBytes(image),
  cut: ({ how }) => cutBytes(how),
  density: ({ level }) => [0x1d, 0x7c, within(level, 0, 8, 'density')],
  vendor: ({ bytes }) => bytes,
};

/** The bytes of one command. @throws Error when a value lies outside what the command can carry. */
export function encodeCommand(command: Command): Uint8Array {
  // One table entry per type: the lookup loses the link between type and entry that the table's own type proves.
  const encoder = ENCODERS[command.type] as (command: Command) => readonly number[] | Uint8Array;
  return Uint8Array.from(encoder(command));
}

export function encodeCommands(commands: readonly Command[]): Uint8Array {
  return concatBytes(...commands.map(encodeCommand));
}

/** Starts every ticket: known state, Chinese two-byte mode on. */
export const TICKET_HEAD: readonly Command[] = [{ type: 'init' }, { type: 'chinese', on: true }];

function cutBytes(how: CutVariant): readonly number[] {
  switch (how.kind) {
    case 'feed-full':
      return [0x1d, 0x56, 0x41, within(how.feed, 0, 255, 'feed before cut')];
    case 'feed-partial':
      return [0x1d, 0x56, 0x42, within(how.feed, 0, 255, 'feed before cut')];
    case 'full':
      return [0x1d, 0x56, 0x00];
    case 'partial':
      return [0x1d, 0x56, 0x01];
    case 'old-full':
      return [0x1b, 0x69];
    case 'old-partial':
      return [0x1b, 0x6d];
    case 'none':
      return [];
    default:
      return exhaustive(how, 'cut');
  }
}

function feedDots(dots: number): number[] {
  const out: number[] = [];
  for (let left = dots; left > 0; left -= 255) out.push(0x1b, 0x4a, Math.min(255, left));
  return out;
}

function low16(value: number): [number, number] {
  within(value, 0, 0xffff, 'position');
  return [value & 0xff, value >> 8];
}

function within(value: number, min: number, max: number, what: string): number {
  if (!Number.isInteger(value) || value < min || value > max) throw new Error(`${what} must be ${min} to ${max}, not ${value}`);
  return value;
}
