import qrcode from 'qrcode';
import { exhaustive } from '#kernel/exhaustive.ts';
import { emptyBitmap, setDot, type Bitmap } from '../bitmap.ts';
import { code128Bars } from './code128.ts';
import { enlarge, Paper, romGlyph, ticketPng } from './paper.ts';
import type { Operation } from './parser.ts';

/** A piece of paper that left the roll. */
export interface PrintedTicket {
  /** PNG at 203 dpi, drawn when first asked for. */
  readonly png: Uint8Array;
  /** Dots of the printed area, 8 per millimetre. */
  readonly image: Bitmap;
  /** Text from the printer's own fonts, line by line; pictures have none. */
  readonly lines: readonly string[];
  readonly qrPayloads: readonly string[];
  readonly barcodes: readonly string[];
  readonly cut: 'full' | 'partial' | 'torn';
  readonly heightMm: number;
}

interface Placed {
  readonly image: Bitmap;
  readonly width: number;
}

const DEFAULT_SPACING = 30;
const LEVELS = ['L', 'M', 'Q', 'H'] as const;

/** Head, motor and blade: carries out operations on paper and says how many dots each one moved. */
export class Press {
  readonly paper: Paper;
  readonly #printable: number;
  #line: Placed[] = [];
  #lineWidth = 0;
  #text = '';
  #lines: string[] = [];
  #qrPayloads: string[] = [];
  #barcodes: string[] = [];
  #align = 0;
  #bold = false;
  #width = 1;
  #height = 1;
  #chineseWidth = 1;
  #chineseHeight = 1;
  #spacing = DEFAULT_SPACING;
  #margin = 0;
  #qrModule = 3;
  #qrLevel = 0;
  #qrData: Uint8Array = new Uint8Array();
  #barHeight = 162;
  #barModule = 3;

  constructor(dots: number) {
    this.#printable = dots;
    this.paper = new Paper(dots);
  }

  /** Dots the paper moves. Feeding happens at once; the caller lets the time pass. */
  run(operation: Operation): number {
    const before = this.paper.height;
    this.#carryOut(operation);
    return this.paper.height - before;
  }

