import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '#kernel/bytes.ts';
import { emptyBitmap, setDot } from './bitmap.ts';
import { encodeCommand, encodeCommands, type Command } from './commands.ts';

const hex = (...commands: readonly Command[]): string => toHex(encodeCommands(commands));

describe('ESC/POS commands, against bytes typed from the manuals', () => {
  it('encodes the worked ticket head', () => {
    expect(
      hex(
        { type: 'init' },
        { type: 'chinese', on: true },
        { type: 'align', to: 'centre' },
        { type: 'size', width: 2, height: 2 },
        { type: 'text', text: '请取号' },
        { type: 'newline' },
        { type: 'size', width: 1, height: 1 },
        { type: 'cut', how: { kind: 'feed-partial', feed: 0 } },
      ),
    ).toBe('1B 40 1C 26 1B 61 01 1D 21 11 C7 EB C8 A1 BA C5 0A 1D 21 00 1D 56 42 00');
  });

  it('encodes the worked QR "A001" of module 6, level M', () => {
    expect(hex({ type: 'qr', data: 'A001', module: 6, level: 'M', variant: 'gs-k' })).toBe(
      '1D 28 6B 04 00 31 41 32 00 1D 28 6B 03 00 31 43 06 1D 28 6B 03 00 31 45 31 1D 28 6B 07 00 31 50 30 41 30 30 31 1D 28 6B 03 00 31 51 30',
    );
  });

  it('encodes the private QR of Masung T500II', () => {
    expect(hex({ type: 'qr', data: 'A001', module: 6, level: 'M', variant: 'masung' })).toBe(
      '13 50 48 01 01 13 50 48 02 01 13 50 48 03 06 13 50 48 04 41 30 30 31 00 13 50 48 05',
    );
  });

  it('counts QR data beyond 255 bytes in two bytes', () => {
    const bytes = encodeCommand({ type: 'qr', data: 'x'.repeat(300), module: 3, level: 'L', variant: 'gs-k' });
    // 300 + 3 = 0x012F
    expect(toHex(bytes.slice(25, 33))).toBe('1D 28 6B 2F 01 31 50 30');
  });

  it('encodes CODE128 with its length and code set', () => {
    expect(hex({ type: 'barcode', data: 'A008', height: 80, module: 2 })).toBe('1D 68 50 1D 77 02 1D 48 00 1D 6B 49 06 7B 42 41 30 30 38');
  });

  it.each<[string, Command, string]>([
    ['align right', { type: 'align', to: 'right' }, '1B 61 02'],
    ['bold on', { type: 'bold', on: true }, '1B 45 01'],
    ['bold off', { type: 'bold', on: false }, '1B 45 00'],
    ['underline', { type: 'underline', thickness: 1 }, '1B 2D 01'],
    ['largest size', { type: 'size', width: 8, height: 8 }, '1D 21 77'],
    ['tall size', { type: 'size', width: 1, height: 2 }, '1D 21 01'],
    ['Chinese off', { type: 'chinese', on: false }, '1C 2E'],
    ['Chinese double', { type: 'chinese-size', doubleWidth: true, doubleHeight: true }, '1C 21 0C'],
    ['feed lines', { type: 'feed-lines', lines: 3 }, '1B 64 03'],
    ['feed 300 dots', { type: 'feed-dots', dots: 300 }, '1B 4A FF 1B 4A 2D'],
    ['line spacing', { type: 'line-spacing', dots: 48 }, '1B 33 30'],
    ['default spacing', { type: 'default-line-spacing' }, '1B 32'],
    ['left margin', { type: 'left-margin', dots: 300 }, '1D 4C 2C 01'],
    ['area width', { type: 'area-width', dots: 576 }, '1D 57 40 02'],
    ['position', { type: 'position', dots: 120 }, '1B 24 78 00'],
    ['density', { type: 'density', level: 4 }, '1D 7C 04'],
    ['full cut', { type: 'cut', how: { kind: 'full' } }, '1D 56 00'],
    ['partial cut', { type: 'cut', how: { kind: 'partial' } }, '1D 56 01'],
    ['feed and full cut', { type: 'cut', how: { kind: 'feed-full', feed: 2 } }, '1D 56 41 02'],
    ['old full cut', { type: 'cut', how: { kind: 'old-full' } }, '1B 69'],
    ['old partial cut', { type: 'cut', how: { kind: 'old-partial' } }, '1B 6D'],
  ])('encodes %s', (_, command, bytes) => {
    expect(hex(command)).toBe(bytes);
  });

  it('encodes a raster with bytes per row and rows, most significant dot left', () => {
    const image = emptyBitmap(16, 2);
    setDot(image, 0, 0);
    setDot(image, 15, 1);
    expect(hex({ type: 'raster', image })).toBe('1D 76 30 00 02 00 02 00 80 00 00 01');
  });

  it('thickens a picture that would read as a real-time command', () => {
    const image = { width: 24, height: 1, rows: fromHex('10 04 01') };
    expect(hex({ type: 'raster', image })).toBe('1D 76 30 00 03 00 01 00 18 04 01');
  });

  it.each<[string, Command, string]>([
    ['size 9', { type: 'size', width: 9, height: 1 }, 'width must be 1 to 8, not 9'],
    ['density 9', { type: 'density', level: 9 }, 'density must be 0 to 8, not 9'],
    ['module 17', { type: 'qr', data: 'A', module: 17, level: 'M', variant: 'gs-k' }, 'QR module must be 1 to 16 dots, not 17'],
    ['empty QR', { type: 'qr', data: '', module: 3, level: 'M', variant: 'gs-k' }, 'QR data must be 1 to 1000 bytes, not 0'],
    ['Chinese in a barcode', { type: 'barcode', data: '号', height: 80, module: 2 }, 'barcode data must be'],
    ['a character outside GBK', { type: 'text', text: '𠮷' }, 'U+20BB7 is outside'],
  ])('refuses %s', (_, command, message) => {
    expect(() => encodeCommand(command)).toThrow(message);
  });
});
