import '@fontsource-variable/noto-sans-sc';
import { StrictMode, type ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import { I18nextProvider } from 'react-i18next';
import { I18nProvider } from 'react-aria-components/I18nProvider';
import { realClock } from '#kernel/real-clock.ts';
import { LANGUAGES, type Language } from '../i18n/catalogue.ts';
import { createI18n } from '../i18n/i18n.ts';
import './base.css';
import { TapGuardProvider } from './tap-guard-context.tsx';

/** The language asked for in the address, else Chinese. */
export function askedLanguage(search = globalThis.location.search): Language {
  const asked = new URLSearchParams(search).get('language');
  return LANGUAGES.find((language) => language === asked) ?? 'zh-CN';
}

/** Draws a page into `#page` with its sentences, behaviour locale and tap guard. */
export async function startPage(content: ReactNode): Promise<void> {
  const i18n = await createI18n(askedLanguage());
  const follow = (language: string): void => {
    document.documentElement.lang = language;
  };
  follow(i18n.language);
  i18n.on('languageChanged', follow);
  createRoot(document.querySelector('#page')!).render(
    <StrictMode>
      <I18nextProvider i18n={i18n}>
        <I18nProvider locale={i18n.language}>
          <TapGuardProvider clock={realClock}>{content}</TapGuardProvider>
        </I18nProvider>
      </I18nextProvider>
    </StrictMode>,
  );
}
