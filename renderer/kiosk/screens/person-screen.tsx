import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { KioskSession } from '#contracts/terminal/kiosk-contract.ts';
import { Key } from '../../ui/key.tsx';
import { BusinessPicker } from '../businesses/business-picker.tsx';
import { SearchPanel } from '../businesses/search-panel.tsx';
import { Headline, Screen } from '../frame/screen.tsx';
import { useBack, useKiosk } from '../kiosk-context.tsx';
import { Countdown } from './countdown.tsx';
import './person-screen.css';
import { TicketCard } from './ticket-card.tsx';

type Person = Extract<KioskSession, { kind: 'person' }>;

/** A card laid on the start screen: this person's live tickets. */
export function PersonScreen({ session }: { readonly session: Person }) {
  const { t } = useTranslation();
  const { acts, landscape } = useKiosk();
  const [panel, setPanel] = useState<'tickets' | 'choose' | 'search'>(session.tickets.length === 0 ? 'choose' : 'tickets');
  useBack(() => setPanel('tickets'), panel === 'choose' && session.tickets.length > 0);
  if (panel === 'search') return <SearchPanel close={() => setPanel('choose')} />;
  const greeting = <Headline>{t('person.title', { person: session.personMask })}</Headline>;
  if (panel === 'choose') {
    return (
      <BusinessPicker
        search={() => setPanel('search')}
        look={
          <>
            {greeting}
            <p className="quiet">{session.tickets.length === 0 ? t('person.none') : t('home.title')}</p>
          </>
        }
      />
    );
  }
  return (
    <Screen
      fill={landscape ? 'touch' : 'look'}
      look={
        <>
          {greeting}
          <p className="quiet">{t('person.tickets')}</p>
        </>
      }
      touch={
        <>
          <ul className="person-tickets" aria-label={t('person.tickets')}>
            {session.tickets.map((ticket) => (
              <li key={ticket.ticketId}>
                <TicketCard ticket={ticket} size="row" />
                <Key onPress={() => acts.reprint(ticket.ticketId)}>{t('person.reprint')}</Key>
              </li>
            ))}
          </ul>
          <div className="two-keys">
            <Key onPress={() => setPanel('choose')}>{t('person.another')}</Key>
            <Key tone="next" onPress={acts.home}>
              {t('person.home')}
            </Key>
          </div>
          <Countdown />
        </>
      }
    />
  );
}
