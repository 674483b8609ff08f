import { useTranslation } from 'react-i18next';
import type { WindowView } from '#contracts/terminal/window-contract.ts';
import { clockTime, spanText } from '../ui/times.ts';
import './current.css';

/** The number at this window and how long it has been here. */
export function Current({ view, nowMs }: { readonly view: WindowView; readonly nowMs: number }) {
  const { t } = useTranslation();
  const { current, time } = view;
  if (current === null) {
    return (
      <section className="current current-none" aria-live="polite">
        <p className="current-nobody">{t('window.nobody')}</p>
        {view.window.state === 'open' ? <p className="quiet">{t('window.nobody-hint')}</p> : null}
      </section>
    );
  }
  const { ticket, label, businessName, sinceMs } = current;
  const called = ticket.state === 'called';
  return (
    <section className="current" aria-live="polite">
      <p className="current-state">{called ? t('window.called') : t('window.current')}</p>
      <p className="current-number">{label}</p>
      <p className="current-business">{businessName}</p>
      <dl className="current-facts">
        <div>
          <dt>{t('window.since')}</dt>
          <dd className="current-span" aria-live="off">
            {spanText(nowMs - sinceMs)}
          </dd>
        </div>
        <div>
          <dd>{t('window.taken', { time: clockTime(ticket.waitingSinceMs, time.timeZone) })}</dd>
        </div>
        {ticket.calls > 1 ? (
          <div>
            <dd>{t('window.calls', { count: ticket.calls })}</dd>
          </div>
        ) : null}
        {ticket.offline ? (
          <div>
            <dd className="current-offline">{t('window.offline')}</dd>
          </div>
        ) : null}
      </dl>
    </section>
  );
}
