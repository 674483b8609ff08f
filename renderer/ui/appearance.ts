import { displayFor, pixelsPerMm, type PageName } from './displays.ts';
import { MEASURES, themeProperties, type Contrast, type MeasureName } from './theme.ts';

export interface Appearance {
  readonly page: PageName;
  readonly measures: MeasureName;
  readonly contrast: Contrast;
}

/** Puts the theme on the document and keeps it right when the picture changes size. Returns how to stop. */
export function applyAppearance(appearance: Appearance): () => void {
  const root = document.documentElement;
  const apply = (): void => {
    const viewport = { width: globalThis.innerWidth, height: globalThis.innerHeight };
    const asked = new URLSearchParams(globalThis.location.search).get('display');
    const display = displayFor(appearance.page, viewport, asked);
    const properties = themeProperties(MEASURES[appearance.measures], appearance.contrast, pixelsPerMm(display, viewport));
    for (const [name, value] of properties) root.style.setProperty(name, value);
    root.dataset['contrast'] = appearance.contrast;
    root.dataset['orientation'] = display.widthMm > display.heightMm ? 'landscape' : 'portrait';
  };
  apply();
  globalThis.addEventListener('resize', apply);
  return () => globalThis.removeEventListener('resize', apply);
}
