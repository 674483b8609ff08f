import { useTranslation } from 'react-i18next';
import type { DockView } from '#contracts/demonstration/dock-contract.ts';
import { clockTime } from '../ui/times.ts';
import './tickets.css';

/** The demonstration hall stands in China, wherever it is shown. */
const DEMONSTRATION_ZONE = 'Asia/Shanghai';

/** Tickets as the paper they are, newest first, each sliding out of the slot once. */
export function Tickets({ view }: { readonly view: DockView }) {
  const { t } = useTranslation();
  return (
    <section className="dock-box tickets">
      <h2>{t('dock.tickets')}</h2>
      <div className="tickets-slot" aria-hidden="true" />
      {view.printed.length === 0 ? <p className="quiet caption">{t('dock.tickets-none')}</p> : null}
      <ul className="tickets-out" aria-live="polite">
        {view.printed.map(({ id, picture, lines, atMs }) => (
          <li key={id}>
            <img className="tickets-paper" src={picture} alt={lines.join('，')} />
            <p className="quiet caption">{t('dock.ticket-at', { time: clockTime(atMs, DEMONSTRATION_ZONE) })}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}
