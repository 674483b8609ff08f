import { useTranslation } from 'react-i18next';
import type { TypedWay } from '#domain/identity/identify.ts';
import { Icon } from '../../ui/icons.tsx';
import { Key } from '../../ui/key.tsx';
import { useKiosk } from '../kiosk-context.tsx';
import type { Identify } from './identify-screen.tsx';
import './way-keys.css';

/** Every way but the card, one key each, in the order the business allows them. */
export function WayKeys({ ways, pick }: { readonly ways: Identify['ways']; readonly pick: (way: TypedWay) => void }) {
  const { t } = useTranslation();
  const { acts } = useKiosk();
  return (
    <ul className="ways" aria-label={t('identify.other-ways')}>
      {ways.map((way) =>
        way === 'id-card' ? null : (
          <li key={way}>
            <Key className="way" onPress={() => (way === 'none' ? acts.takeWithoutName() : pick(way))}>
              {t(`identify.way.${way}`)}
              <Icon name="next" />
            </Key>
          </li>
        ),
      )}
    </ul>
  );
}