  /** Cuts, or tears when `cut` is `torn`; undefined when nothing but blank roll is there. */
  separate(cut: PrintedTicket['cut']): PrintedTicket {
    if (this.#line.length > 0) this.#newLine();
    const image = this.paper.takeOff();
    let png: Uint8Array | undefined;
    const ticket: PrintedTicket = {
      get png() {
        return (png ??= ticketPng(image, cut));
      },
      image,
      lines: this.#lines,
      qrPayloads: this.#qrPayloads,
      barcodes: this.#barcodes,
      cut,
      heightMm: image.height / 8,
    };
    this.#lines = [];
    this.#qrPayloads = [];
    this.#barcodes = [];
    return ticket;
  }

  /** Drops what is not yet on paper. */
  clearLine(): void {
    this.#line = [];
    this.#lineWidth = 0;
    this.#text = '';
  }

  reset(): void {
    this.clearLine();
    this.#align = 0;
    this.#bold = false;
    this.#width = this.#height = this.#chineseWidth = this.#chineseHeight = 1;
    this.#spacing = DEFAULT_SPACING;
    this.#margin = 0;
  }

  #carryOut(operation: Operation): void {
    switch (operation.op) {
      case 'character':
        return this.#character(operation.bytes);
      case 'line-feed':
        return this.#newLine();
      case 'initialise':
        return this.reset();
      case 'align':
        this.#align = operation.value;
        return;
      case 'bold':
        this.#bold = operation.on;
        return;
      case 'size':
        this.#width = operation.width;
        this.#height = operation.height;
        return;
      case 'chinese-size':
        this.#chineseWidth = operation.width;
        this.#chineseHeight = operation.height;
        return;
      case 'spacing':
        this.#spacing = operation.dots ?? DEFAULT_SPACING;
        return;
      case 'left-margin':
        this.#margin = operation.dots;
        return;
      case 'feed-lines':
        this.#newLine();
        this.paper.feed(Math.max(0, operation.lines - 1) * this.#spacing);
        return;
      case 'feed-dots':
        if (this.#line.length > 0) this.#newLine();
        this.paper.feed(operation.dots);
        return;
      case 'raster':
        return this.#raster(operation);
      case 'qr-module':
        this.#qrModule = operation.value;
        return;
      case 'qr-level':
        this.#qrLevel = operation.value - 0x30;
        return;
      case 'qr-store':
        this.#qrData = operation.data;
        return;
      case 'qr-print':
        return this.#qr();
      case 'barcode-height':
        this.#barHeight = operation.value;
        return;
      case 'barcode-module':
        this.#barModule = operation.value;
        return;
      case 'barcode':
        return this.#barcode(operation.data);
      case 'cut':
        if (this.#line.length > 0) this.#newLine();
        this.paper.feed(operation.feed);
        return;
      // Understood elsewhere, or without effect on this paper.
      case 'area-width':
      case 'automatic-status':
      case 'chinese':
      case 'echo':
      case 'ignored':
      case 'position':
      case 'present':
      case 'presenter-status':
      case 'retract':
      case 'reverse':
      case 'underline':
      case 'unknown':
        return;
      default:
        exhaustive(operation, 'operation');
    }
  }

  #character(bytes: readonly number[]): void {
    const char = new TextDecoder('gbk').decode(Uint8Array.from(bytes));
    const wide = bytes.length === 2;
    const cell = wide ? 24 : 12;
    const byWidth = this.#width * (wide ? this.#chineseWidth : 1);
    const byHeight = this.#height * (wide ? this.#chineseHeight : 1);
    const width = cell * byWidth;
    if (this.#lineWidth + width > this.#room) this.#newLine();
    this.#line.push({ image: enlarge(romGlyph(char, cell, this.#bold), byWidth, byHeight, cell), width });
    this.#lineWidth += width;
    this.#text += char;
  }

  #newLine(): void {
    const height = this.#line.reduce((most, placed) => Math.max(most, placed.image.height), 0);
    const top = this.paper.height;
    this.paper.feed(Math.max(this.#spacing, height));
    let x = this.#left(this.#lineWidth);
    for (const { image, width } of this.#line) {
      this.paper.print(image, x, top + height - image.height);
      x += width;
    }
    if (this.#text !== '') this.#lines.push(this.#text);
    this.clearLine();
  }

  #raster({ scaleX, scaleY, bytesPerRow, rows }: Extract<Operation, { op: 'raster' }>): void {
    const image = enlarge({ width: bytesPerRow * 8, height: rows.length / bytesPerRow, rows }, scaleX, scaleY);
    this.#block(image);
  }

  #qr(): void {
    const payload = new TextDecoder().decode(this.#qrData);
    const { modules } = qrcode.create([{ data: this.#qrData, mode: 'byte' }], { errorCorrectionLevel: LEVELS[this.#qrLevel] ?? 'L' });
    const image = emptyBitmap(modules.size, modules.size);
    for (let i = 0; i < modules.data.length; i += 1) if (modules.data[i]) setDot(image, i % modules.size, Math.floor(i / modules.size));
    this.#block(enlarge(image, this.#qrModule, this.#qrModule, modules.size), modules.size * this.#qrModule);
    this.#qrPayloads.push(payload);
  }

  #barcode(data: Uint8Array): void {
    const text = new TextDecoder().decode(data).replace(/^\{B/, '').replaceAll('{{', '{');
    const bars = code128Bars(text);
    const image = emptyBitmap(bars.length, 1);
    for (const [x, black] of bars.entries()) if (black) setDot(image, x, 0);
    this.#block(enlarge(image, this.#barModule, this.#barHeight, bars.length), bars.length * this.#barModule);
    this.#barcodes.push(text);
  }

  #block(image: Bitmap, width = image.width): void {
    if (this.#line.length > 0) this.#newLine();
    const top = this.paper.height;
    this.paper.feed(image.height);
    this.paper.print(image, this.#left(width), top);
  }

  get #room(): number {
    return this.#printable - this.#margin;
  }

  #left(width: number): number {
    const free = Math.max(0, this.#room - width);
    return this.#margin + (this.#align === 1 ? Math.floor(free / 2) : this.#align === 2 ? free : 0);
  }
}
