import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { TypedWay } from '#domain/identity/identify.ts';
import { Key } from '../../ui/key.tsx';
import { speak } from '../../ui/speech.ts';
import { ConsoleDrawing } from '../drawings/console-drawing.tsx';
import { Headline, Screen } from '../frame/screen.tsx';
import { ChosenBusiness } from '../screens/chosen-business.tsx';
import { Countdown } from '../screens/countdown.tsx';
import './card-step.css';
import type { Identify } from './identify-screen.tsx';
import { WayKeys } from './way-keys.tsx';

export interface CardStepProps {
  readonly session: Identify;
  readonly without: () => void;
  readonly pick: (way: TypedWay) => void;
}

/** The picture of this device, one sentence, and the other way of equal weight. */
export function CardStep({ session, without, pick }: CardStepProps) {
  const { t, i18n } = useTranslation();
  const { hint, ways, business } = session;
  const title = t(`card.${hint}.title`);
  const troubled = hint === 'wrong-card' || hint === 'lift-and-lay-again' || hint === 'card-left' || hint === 'reader-unavailable';
  useEffect(() => speak(title, i18n.language), [title, i18n.language]);
  return (
    <Screen
      look={
        <>
          <ChosenBusiness row={business} />
          <div className="card-words" aria-live="assertive">
            <Headline tone={troubled ? 'look' : 'plain'}>{title}</Headline>
            <p className="quiet">{t(`card.${hint}.detail`)}</p>
          </div>
          <ConsoleDrawing scene={hint} key={hint} />
        </>
      }
      touch={
        <>
          {hint === 'reader-unavailable' ? (
            <WayKeys ways={ways} pick={pick} />
          ) : (
            <>
              <p className="card-rule">{t(business.business.realName === 'required' ? 'identify.required' : 'identify.optional')}</p>
              {ways.length > 1 ? (
                <Key className="card-without" onPress={without}>
                  {t('identify.no-card')}
                </Key>
              ) : null}
            </>
          )}
          <Countdown />
        </>
      }
    />
  );
}
