import type { CutVariant } from './commands.ts';
import type { PresenterKind, StatusQuirks } from './status.ts';
import type { Charset } from './text-encoding.ts';

/** What differs between printers, as data. A new model starts as a copy of the nearest profile. */
export interface PrinterProfile {
  readonly id: string;
  /** Model names for the installer. */
  readonly title: string;
  /** Where the facts come from, and which of them are inference. */
  readonly source: string;
  readonly paper: 58 | 80;
  /** Printable dots across; a multiple of 8. */
  readonly dots: number;
  readonly charset: Charset;
  /** Which command sizes Chinese text: GS ! (most) or FS ! beside it (some brands, e.g. SPRT). */
  readonly chineseSize: 'gs' | 'gs-and-fs';
  readonly qr: 'gs-k' | 'masung' | 'raster';
  readonly cut: CutVariant;
  /** Dots fed after the last line so that it clears the cutter, when the cut command does not feed by itself. */
  readonly feedBeforeCut: number;
  readonly density?: number;
  readonly leftMargin?: number;
  /** Slowest printing speed in mm/s that the maker allows for: the longest a healthy ticket may take. */
  readonly slowestMmPerSecond: number;
  readonly answers: {
    /** `expected`: silence is a fault. `perhaps`: until it answered once, it may be write-only. `never`: not asked. */
    readonly realtime: 'expected' | 'perhaps' | 'never';
    /** GS r 1 is answered when everything before it was worked through. `perhaps` is learnt at the first ticket. */
    readonly echo: 'expected' | 'perhaps' | 'never';
    /** GS a: ask for automatic status. Unasked automatic status is understood by every profile. */
    readonly automatic: boolean;
  };
  readonly quirks: StatusQuirks;
  readonly presenter: Presenter | undefined;
  /**
   * Clears what the printer holds after a fault, so that half a ticket does not come out when paper is loaded.
   * `dle-dc4`: the maker documents DLE DC4 8. `dle-dc4-tried`: it is sent, but only inference says that it is understood.
   */
  readonly cancel: 'dle-dc4' | 'dle-dc4-tried' | 'none';
  /** The strongest thing the printer can prove. */
  readonly confirms: 'paper' | 'buffer' | 'none';
}

export interface Presenter {
  readonly kind: PresenterKind;
  /** Bytes that ask for the exit sensor. */
  readonly ask: readonly number[];
  /** Bytes after the cut that bring the ticket out; empty when the printer does it by itself. */
  readonly present: readonly number[];
  /** Bytes that take a forgotten ticket back; undefined when it cannot. */
  readonly retract?: readonly number[];
  /**
   * Nothing leaves the machine before the cut: after one of these faults an empty exit sensor proves that no ticket came out.
   */
  readonly provenInside: readonly ('paper-end' | 'jam' | 'cutter-error')[];
}
