import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { KioskSession } from '#contracts/terminal/kiosk-contract.ts';
import { Key } from '../../ui/key.tsx';
import { speak } from '../../ui/speech.ts';
import { ConsoleDrawing } from '../drawings/console-drawing.tsx';
import { PrinterDrawing } from '../drawings/printer-drawing.tsx';
import { Headline, Screen } from '../frame/screen.tsx';
import { useKiosk } from '../kiosk-context.tsx';
import { ChosenBusiness } from './chosen-business.tsx';
import { Countdown } from './countdown.tsx';
import './message-screens.css';
import { TicketCard } from './ticket-card.tsx';

type Session<Kind extends KioskSession['kind']> = { readonly session: Extract<KioskSession, { kind: Kind }> };

/** Work that is usually over before anybody reads this; words, and a line that only appears when it takes long. */
export function WorkingScreen({ session }: Session<'working'>) {
  const { t } = useTranslation();
  return (
    <Screen
      wide="below"
      look={
        <>
          <ChosenBusiness row={session.business} />
          {session.label === null ? null : (
            <>
              <p className="quiet">{t('working.your-number')}</p>
              <p className="ticket-number">{session.label}</p>
            </>
          )}
          <Headline>{t(`working.${session.step}`)}</Headline>
          <p className="quiet" role="status">
            {t('working.detail')}
          </p>
          <div className="working-line" aria-hidden="true" />
        </>
      }
      touch={null}
    />
  );
}

export function ExistingScreen({ session }: Session<'existing'>) {
  const { t } = useTranslation();
  const { acts } = useKiosk();
  return (
    <Screen
      wide="below"
      look={
        <>
          <div className="pair">
            <div className="pair-words">
              <Headline>{t('existing.title')}</Headline>
              <p className="quiet">{t('existing.detail')}</p>
            </div>
            <TicketCard ticket={session.ticket} />
          </div>
        </>
      }
      touch={
        <>
          <div className="two-keys">
            <Key onPress={() => acts.reprint(session.ticket.ticketId)}>{t('existing.reprint')}</Key>
            <Key tone="next" onPress={acts.home}>
              {t('existing.keep')}
            </Key>
          </div>
          <Countdown />
        </>
      }
    />
  );
}

/** Taken. The number, where to wait, how long about; one other thing to do. */
export function ResultScreen({ session }: Session<'result'>) {
  const { t, i18n } = useTranslation();
  const { acts } = useKiosk();
  const title = t(session.reprint ? 'result.reprint' : session.paper === 'unconfirmed' ? 'result.unconfirmed' : 'result.title');
  useEffect(() => speak(title, i18n.language), [title, i18n.language]);
  return (
    <Screen
      wide="below"
      look={
        <>
          <div className="pair">
            <div className="pair-words">
              <Headline>{title}</Headline>
              <ConsoleDrawing scene="ticket-out" />
            </div>
            <TicketCard ticket={session.ticket} />
          </div>
        </>
      }
      touch={
        <>
          <Key className="wide-key" onPress={acts.takeAnother}>
            {t('result.another')}
          </Key>
          <Countdown />
        </>
      }
    />
  );
}

/** The printer went silent: only the person can see whether paper came out. */
export function AskPaperScreen({ session }: Session<'ask-paper'>) {
  const { t } = useTranslation();
  const { acts, landscape } = useKiosk();
  return (
    <Screen
      wide="below"
      look={
        <>
          <div className="pair">
            <div className="pair-words">
              <Headline>{t('ask-paper.title')}</Headline>
              <p className="quiet">{t('ask-paper.detail')}</p>
              <ConsoleDrawing scene="no-ticket" />
            </div>
            <TicketCard ticket={session.ticket} size={landscape ? 'huge' : 'row'} />
          </div>
        </>
      }
      touch={
        <div className="two-keys two-keys-tall">
          <Key onPress={() => acts.answerPaper(true)}>{t('ask-paper.yes')}</Key>
          <Key onPress={() => acts.answerPaper(false)}>{t('ask-paper.no')}</Key>
        </div>
      }
    />
  );
}

/** No paper for certain: the number stays until somebody says they have it. */
export function ShowNumberScreen({ session }: Session<'show-number'>) {
  const { t } = useTranslation();
  const { acts } = useKiosk();
  return (
    <Screen
      wide="below"
      look={
        <>
          <div className="pair">
            <div className="pair-words">
              <div className="fault">
                <PrinterDrawing fault={session.fault} />
                <p className="fault-sentence">{t(`paper.${session.fault}`)}</p>
              </div>
              <Headline>{t('show-number.title')}</Headline>
              <p className="quiet">{t('show-number.detail')}</p>
            </div>
            <TicketCard ticket={session.ticket} />
          </div>
        </>
      }
      touch={
        <div className="two-keys">
          {session.mayRetry ? <Key onPress={acts.tryPrintAgain}>{t('show-number.retry')}</Key> : null}
          <Key tone="next" onPress={acts.home}>
            {t('show-number.done')}
          </Key>
        </div>
      }
    />
  );
}

export function RefusedScreen({ session }: Session<'refused'>) {
  const { t } = useTranslation();
  const { acts, view } = useKiosk();
  const { issuing } = session.business.business;
  const from = issuing.kind === 'closed' ? issuing.from : '';
  return (
    <Screen
      wide="below"
      look={
        <>
          <ChosenBusiness row={session.business} />
          <Headline tone="look">{t(`refused.${session.reason}.title`)}</Headline>
          <p>{t(`refused.${session.reason}.detail`, { from, place: view.hall.helpPlace })}</p>
        </>
      }
      touch={
        <>
          <Key className="wide-key" tone="next" onPress={acts.home}>
            {t('refused.other')}
          </Key>
          <Countdown />
        </>
      }
    />
  );
}

export function HelpScreen({ session }: Session<'help'>) {
  const { t } = useTranslation();
  const { acts, view } = useKiosk();
  const place = view.hall.helpPlace;
  return (
    <Screen
      wide="below"
      look={
        <>
          <Headline tone={session.recorded ? 'plain' : 'look'}>{t(session.recorded ? 'help.title' : 'help.title-unheard')}</Headline>
          <p>{t(session.recorded ? 'help.detail' : 'help.detail-unheard', { place })}</p>
        </>
      }
      touch={
        <>
          <Key className="wide-key" tone="next" onPress={acts.home}>
            {t('help.back')}
          </Key>
          <Countdown />
        </>
      }
    />
  );
}
