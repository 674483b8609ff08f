import { useTranslation } from 'react-i18next';
import { realClock } from '#kernel/real-clock.ts';
import { useNow } from '../../connection/use-now.ts';
import { secondsLeft } from '../../ui/times.ts';
import { useKiosk } from '../kiosk-context.tsx';
import './countdown.css';

/** A quiet line that says when this screen goes home. Not read aloud: it would never stop. */
export function Countdown() {
  const { t } = useTranslation();
  const { deadlineMs } = useKiosk();
  const nowMs = useNow(realClock, 250, deadlineMs !== null);
  return (
    <p className="countdown" aria-hidden="true">
      {deadlineMs === null ? '\u00A0' : t('identify.remaining', { seconds: secondsLeft(deadlineMs, nowMs) })}
    </p>
  );
}
