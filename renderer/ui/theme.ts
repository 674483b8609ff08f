/** The one place of colours and sizes. Everything else names roles; nothing else names a colour or a pixel. */

export type Contrast = 'normal' | 'high';

/** Colours by role. Text roles reach 12:1 (ink) and 4.5:1 (all others) on paper and on surface. */
export const COLOURS = {
  normal: {
    paper: '#F6F4EF',
    surface: '#FFFFFF',
    ink: '#16202A',
    quiet: '#51606E',
    line: '#D9D5CB',
    edge: '#7C8794',
    next: '#1B4F8F',
    'next-pressed': '#123A6C',
    'on-next': '#FFFFFF',
    'next-tint': '#E8EEF6',
    done: '#1D7A4D',
    look: '#9A5B00',
    'look-tint': '#FBF1DF',
    stop: '#B3261E',
    'stop-tint': '#FBEAE8',
    shade: '#16202A',
  },
  high: {
    paper: '#000000',
    surface: '#000000',
    ink: '#FFFFFF',
    quiet: '#E6E6E6',
    line: '#FFFFFF',
    edge: '#FFFFFF',
    next: '#FFD400',
    'next-pressed': '#FFE766',
    'on-next': '#000000',
    'next-tint': '#000000',
    done: '#7DE3AE',
    look: '#FFC46B',
    'look-tint': '#000000',
    stop: '#FF9C94',
    'stop-tint': '#000000',
    shade: '#000000',
  },
} as const satisfies Record<Contrast, Record<string, string>>;

export type ColourRole = keyof (typeof COLOURS)['normal'];

/** Sizes in millimetres on a kind of screen. Text sizes are em heights: the Han glyph is about 0.92 of it. */
export interface Measures {
  /** One step of space. */
  readonly step: number;
  readonly radius: number;
  readonly caption: number;
  readonly body: number;
  readonly headline: number;
  readonly number: number;
  /** Least height of a key. */
  readonly key: number;
}

/** Elder mode multiplies text by 1.5; its keys are at least 22 mm. */
export const ELDER_TEXT = 1.5;
export const LEAST_KEY_MM = { normal: 16, elder: 22 } as const;

export const MEASURES = {
  kiosk: { step: 4, radius: 3, caption: 8, body: 10.5, headline: 20, number: 84, key: 22 },
  'kiosk-elder': { step: 4, radius: 3, caption: 12, body: 15.75, headline: 27, number: 96, key: 27 },
  window: { step: 1.5, radius: 1.2, caption: 3.6, body: 4.4, headline: 7.5, number: 40, key: 13 },
  board: { step: 8, radius: 5, caption: 20, body: 30, headline: 44, number: 190, key: 20 },
  manage: { step: 1.6, radius: 1.2, caption: 3.5, body: 4.2, headline: 6.6, number: 12, key: 9 },
  desk: { step: 1.5, radius: 1.2, caption: 3, body: 3.6, headline: 5.5, number: 12, key: 8 },
} as const satisfies Record<string, Measures>;

export type MeasureName = keyof typeof MEASURES;

/** Every custom property of the page for this appearance; lengths are computed from millimetres. */
export function themeProperties(measures: Measures, contrast: Contrast, pxPerMm: number): ReadonlyMap<string, string> {
  const px = (mm: number): string => `${Number((mm * pxPerMm).toFixed(3))}px`;
  const properties = new Map<string, string>([['--mm', px(1)]]);
  for (const [name, mm] of Object.entries(measures)) properties.set(`--${name}`, px(mm as number));
  for (const [role, colour] of Object.entries(COLOURS[contrast])) properties.set(`--${role}`, colour);
  return properties;
}
