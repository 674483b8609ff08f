import { useTranslation } from 'react-i18next';
import type { TypedWay } from '#domain/identity/identify.ts';
import { Icon } from '../../ui/icons.tsx';
import { Key } from '../../ui/key.tsx';
import { Headline, Screen } from '../frame/screen.tsx';
import { ChosenBusiness } from '../screens/chosen-business.tsx';
import { Countdown } from '../screens/countdown.tsx';
import type { Identify } from './identify-screen.tsx';
import { WayKeys } from './way-keys.tsx';

export interface WaysStepProps {
  readonly session: Identify;
  readonly pick: (way: TypedWay) => void;
  readonly useCard: () => void;
}

export function WaysStep({ session, pick, useCard }: WaysStepProps) {
  const { t } = useTranslation();
  return (
    <Screen
      look={
        <>
          <ChosenBusiness row={session.business} />
          <Headline>{t('identify.ways-title')}</Headline>
          <p className="quiet">{t('identify.privacy')}</p>
        </>
      }
      touch={
        <>
          <WayKeys ways={session.ways} pick={pick} />
          {session.hint === 'reader-unavailable' ? null : (
            <Key onPress={useCard}>
              <Icon name="card" />
              {t('identify.back-to-card')}
            </Key>
          )}
          <Countdown />
        </>
      }
    />
  );
}
