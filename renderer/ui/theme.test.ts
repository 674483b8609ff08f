import { describe, expect, it } from 'vitest';
import { DISPLAYS, displayFor, pixelsPerMm } from './displays.ts';
import { COLOURS, ELDER_TEXT, LEAST_KEY_MM, MEASURES, themeProperties, type ColourRole } from './theme.ts';

/** Relative luminance and contrast as WCAG 2.2 defines them. */
function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return channel <= 0.040_45 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

function contrast(one: string, other: string): number {
  const [dark, bright] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (bright! + 0.05) / (dark! + 0.05);
}

describe.each(['normal', 'high'] as const)('colours of %s contrast', (name) => {
  const colours = COLOURS[name];

  it('set ink on paper at 12:1 or more', () => {
    expect(contrast(colours.ink, colours.paper)).toBeGreaterThanOrEqual(12);
  });

  it('set every other text at 4.5:1 or more on paper and surface', () => {
    for (const role of ['quiet', 'next', 'done', 'look', 'stop'] satisfies ColourRole[]) {
      expect(contrast(colours[role], colours.paper), role).toBeGreaterThanOrEqual(4.5);
      expect(contrast(colours[role], colours.surface), role).toBeGreaterThanOrEqual(4.5);
    }
    expect(contrast(colours['on-next'], colours.next)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(colours.look, colours['look-tint'])).toBeGreaterThanOrEqual(4.5);
    expect(contrast(colours.stop, colours['stop-tint'])).toBeGreaterThanOrEqual(4.5);
  });

  it('draw the edge of a key at 3:1 or more', () => {
    expect(contrast(colours.edge, colours.surface)).toBeGreaterThanOrEqual(3);
  });
});

describe('sizes', () => {
  /** The Han glyph fills about this part of its em square in Noto Sans SC. */
  const HAN = 0.9;

  it('show kiosk text at least 6 mm high, smallest text included', () => {
    expect(MEASURES.kiosk.caption * HAN).toBeGreaterThanOrEqual(6);
  });

  it('enlarge reading text by one and a half in elder mode and keep its keys above 22 mm', () => {
    expect(MEASURES['kiosk-elder'].body).toBeCloseTo(MEASURES.kiosk.body * ELDER_TEXT);
    expect(MEASURES['kiosk-elder'].caption).toBeCloseTo(MEASURES.kiosk.caption * ELDER_TEXT);
    expect(MEASURES['kiosk-elder'].key).toBeGreaterThanOrEqual(LEAST_KEY_MM.elder);
    expect(MEASURES.kiosk.key).toBeGreaterThanOrEqual(LEAST_KEY_MM.normal);
  });

  it('show window text at least 3.2 mm high in its body', () => {
    expect(MEASURES.window.body * HAN).toBeGreaterThanOrEqual(3.2);
  });

  it('are true millimetres at full screen of the named display', () => {
    const display = DISPLAYS['kiosk-32in-portrait'];
    expect(display.heightMm).toBeCloseTo(708.4, 1);
    const pxPerMm = pixelsPerMm(display, { width: 1080, height: 1920 });
    expect(pxPerMm).toBeCloseTo(2.71, 2);
    expect(themeProperties(MEASURES.kiosk, 'normal', pxPerMm).get('--key')).toBe(`${Number((22 * pxPerMm).toFixed(3))}px`);
  });

  it('follow the display that is asked for, else the one that fits the picture', () => {
    expect(displayFor('kiosk', { width: 1920, height: 1080 }, null).name).toBe('kiosk-32in-landscape');
    expect(displayFor('window', { width: 1366, height: 768 }, null).name).toBe('window-14in');
    expect(displayFor('board', { width: 1920, height: 1080 }, 'desk-24in').name).toBe('desk-24in');
    expect(displayFor('board', { width: 1920, height: 1080 }, 'nonsense').name).toBe('board-55in');
  });
});
