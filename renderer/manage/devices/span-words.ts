import type { TFunction } from 'i18next';

/** 「4 秒」「12 分钟」「3 小时」「2 天」: as exact as a person needs. Negative spans count by their size. */
export function spanWords(t: TFunction<'screens'>, ms: number): string {
  const seconds = Math.round(Math.abs(ms) / 1000);
  if (seconds < 90) return t('manage.devices.seconds', { count: seconds });
  if (seconds < 90 * 60) return t('manage.devices.minutes', { count: Math.round(seconds / 60) });
  if (seconds < 36 * 3600) return t('manage.devices.hours', { count: Math.round(seconds / 3600) });
  return t('manage.devices.days', { count: Math.round(seconds / 86_400) });
}
