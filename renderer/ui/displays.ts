/** A named display: its picture in CSS pixels at full screen and its true size, from which every size on a page follows. */
export interface Display {
  readonly name: string;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly widthMm: number;
  readonly heightMm: number;
}

const sixteenToNine = (name: string, inches: number, longPx: number, portrait = false): Display => {
  const diagonalMm = inches * 25.4;
  const longMm = (diagonalMm * 16) / Math.hypot(16, 9);
  const shortMm = (longMm * 9) / 16;
  const shortPx = Math.round((longPx * 9) / 16);
  return portrait
    ? { name, widthPx: shortPx, heightPx: longPx, widthMm: shortMm, heightMm: longMm }
    : { name, widthPx: longPx, heightPx: shortPx, widthMm: longMm, heightMm: shortMm };
};

/** Displays that stand in halls. An installer names another with `?display=`. */
export const DISPLAYS = {
  'kiosk-32in-portrait': sixteenToNine('kiosk-32in-portrait', 32, 1920, true),
  'kiosk-32in-landscape': sixteenToNine('kiosk-32in-landscape', 32, 1920),
  'window-22in': sixteenToNine('window-22in', 22, 1920),
  'window-14in': sixteenToNine('window-14in', 14, 1366),
  'board-55in': sixteenToNine('board-55in', 55, 1920),
  'desk-24in': sixteenToNine('desk-24in', 24, 1920),
} as const satisfies Record<string, Display>;

export type DisplayName = keyof typeof DISPLAYS;
export type PageName = 'kiosk' | 'window' | 'board' | 'dock' | 'hall';

export interface Viewport {
  readonly width: number;
  readonly height: number;
}

/** The display a page stands on: the one asked for, else the usual one for this page and picture. */
export function displayFor(page: PageName, viewport: Viewport, asked: string | null): Display {
  if (asked !== null && Object.hasOwn(DISPLAYS, asked)) return DISPLAYS[asked as DisplayName];
  switch (page) {
    case 'kiosk':
      return DISPLAYS[viewport.width > viewport.height ? 'kiosk-32in-landscape' : 'kiosk-32in-portrait'];
    case 'window':
      return DISPLAYS[viewport.width < 1600 ? 'window-14in' : 'window-22in'];
    case 'board':
      return DISPLAYS['board-55in'];
    case 'dock':
    case 'hall':
      return DISPLAYS['desk-24in'];
  }
}

/**
 * CSS pixels for one millimetre. At full screen on the named display this is its true size; in a smaller picture (a
 * developer's window, the hall panorama) the page stays a true-to-scale image of that display.
 */
export function pixelsPerMm(display: Display, viewport: Viewport): number {
  return Math.min(viewport.width / display.widthMm, viewport.height / display.heightMm);
}
