import type { Business } from '#domain/hall/business.ts';
import type { Hall } from '#domain/hall/business.ts';

/** Names of the hall's things in the language on the screen; what has no English name keeps its Chinese one. */
const english = (language: string): boolean => language.startsWith('en');

export const businessName = (business: Pick<Business, 'name' | 'nameEn'>, language: string): string =>
  english(language) ? business.nameEn : business.name;

export const groupName = (business: Pick<Business, 'group' | 'groupEn'>, language: string): string =>
  english(language) ? business.groupEn : business.group;

export const hallName = (hall: Pick<Hall, 'name' | 'nameEn'>, language: string): string => (english(language) ? hall.nameEn : hall.name);
