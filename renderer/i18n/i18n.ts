import { createInstance, type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Catalogue, Language } from './catalogue.ts';
import { en } from './en.ts';
import { keepTogether } from './keep-together.ts';
import { zhCN } from './zh-cn.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    readonly defaultNS: 'screens';
    readonly resources: { readonly screens: Catalogue };
  }
}

/** All sentences of the page, Chinese first; every one passes `keepTogether`. */
export async function createI18n(language: Language): Promise<i18n> {
  const instance = createInstance();
  instance.use(initReactI18next).use({ type: 'postProcessor', name: 'keep-together', process: keepTogether });
  await instance.init({
    lng: language,
    fallbackLng: 'zh-CN',
    defaultNS: 'screens',
    ns: ['screens'],
    resources: { 'zh-CN': { screens: zhCN }, en: { screens: en } },
    postProcess: ['keep-together'],
    // React escapes; escaping twice would show entities.
    interpolation: { escapeValue: false },
  });
  return instance;
}
