import { useTranslation } from 'react-i18next';
import type { DockView } from '#contracts/demonstration/dock-contract.ts';
import { Icon } from '../ui/icons.tsx';
import { Key } from '../ui/key.tsx';
import type { Move } from './dock-acts.ts';
import './cards.css';

/** Cards to lay on the reader and to take off again. */
export function Cards({ view, move }: { readonly view: DockView; readonly move: Move }) {
  const { t } = useTranslation();
  return (
    <section className="dock-box">
      <h2>{t('dock.cards')}</h2>
      <ul className="cards">
        {view.cards.map(({ id, title, note }, index) => {
          const lies = view.cardOnReader === id;
          return (
            <li className="card" data-lies={lies} key={id}>
              <Icon name="card" />
              <span className="card-what">
                <strong>{title}</strong>
                <span className="quiet">{lies ? t('dock.on-reader') : note}</span>
              </span>
              <Key
                tone={index === 0 && view.cardOnReader === null ? 'next' : 'plain'}
                label={`${t(lies ? 'dock.lift' : 'dock.lay')} ${title}`}
                onPress={() => move((client) => (lies ? client.liftCard() : client.layCard({ cardId: id })))}
              >
                {t(lies ? 'dock.lift' : 'dock.lay')}
              </Key>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
