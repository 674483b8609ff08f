import { exhaustive } from '#kernel/exhaustive.ts';
import type { PrinterFault, PrinterState } from './types.ts';

/** Bits whose meaning differs by maker. */
export interface StatusQuirks {
  /** DLE EOT 3 bit 5: `unrecoverable` in general; Microcom says cover open, Masung black mark not found. */
  readonly causeBit5: 'unrecoverable' | 'cover-open' | 'black-mark';
}

export type PresenterKind = 'masung' | 'custom-vkp80' | 'custom-kpm' | 'epic-880';

/** What the printer said, bit by bit, whatever way it said it. A flag that was not reported is absent. */
export interface StatusFlags {
  readonly offline?: boolean;
  readonly coverOpen?: boolean;
  readonly feedButton?: boolean;
  readonly paperEnd?: boolean;
  readonly nearEnd?: boolean;
  readonly error?: boolean;
  readonly mechanical?: boolean;
  readonly cutter?: boolean;
  readonly overheated?: boolean;
  readonly blackMark?: boolean;
  readonly exitBlocked?: boolean;
  readonly paperPulled?: boolean;
  readonly jam?: boolean;
  readonly holderNotLoaded?: boolean;
  /** A finished ticket lies at the exit sensor. */
  readonly atExit?: boolean;
}

/** One byte of DLE EOT n (n = 1…4); the caller has checked the fixed bits. */
export function decodeRealtime(n: number, byte: number, quirks: StatusQuirks): StatusFlags {
  const bit = (mask: number): boolean => (byte & mask) !== 0;
  switch (n) {
    case 1:
      return { offline: bit(0x08), feedButton: bit(0x40) };
    case 2:
      return { coverOpen: bit(0x04), feedButton: bit(0x08), paperEnd: bit(0x20), error: bit(0x40) };
    case 3:
      return {
        cutter: bit(0x08),
        mechanical: bit(0x04) || (quirks.causeBit5 === 'unrecoverable' && bit(0x20)),
        overheated: bit(0x40),
        ...(quirks.causeBit5 === 'cover-open' ? { coverOpen: bit(0x20) } : {}),
        ...(quirks.causeBit5 === 'black-mark' ? { blackMark: bit(0x20) } : {}),
      };
    case 4:
      return { nearEnd: bit(0x0c), paperEnd: bit(0x60) };
    default:
      return {};
  }
}

/** The four bytes of automatic status back (GS a). */
export function decodeAutomatic(bytes: Uint8Array): StatusFlags {
  const [first = 0, second = 0, third = 0] = bytes;
  return {
    offline: (first & 0x08) !== 0,
    coverOpen: (first & 0x20) !== 0,
    feedButton: (first & 0x40) !== 0,
    mechanical: (second & 0x24) !== 0,
    cutter: (second & 0x08) !== 0,
    overheated: (second & 0x40) !== 0,
    nearEnd: (third & 0x03) !== 0,
    paperEnd: (third & 0x0c) !== 0,
  };
}

/** Reply of a presenter; byte layouts in the makers' manuals as listed in profiles. */
export function decodePresenter(kind: PresenterKind, bytes: Uint8Array): StatusFlags {
  const [a = 0, b = 0, c = 0, d = 0] = bytes;
  switch (kind) {
    case 'masung':
      return {
        exitBlocked: (a & 0x01) !== 0,
        paperPulled: (a & 0x02) !== 0,
        atExit: (a & 0x04) !== 0,
        jam: (a & 0x08) !== 0,
        holderNotLoaded: (a & 0x80) !== 0,
      };
    case 'custom-vkp80':
      return {
        paperEnd: (a & 0x01) !== 0,
        nearEnd: (a & 0x04) !== 0,
        atExit: (a & 0x20) !== 0,
        coverOpen: (b & 0x03) !== 0,
        overheated: (c & 0x09) !== 0,
        jam: (c & 0x40) !== 0,
        cutter: (d & 0x03) !== 0,
        mechanical: (d & 0x0c) !== 0,
      };
    case 'custom-kpm':
      return { nearEnd: (a & 0x01) !== 0, atExit: (a & 0x08) !== 0, mechanical: (a & 0x40) !== 0, jam: (a & 0x80) !== 0 };
    case 'epic-880':
      return { jam: (a & 0x13) !== 0, atExit: (a & 0x08) !== 0 };
    default:
      return exhaustive(kind, 'presenter');
  }
}

/** Joins reports: what any of them raises stands. */
export function mergeFlags(...reports: readonly StatusFlags[]): StatusFlags {
  const merged: Record<string, boolean> = {};
  for (const report of reports) for (const [flag, value] of Object.entries(report)) merged[flag] = (merged[flag] ?? false) || value === true;
  return merged;
}

/**
 * One word for many bits. The cause a person can act on comes first; an offline printer that names no cause is `offline`.
 */
export function summarise(flags: StatusFlags): PrinterState {
  const fault = faultOf(flags);
  if (fault) return fault;
  if (flags.atExit) return { kind: 'ticket-not-taken' };
  if (flags.nearEnd) return { kind: 'near-end' };
  return { kind: 'ready' };
}

export function faultOf(flags: StatusFlags): PrinterFault | undefined {
  if (flags.coverOpen) return { kind: 'cover-open' };
  if (flags.paperEnd) return { kind: 'paper-end' };
  if (flags.holderNotLoaded) return { kind: 'holder-not-loaded' };
  if (flags.exitBlocked) return { kind: 'exit-blocked' };
  if (flags.jam) return { kind: 'jam' };
  if (flags.paperPulled) return { kind: 'paper-pulled' };
  if (flags.cutter) return { kind: 'cutter-error' };
  if (flags.mechanical) return { kind: 'mechanical-error' };
  if (flags.blackMark) return { kind: 'black-mark-not-found' };
  if (flags.overheated) return { kind: 'overheated' };
  if (flags.offline || flags.error) return { kind: 'offline' };
  return undefined;
}

const STILL_PRINTS: ReadonlySet<PrinterState['kind']> = new Set(['ready', 'near-end', 'ticket-not-taken']);

export function isFault(state: PrinterState): state is PrinterFault {
  return !STILL_PRINTS.has(state.kind) && state.kind !== 'unknown' && state.kind !== 'no-answer' && state.kind !== 'unavailable';
}
