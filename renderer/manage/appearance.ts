import { MEASURES, themeProperties } from '../ui/theme.ts';

/** CSS's own millimetre: the page stands in an ordinary browser, whose zoom must work. */
const PX_PER_MM = 96 / 25.4;

/** Puts the theme on the document; more contrast when the person's system asks for it. Returns how to stop. */
export function applyManageAppearance(): () => void {
  const root = document.documentElement;
  const more = globalThis.matchMedia('(prefers-contrast: more)');
  const apply = (): void => {
    const contrast = more.matches ? 'high' : 'normal';
    for (const [name, value] of themeProperties(MEASURES.manage, contrast, PX_PER_MM)) root.style.setProperty(name, value);
    root.dataset['contrast'] = contrast;
  };
  apply();
  more.addEventListener('change', apply);
  return () => more.removeEventListener('change', apply);
}
