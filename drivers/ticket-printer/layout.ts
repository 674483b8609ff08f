import { err, ok, type Result } from '#kernel/result.ts';
import { bands, trimRight, type Bitmap } from './bitmap.ts';
import { TICKET_HEAD, type Command } from './commands.ts';
import { DEFAULT_TEMPLATE } from './default-template.ts';
import { chunksOf, type PrintDocument } from './document.ts';
import { drawFrames, drawLine, drawNumber, drawRule, type Align } from './draw.ts';
import { breakLines } from './line-break.ts';
import { CELL_HEIGHT, CELL_WIDTH, DOTS_PER_MM } from './manual.ts';
import type { PrinterProfile } from './profile.ts';
import { drawQr, planQr } from './qr-size.ts';
import { fillIn, holds, MIN_NUMBER_MM, variablesOf, type TemplateBlock, type TextSize, type TicketTemplate, type Variables } from './template.ts';
import { isInPrinterFonts, normaliseText } from './text-encoding.ts';
import type { TicketContent } from './types.ts';

export interface LayoutOptions {
  readonly template?: TicketTemplate;
  /**
   * False on slow serial lines: number and marks then come from the printer's own fonts, which takes
   * bytes by the dozen instead of by the thousand.
   */
  readonly pictures?: boolean;
}

/** Figures of font A fill 14 to 17 of the 24 dots by maker; only eight times that is 14 mm on all of them. */
const FONT_NUMBER_HEIGHT = 8;
const MARK_WORDS = { offline: '离线', reprint: '补打' } as const;

/** Turns content into commands for one printer. The error is one sentence naming what does not fit. */
export function layOutTicket(given: TicketContent, profile: PrinterProfile, options: LayoutOptions = {}): Result<PrintDocument, string> {
  const sheet = new Sheet(profile, options.pictures ?? true);
  const content = withoutGuesses(given);
  const variables = variablesOf(content);
  try {
    for (const block of (options.template ?? DEFAULT_TEMPLATE).blocks) if (holds(block.when, content)) layOutBlock(sheet, block, content, variables);
    const document = sheet.finish();
    // Proves that every value fits its command before anything is sent.
    chunksOf(document);
    return ok(document);
  } catch (error) {
    return err(error instanceof Error ? error.message : String(error));
  }
}

/** An offline kiosk does not know how many wait: whatever it was given, no figure is printed. */
function withoutGuesses(content: TicketContent): TicketContent {
  if (!content.marks?.includes('offline')) return content;
  const { ahead: _ahead, estimate: _estimate, ...known } = content;
  return known;
}

function layOutBlock(sheet: Sheet, block: TemplateBlock, content: TicketContent, variables: Variables): void {
  switch (block.block) {
    case 'text': {
      const text = fillIn(block.text, variables);
      if (text !== undefined) sheet.text(text, block);
      return;
    }
    case 'number':
      return sheet.number(normaliseText(content.number), block.heightMm);
    case 'marks':
      return sheet.marks((content.marks ?? []).map((mark) => MARK_WORDS[mark]));
    case 'rule':
      return sheet.rule();
    case 'space':
      return sheet.space(Math.round(block.mm * DOTS_PER_MM));
    case 'qr': {
      const data = fillIn(block.data, variables);
      if (data === undefined) return;
      sheet.qr(data, block.maxMm);
      const caption = block.caption === undefined ? undefined : fillIn(block.caption, variables);
      if (caption !== undefined) sheet.text(caption, { gap: 8 });
      return;
    }
    case 'barcode': {
      const data = fillIn(block.data, variables);
      if (data !== undefined) sheet.barcode(data, Math.round(block.heightMm * DOTS_PER_MM));
    }
  }
}

interface TextStyle {
  readonly align?: Align;
  readonly sizes?: readonly TextSize[];
  readonly maxLines?: number;
  readonly bold?: boolean;
  readonly gap?: number;
}

/** Collects commands and knows what the printer is set to, so that nothing is said twice. */
class Sheet {
  readonly #profile: PrinterProfile;
  readonly #pictures: boolean;
  readonly #commands: Command[];
  #essentialFrom: number | undefined;
  #height = 0;
  #align: Align = 'left';
  #size: TextSize = [1, 1];
  #bold = false;
  #spacing = -1;

  constructor(profile: PrinterProfile, pictures: boolean) {
    this.#profile = profile;
    this.#pictures = pictures;
    this.#commands = [...TICKET_HEAD];
    if (profile.density !== undefined) this.#commands.push({ type: 'density', level: profile.density });
    if (profile.leftMargin !== undefined) this.#commands.push({ type: 'left-margin', dots: profile.leftMargin });
  }

