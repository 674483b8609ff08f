/**
 * Reads a printer's byte stream back into operations. Written from the command manuals and apart from commands.ts on
 * purpose: a misread manual must not be wrong in both directions at once.
 */
export type Operation =
  | { readonly op: 'character'; readonly bytes: readonly number[] }
  | { readonly op: 'line-feed' }
  | { readonly op: 'initialise' }
  | { readonly op: 'align'; readonly value: number }
  | { readonly op: 'bold'; readonly on: boolean }
  | { readonly op: 'underline'; readonly value: number }
  | { readonly op: 'size'; readonly width: number; readonly height: number }
  | { readonly op: 'chinese-size'; readonly width: number; readonly height: number }
  | { readonly op: 'chinese'; readonly on: boolean }
  | { readonly op: 'reverse'; readonly on: boolean }
  | { readonly op: 'feed-lines'; readonly lines: number }
  | { readonly op: 'feed-dots'; readonly dots: number }
  | { readonly op: 'spacing'; readonly dots: number | undefined }
  | { readonly op: 'left-margin' | 'area-width' | 'position'; readonly dots: number }
  | { readonly op: 'cut'; readonly full: boolean; readonly feed: number }
  | { readonly op: 'raster'; readonly scaleX: number; readonly scaleY: number; readonly bytesPerRow: number; readonly rows: Uint8Array }
  | { readonly op: 'qr-module'; readonly value: number }
  | { readonly op: 'qr-level'; readonly value: number }
  | { readonly op: 'qr-store'; readonly data: Uint8Array }
  | { readonly op: 'qr-print' }
  | { readonly op: 'barcode-height' | 'barcode-module'; readonly value: number }
  | { readonly op: 'barcode'; readonly system: number; readonly data: Uint8Array }
  | { readonly op: 'echo'; readonly n: number }
  | { readonly op: 'automatic-status'; readonly n: number }
  | { readonly op: 'present' | 'retract' | 'presenter-status' }
  /** Understood and without effect on paper: density, real-time bytes already answered, code page … */
  | { readonly op: 'ignored'; readonly name: string }
  | { readonly op: 'unknown'; readonly byte: number };

type Parsed = { readonly used: number; readonly operation: Operation } | 'more';

/** Holds an incomplete command until its last byte comes, whatever the division into chunks. */
export class CommandParser {
  #held: number[] = [];
  #chinese = true;

