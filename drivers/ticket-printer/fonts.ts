import { createCanvas, GlobalFonts } from '@napi-rs/canvas';
import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Family under which the packaged typeface is registered; Debian's Noto Sans CJK fills what it lacks. */
export const FAMILY = 'Yichuang Ticket';
const SYSTEM_CJK = [
  '/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc',
  '/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc',
];

let ready = false;

/** Loads typefaces once per process (about 100 ms); call early so that the first ticket does not wait for it. */
export function loadFonts(): void {
  if (ready) return;
  ready = true;
  const files = join(dirname(createRequire(import.meta.url).resolve('@fontsource-variable/noto-sans-sc/package.json')), 'files');
  for (const file of readdirSync(files)) if (file.endsWith('-wght-normal.woff2')) GlobalFonts.registerFromPath(join(files, file), FAMILY);
  for (const file of SYSTEM_CJK) if (existsSync(file)) GlobalFonts.registerFromPath(file);
}

/** CSS font for canvas; `px` is the em in dots. */
export function cssFont(px: number, weight: 400 | 500 | 700 = 400): string {
  return `${weight} ${px}px "${FAMILY}", "Noto Sans CJK SC", "Noto Sans Mono", sans-serif`;
}

const PROBE = 40;
const glyphs = new Map<string, boolean>();
let missingShapes: ReadonlySet<string> | undefined;

/** False when no installed typeface has the character: it would come out blank or as an anonymous box. */
export function hasGlyph(char: string): boolean {
  const known = glyphs.get(char);
  if (known !== undefined) return known;
  loadFonts();
  // Unassigned and private code points that no typeface draws show what "missing" looks like here.
  missingShapes ??= new Set(['\u{E123}', '\u{F8F0}', '\u{3FFFD}', '\u{10FFFD}'].map(shapeOf).concat(blankShape()));
  const found = /^\s$/u.test(char) || !missingShapes.has(shapeOf(char));
  if (glyphs.size > 4_000) glyphs.clear();
  glyphs.set(char, found);
  return found;
}

function shapeOf(char: string): string {
  const canvas = createCanvas(PROBE, PROBE);
  const context = canvas.getContext('2d');
  context.font = cssFont(24);
  context.fillText(char, 4, 28);
  return Buffer.from(context.getImageData(0, 0, PROBE, PROBE).data.buffer).toString('base64');
}

function blankShape(): string {
  return Buffer.from(createCanvas(PROBE, PROBE).getContext('2d').getImageData(0, 0, PROBE, PROBE).data.buffer).toString('base64');
}
