import { useTranslation } from 'react-i18next';
import type { KioskTicket } from '#contracts/terminal/kiosk-contract.ts';
import { businessName } from '../../ui/names.ts';
import { clockTime } from '../../ui/times.ts';
import { rangeOf } from '../businesses/business-key.tsx';
import { useKiosk } from '../kiosk-context.tsx';
import './ticket-card.css';

/** A ticket as the citizen needs it: the number, where to wait, how many are ahead. Never a name or a document number. */
export function TicketCard({ ticket, size = 'huge' }: { readonly ticket: KioskTicket; readonly size?: 'huge' | 'row' }) {
  const { t, i18n } = useTranslation();
  const { view } = useKiosk();
  const { place, ahead, estimate } = ticket;
  return (
    <article className="ticket" data-size={size}>
      <p className="ticket-business">{businessName({ name: ticket.businessName, nameEn: ticket.businessNameEn }, i18n.language)}</p>
      <p className="ticket-number">
        <span className="only-read-aloud">{t('ticket.number')}</span>
        {ticket.label}
      </p>
      <div className="ticket-facts">
        <p className="ticket-place">{t('ticket.wait', place)}</p>
        {ticket.offline ? (
          <p className="ticket-offline">
            <span className="ticket-mark">{t('ticket.offline')}</span>
            {t('ticket.offline-rule')}
          </p>
        ) : null}
        {ahead === null ? null : (
          <p>
            <span className="ticket-ahead">{ahead === 0 ? t('ticket.next') : t('ticket.ahead', { count: ahead })}</span>
            {ahead === 0 || estimate === null ? null : (
              <span className="ticket-estimate">
                {t(...rangeOf('ticket', estimate))} <span className="ticket-reference">{t('ticket.reference')}</span>
              </span>
            )}
          </p>
        )}
        {size === 'row' ? <p className="ticket-taken">{t('ticket.taken', { time: clockTime(ticket.takenAtMs, view.time.timeZone) })}</p> : null}
        {size === 'huge' && ticket.bring !== '' ? <p className="ticket-bring">{t('ticket.bring', { bring: ticket.bring })}</p> : null}
      </div>
    </article>
  );
}
