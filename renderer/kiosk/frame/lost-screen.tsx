import { useTranslation } from 'react-i18next';
import './lost-screen.css';

export interface LostScreenProps {
  /** Age of what the screen last knew, seconds; null when it never knew anything. */
  readonly ageSeconds: number | null;
  readonly helpPlace: string | null;
}

/** The page lost its own service: it restarts by itself, the person is told where people are. */
export function LostScreen({ ageSeconds, helpPlace }: LostScreenProps) {
  const { t } = useTranslation();
  return (
    <main className="lost" role="alert">
      <h1 className="headline">{t('lost.title')}</h1>
      <p>{t('lost.detail')}</p>
      <p className="lost-staff">{helpPlace === null ? t('lost.staff-unknown') : t('lost.staff', { place: helpPlace })}</p>
      {ageSeconds === null ? null : <p className="lost-age">{t('lost.age', { seconds: ageSeconds })}</p>}
    </main>
  );
}
