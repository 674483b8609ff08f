import type { Contrast, MeasureName } from '../ui/theme.ts';

/** How this person likes the screen; back to the usual after they left. */
export interface Preferences {
  readonly elder: boolean;
  readonly contrast: Contrast;
  /** Everything touchable in the lower part of a tall screen. */
  readonly reachDown: boolean;
}

export const USUAL: Preferences = { elder: false, contrast: 'normal', reachDown: false };

/** The start screen untouched for this long belongs to the next person: usual look, Chinese, first page. */
export const FRESH_AFTER_MS = 45_000;

export const measuresOf = ({ elder }: Preferences): MeasureName => (elder ? 'kiosk-elder' : 'kiosk');

/** From the address, for installers and pictures: `?elder&contrast=high&reach`. */
export function askedPreferences(search: string): Preferences {
  const asked = new URLSearchParams(search);
  return { elder: asked.has('elder'), contrast: asked.get('contrast') === 'high' ? 'high' : 'normal', reachDown: asked.has('reach') };
}
