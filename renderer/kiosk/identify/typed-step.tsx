import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { normaliseIdentity, type TypedWay } from '#domain/identity/identify.ts';
import type { InputFault } from '#contracts/terminal/kiosk-contract.ts';
import { Key } from '../../ui/key.tsx';
import { Screen } from '../frame/screen.tsx';
import { Keyboard } from '../keyboard/keyboard.tsx';
import { TypedField } from '../keyboard/typed-field.tsx';
import { useKiosk } from '../kiosk-context.tsx';
import { ChosenBusiness } from '../screens/chosen-business.tsx';
import { Countdown } from '../screens/countdown.tsx';
import type { Identify } from './identify-screen.tsx';
import './typed-step.css';

/** How each number is grouped on its document, and the most characters it may have. */
const FORMS = {
  'id-number': { groups: [6, 8, 4], most: 18 },
  phone: { groups: [3, 4, 4], most: 11 },
  passport: { groups: [], most: 15 },
  'credit-code': { groups: [2, 6, 8, 2], most: 18 },
} as const satisfies Record<TypedWay, { readonly groups: readonly number[]; readonly most: number }>;

/**
 * A number typed by hand. It is checked here first, so that one wrong digit can be put right; the moment it is sent it is
 * forgotten, whatever the answer.
 */
export function TypedStep({ session, way }: { readonly session: Identify; readonly way: TypedWay }) {
  const { t } = useTranslation();
  const { acts } = useKiosk();
  const [value, setValue] = useState('');
  const [found, setFound] = useState<InputFault | null>(session.fault?.way === way ? session.fault.fault : null);
  const { groups, most } = FORMS[way];
  const change = (next: string): void => {
    setValue([...next.toUpperCase()].slice(0, most).join(''));
    setFound(null);
  };
  const submit = (): void => {
    // The calendar belongs to the service: a birth date in the future is its finding.
    const checked = normaliseIdentity(way, value, null);
    if (!checked.ok) {
      setFound(checked.error);
      return;
    }
    setValue('');
    acts.identify(way, value);
  };
  return (
    <Screen
      look={
        <>
          <ChosenBusiness row={session.business} />
          <TypedField
            label={t(`identify.ask.${way}`)}
            value={value}
            change={change}
            submit={submit}
            groups={groups}
            fault={found === null ? undefined : t(`input.${found}`)}
          />
          <p className="typed-privacy">{t('identify.privacy')}</p>
        </>
      }
      touch={
        <>
          <Keyboard rows={way} type={(character) => change(value + character)} erase={() => change([...value].slice(0, -1).join(''))} />
          <div className="typed-acts">
            <Key isDisabled={value === ''} onPress={() => change('')}>
              {t('identify.clear')}
            </Key>
            <Key tone="next" onPress={submit}>
              {t('identify.confirm')}
            </Key>
          </div>
          <Countdown />
        </>
      }
    />
  );
}