  text(raw: string, style: TextStyle): void {
    const { size, lines } = this.#fit(normaliseText(raw), style);
    for (const [i, line] of lines.entries()) {
      const gap = i === lines.length - 1 ? (style.gap ?? 0) + 6 : 6;
      if (isInPrinterFonts(line, this.#profile.charset)) this.#printed(line, size, style, gap);
      else this.#drawn(line, size, style, gap);
    }
  }

  number(number: string, heightMm: number): void {
    this.#essentialFrom ??= this.#commands.length;
    if (this.#pictures || !isInPrinterFonts(number, this.#profile.charset)) return this.#picture(drawNumber(number, Math.round(heightMm * DOTS_PER_MM), Math.ceil(MIN_NUMBER_MM * DOTS_PER_MM) + 2, this.#profile.dots));
    const width = Math.max(1, Math.min(6, Math.floor(this.#profile.dots / (CELL_WIDTH * number.length))));
    this.#printed(number, [width, FONT_NUMBER_HEIGHT], { align: 'centre', bold: true }, 0);
  }

  marks(words: readonly string[]): void {
    if (words.length === 0) return;
    if (this.#pictures) this.#picture(drawFrames(words, this.#profile.dots));
    else this.#printed(words.map((word) => `【${word}】`).join(''), [2, 2], { align: 'centre', bold: true }, 0);
    this.space(18);
  }

  rule(): void {
    this.space(10);
    if (this.#pictures) this.#picture(drawRule(this.#profile.dots));
    else this.#printed('─'.repeat(Math.floor(this.#profile.dots / (CELL_WIDTH * 2))), [1, 1], {}, 0);
    this.space(14);
  }

  space(dots: number): void {
    if (dots <= 0) return;
    this.#commands.push({ type: 'feed-dots', dots });
    this.#height += dots;
  }

  qr(data: string, maxMm: number): void {
    const plan = planQr(data, maxMm, this.#profile.dots);
    this.space(8);
    if (this.#profile.qr === 'raster') this.#picture(drawQr(data, plan, this.#profile.dots));
    else {
      this.#alignTo('centre');
      this.#commands.push({ type: 'qr', data, module: plan.module, level: plan.level, variant: this.#profile.qr });
      this.#height += plan.side;
    }
    this.space(16);
  }

  barcode(data: string, height: number): void {
    this.#alignTo('centre');
    this.#commands.push({ type: 'barcode', data, height, module: 2 });
    this.#height += height;
    this.space(12);
  }

  finish(): PrintDocument {
    const { presenter, cut, feedBeforeCut } = this.#profile;
    this.space(feedBeforeCut);
    if (cut.kind !== 'none') this.#commands.push({ type: 'cut', how: cut });
    if (presenter && presenter.present.length > 0) this.#commands.push({ type: 'vendor', name: 'present', bytes: presenter.present });
    return { commands: this.#commands, essentialFrom: this.#essentialFrom ?? 0, heightDots: this.#height };
  }

  #fit(text: string, { align, sizes = [[1, 1]], maxLines = Infinity }: TextStyle): { readonly size: TextSize; readonly lines: readonly string[] } {
    let best: { readonly size: TextSize; readonly lines: readonly string[] } = { size: [1, 1], lines: [] };
    for (const size of sizes) {
      best = { size, lines: breakLines(text, Math.floor(this.#profile.dots / (CELL_WIDTH * size[0])), align !== 'left') };
      if (best.lines.length <= maxLines) break;
    }
    return best;
  }

  #printed(line: string, size: TextSize, style: TextStyle, gap: number): void {
    this.#alignTo(style.align ?? 'centre');
    this.#sizeTo(size);
    this.#boldTo(style.bold ?? false);
    const spacing = CELL_HEIGHT * size[1] + gap;
    if (spacing !== this.#spacing) this.#commands.push({ type: 'line-spacing', dots: spacing });
    this.#spacing = spacing;
    this.#commands.push({ type: 'text', text: line }, { type: 'newline' });
    this.#height += spacing;
  }

  #drawn(line: string, size: TextSize, style: TextStyle, gap: number): void {
    const align = style.align ?? 'centre';
    this.#picture(drawLine(line, { width: size[0], height: size[1], bold: style.bold ?? false, align }, this.#profile.dots));
    this.space(gap);
  }

  /** Pictures carry their own left white: not every printer aligns GS v 0. */
  #picture(image: Bitmap): void {
    this.#alignTo('left');
    for (const band of bands(trimRight(image))) this.#commands.push({ type: 'raster', image: band });
    this.#height += image.height;
  }

  #alignTo(to: Align): void {
    if (to !== this.#align) this.#commands.push({ type: 'align', to });
    this.#align = to;
  }

  #sizeTo(size: TextSize): void {
    const [width, height] = size;
    if (width === this.#size[0] && height === this.#size[1]) return;
    this.#commands.push({ type: 'size', width, height });
    if (this.#profile.chineseSize === 'gs-and-fs') this.#commands.push({ type: 'chinese-size', doubleWidth: width > 1, doubleHeight: height > 1 });
    this.#size = size;
  }

  #boldTo(on: boolean): void {
    if (on !== this.#bold) this.#commands.push({ type: 'bold', on });
    this.#bold = on;
  }
}
