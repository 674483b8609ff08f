import { createCanvas, GlobalFonts } from '@napi-rs/canvas';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/**
 * The packaged typeface comes in a hundred subsets; only those a text needs are loaded (a millisecond each instead of
 * 200 for all). Debian's Noto Sans CJK, where installed, fills what the package lacks, such as most of Extension B.
 */
interface Subset {
  readonly family: string;
  readonly file: string;
  readonly ranges: readonly (readonly [number, number])[];
  loaded: boolean;
}

let subsets: readonly Subset[] | undefined;
const subsetOf = new Map<number, Subset | undefined>();

/** CSS font for canvas that covers `text`; `px` is the em in dots. */
export function cssFont(px: number, weight: 400 | 500 | 700, text: string): string {
  const families = new Set<string>();
  for (const char of text) {
    const subset = load(char.codePointAt(0)!);
    if (subset) families.add(`"${subset.family}", `);
  }
  return `${weight} ${px}px ${Array.from(families).join('')}"Noto Sans CJK SC", "Noto Sans Mono", sans-serif`;
}

function load(code: number): Subset | undefined {
  if (!subsetOf.has(code)) {
    subsets ??= readSubsets();
    // The Latin subsets stand last in the package's table and repeat what others have; the first hit is the specific one.
    subsetOf.set(code, subsets.findLast((subset) => subset.ranges.some(([from, to]) => code >= from && code <= to)));
  }
  const subset = subsetOf.get(code);
  if (subset && !subset.loaded) {
    subset.loaded = true;
    GlobalFonts.registerFromPath(subset.file, subset.family);
  }
  return subset;
}

function readSubsets(): readonly Subset[] {
  const folder = dirname(createRequire(import.meta.url).resolve('@fontsource-variable/noto-sans-sc/package.json'));
  const table = JSON.parse(readFileSync(join(folder, 'unicode.json'), 'utf8')) as Readonly<Record<string, string>>;
  return Object.entries(table).map(([key, ranges]) => {
    const name = key.replaceAll(/[[\]]/g, '');
    return {
      family: `Yichuang Ticket ${name}`,
      file: join(folder, 'files', `noto-sans-sc-${name}-wght-normal.woff2`),
      ranges: ranges.split(',').map(parseRange),
      loaded: false,
    };
  });
}

/** `U+4E00-4E0F` or `U+4E00`. */
function parseRange(text: string): readonly [number, number] {
  const [from = '0', to = from] = text.trim().replace(/^U\+/i, '').split('-');
  return [Number.parseInt(from, 16), Number.parseInt(to, 16)];
}

const PROBE = 40;
const glyphs = new Map<string, boolean>();
let missingShapes: ReadonlySet<string> | undefined;

/** False when no installed typeface has the character: it would come out blank or as an anonymous box. */
export function hasGlyph(char: string): boolean {
  const known = glyphs.get(char);
  if (known !== undefined) return known;
  // Unassigned and private code points that no typeface draws show what "missing" looks like here.
  missingShapes ??= new Set(['', '\u{E123}', '\u{F8F0}', '\u{3FFFD}', '\u{10FFFD}'].map(shapeOf));
  const found = /^\s$/u.test(char) || !missingShapes.has(shapeOf(char));
  if (glyphs.size > 4_000) glyphs.clear();
  glyphs.set(char, found);
  return found;
}

function shapeOf(char: string): string {
  const canvas = createCanvas(PROBE, PROBE);
  const context = canvas.getContext('2d');
  context.font = cssFont(24, 400, char);
  context.fillText(char, 4, 28);
  return Buffer.from(context.getImageData(0, 0, PROBE, PROBE).data.buffer).toString('base64');
}