  push(chunk: Uint8Array): readonly Operation[] {
    for (const byte of chunk) this.#held.push(byte);
    const out: Operation[] = [];
    let at = 0;
    while (at < this.#held.length) {
      const parsed = parse(this.#held, at, this.#chinese);
      if (parsed === 'more') break;
      at += parsed.used;
      if (parsed.operation.op === 'chinese') this.#chinese = parsed.operation.on;
      // Chinese-market machines come up with two-byte mode on.
      if (parsed.operation.op === 'initialise') this.#chinese = true;
      out.push(parsed.operation);
    }
    this.#held.splice(0, at);
    return out;
  }

  clear(): void {
    this.#held = [];
  }
}

function parse(bytes: readonly number[], at: number, chinese: boolean): Parsed {
  const first = bytes[at]!;
  switch (first) {
    case 0x0a:
      return one({ op: 'line-feed' });
    case 0x10:
      return realtime(bytes, at);
    case 0x13:
      return masung(bytes, at);
    case 0x1b:
      return escape(bytes, at);
    case 0x1c:
      return fileSeparator(bytes, at);
    case 0x1d:
      return groupSeparator(bytes, at);
    default:
      break;
  }
  if (first === 0x05) return need(bytes, at, 2, () => ({ op: 'presenter-status' }));
  if (first < 0x20 || first === 0x7f) return one({ op: 'ignored', name: `control ${first}` });
  if (chinese && first >= 0x81 && first <= 0xfe) {
    if (at + 1 >= bytes.length) return 'more';
    const trail = bytes[at + 1]!;
    if (trail >= 0x40 && trail !== 0x7f) return { used: 2, operation: { op: 'character', bytes: [first, trail] } };
    return one({ op: 'unknown', byte: first });
  }
  return one({ op: 'character', bytes: [first] });
}

function one(operation: Operation): Parsed {
  return { used: 1, operation };
}

/** `length` bytes from the command's first byte, or wait. */
function need(bytes: readonly number[], at: number, length: number, make: (argument: (i: number) => number) => Operation): Parsed {
  if (at + length > bytes.length) return 'more';
  return { used: length, operation: make((i) => bytes[at + i]!) };
}

function realtime(bytes: readonly number[], at: number): Parsed {
  const second = bytes[at + 1];
  if (second === undefined) return 'more';
  // DLE DC4 8 carries seven more bytes; the short forms (drawer) carry three.
  if (second === 0x14) {
    const third = bytes[at + 2];
    if (third === undefined) return 'more';
    return need(bytes, at, third === 8 ? 10 : 5, () => ({ op: 'ignored', name: 'DLE DC4' }));
  }
  if (second === 0x04 || second === 0x05) return need(bytes, at, 3, () => ({ op: 'ignored', name: 'DLE real-time' }));
  return one({ op: 'unknown', byte: 0x10 });
}

function masung(bytes: readonly number[], at: number): Parsed {
  const fn = bytes[at + 3];
  if (fn === undefined) return 'more';
  if (bytes[at + 1] !== 0x50 || bytes[at + 2] !== 0x48) return one({ op: 'unknown', byte: 0x13 });
  if (fn === 3) return need(bytes, at, 5, (i) => ({ op: 'qr-module', value: i(4) }));
  if (fn === 5) return need(bytes, at, 4, () => ({ op: 'qr-print' }));
  if (fn !== 4) return need(bytes, at, 5, () => ({ op: 'ignored', name: 'DC3 P H' }));
  const end = bytes.indexOf(0, at + 4);
  if (end === -1) return 'more';
  return { used: end + 1 - at, operation: { op: 'qr-store', data: Uint8Array.from(bytes.slice(at + 4, end)) } };
}

function escape(bytes: readonly number[], at: number): Parsed {
  const second = bytes[at + 1];
  switch (second) {
    case undefined:
      return 'more';
    case 0x40:
      return need(bytes, at, 2, () => ({ op: 'initialise' }));
    case 0x61:
      return need(bytes, at, 3, (i) => ({ op: 'align', value: i(2) % 0x30 }));
    case 0x45:
    case 0x47:
      return need(bytes, at, 3, (i) => ({ op: 'bold', on: (i(2) & 1) === 1 }));
    case 0x2d:
      return need(bytes, at, 3, (i) => ({ op: 'underline', value: i(2) % 0x30 }));
    case 0x64:
      return need(bytes, at, 3, (i) => ({ op: 'feed-lines', lines: i(2) }));
    case 0x4a:
      return need(bytes, at, 3, (i) => ({ op: 'feed-dots', dots: i(2) }));
    case 0x33:
      return need(bytes, at, 3, (i) => ({ op: 'spacing', dots: i(2) }));
    case 0x32:
      return need(bytes, at, 2, () => ({ op: 'spacing', dots: undefined }));
    case 0x24:
      return need(bytes, at, 4, (i) => ({ op: 'position', dots: i(2) | (i(3) << 8) }));
    case 0x69:
      return need(bytes, at, 2, () => ({ op: 'cut', full: true, feed: 0 }));
    case 0x6d:
      return need(bytes, at, 2, () => ({ op: 'cut', full: false, feed: 0 }));
    case 0x6b:
      return need(bytes, at, 2, () => ({ op: 'present' }));
    case 0x43:
      return need(bytes, at, 2, () => ({ op: 'retract' }));
    case 0x4d:
    case 0x74:
    case 0x56:
    case 0x7b:
    case 0x39:
      return need(bytes, at, 3, () => ({ op: 'ignored', name: `ESC ${second}` }));
    default:
      return need(bytes, at, 2, () => ({ op: 'unknown', byte: second }));
  }
}

function fileSeparator(bytes: readonly number[], at: number): Parsed {
  const second = bytes[at + 1];
  switch (second) {
    case undefined:
      return 'more';
    case 0x26:
      return need(bytes, at, 2, () => ({ op: 'chinese', on: true }));
    case 0x2e:
      return need(bytes, at, 2, () => ({ op: 'chinese', on: false }));
    case 0x21:
      return need(bytes, at, 3, (i) => ({ op: 'chinese-size', width: (i(2) & 4) !== 0 ? 2 : 1, height: (i(2) & 8) !== 0 ? 2 : 1 }));
    case 0x57:
      return need(bytes, at, 3, (i) => ({ op: 'chinese-size', width: (i(2) & 1) + 1, height: (i(2) & 1) + 1 }));
    case 0x50:
      return need(bytes, at, 6, () => ({ op: 'present' }));
    default:
      return need(bytes, at, 2, () => ({ op: 'unknown', byte: second }));
  }
}

function groupSeparator(bytes: readonly number[], at: number): Parsed {
  const second = bytes[at + 1];
  switch (second) {
    case undefined:
      return 'more';
    case 0x21:
      return need(bytes, at, 3, (i) => ({ op: 'size', width: ((i(2) >> 4) & 7) + 1, height: (i(2) & 7) + 1 }));
    case 0x42:
      return need(bytes, at, 3, (i) => ({ op: 'reverse', on: (i(2) & 1) === 1 }));
    case 0x4c:
      return need(bytes, at, 4, (i) => ({ op: 'left-margin', dots: i(2) | (i(3) << 8) }));
    case 0x57:
      return need(bytes, at, 4, (i) => ({ op: 'area-width', dots: i(2) | (i(3) << 8) }));
    case 0x56:
      return cut(bytes, at);
    case 0x76:
      return raster(bytes, at);
    case 0x28:
      return extended(bytes, at);
    case 0x68:
      return need(bytes, at, 3, (i) => ({ op: 'barcode-height', value: i(2) }));
    case 0x77:
      return need(bytes, at, 3, (i) => ({ op: 'barcode-module', value: i(2) }));
    case 0x6b:
      return barcode(bytes, at);
    case 0x72:
      return need(bytes, at, 3, (i) => ({ op: 'echo', n: i(2) }));
    case 0x61:
      return need(bytes, at, 3, (i) => ({ op: 'automatic-status', n: i(2) }));
    case 0x65:
      return ejector(bytes, at);
    case 0x48:
    case 0x66:
    case 0x7c:
    case 0x49:
      return need(bytes, at, 3, () => ({ op: 'ignored', name: `GS ${second}` }));
    default:
      return need(bytes, at, 2, () => ({ op: 'unknown', byte: second }));
  }
}

function cut(bytes: readonly number[], at: number): Parsed {
  const mode = bytes[at + 2];
  if (mode === undefined) return 'more';
  if (mode === 0x41 || mode === 0x42) return need(bytes, at, 4, (i) => ({ op: 'cut', full: mode === 0x41, feed: i(3) }));
  return need(bytes, at, 3, () => ({ op: 'cut', full: mode % 0x30 === 0, feed: 0 }));
}

function raster(bytes: readonly number[], at: number): Parsed {
  if (at + 8 > bytes.length) return 'more';
  const mode = bytes[at + 3]! % 0x30;
  const bytesPerRow = bytes[at + 4]! | (bytes[at + 5]! << 8);
  const height = bytes[at + 6]! | (bytes[at + 7]! << 8);
  const end = at + 8 + bytesPerRow * height;
  if (end > bytes.length) return 'more';
  const rows = Uint8Array.from(bytes.slice(at + 8, end));
  return { used: end - at, operation: { op: 'raster', scaleX: (mode & 1) + 1, scaleY: (mode >> 1) + 1, bytesPerRow, rows } };
}

/** GS ( …: two length bytes, so that even an unknown function is skipped whole. */
function extended(bytes: readonly number[], at: number): Parsed {
  if (at + 5 > bytes.length) return 'more';
  const end = at + 5 + (bytes[at + 3]! | (bytes[at + 4]! << 8));
  if (end > bytes.length) return 'more';
  const used = end - at;
  const [cn, fn, third] = bytes.slice(at + 5, at + 8);
  if (bytes[at + 2] !== 0x6b || cn !== 0x31) return { used, operation: { op: 'ignored', name: 'GS (' } };
  if (fn === 0x43) return { used, operation: { op: 'qr-module', value: third ?? 3 } };
  if (fn === 0x45) return { used, operation: { op: 'qr-level', value: third ?? 0x30 } };
  if (fn === 0x50) return { used, operation: { op: 'qr-store', data: Uint8Array.from(bytes.slice(at + 8, end)) } };
  if (fn === 0x51) return { used, operation: { op: 'qr-print' } };
  return { used, operation: { op: 'ignored', name: 'GS ( k' } };
}

function barcode(bytes: readonly number[], at: number): Parsed {
  const system = bytes[at + 2];
  if (system === undefined) return 'more';
  if (system <= 6) {
    const end = bytes.indexOf(0, at + 3);
    return end === -1 ? 'more' : { used: end + 1 - at, operation: { op: 'barcode', system, data: Uint8Array.from(bytes.slice(at + 3, end)) } };
  }
  const length = bytes[at + 3];
  if (length === undefined) return 'more';
  return need(bytes, at, 4 + length, () => ({ op: 'barcode', system, data: Uint8Array.from(bytes.slice(at + 4, at + 4 + length)) }));
}

function ejector(bytes: readonly number[], at: number): Parsed {
  const n = bytes[at + 2];
  if (n === undefined) return 'more';
  if (n === 6) return need(bytes, at, 3, () => ({ op: 'presenter-status' }));
  if (n === 2) return need(bytes, at, 3, () => ({ op: 'retract' }));
  return need(bytes, at, n === 3 ? 4 : 3, () => ({ op: 'present' }));
}
