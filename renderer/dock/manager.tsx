import { useTranslation } from 'react-i18next';
import type { DockView } from '#contracts/demonstration/dock-contract.ts';
import { Key } from '../ui/key.tsx';
import type { Move } from './dock-acts.ts';
import './manager.css';

/** The way to the manager's page, and something for it to show. */
export function Manager({ view, move }: { readonly view: DockView; readonly move: Move }) {
  const { t } = useTranslation();
  return (
    <section className="dock-box dock-manager">
      <h2>{t('dock.manager.title')}</h2>
      <p className="dock-manager-keys">
        <a className="dock-manager-link" href={view.pages.manage} target="_blank" rel="noopener noreferrer">
          {t('dock.manager.open')}
        </a>
        <Key onPress={() => move((client) => client.sendNewerRecord())}>{t('dock.manager.send')}</Key>
      </p>
      <p className="quiet caption">{t('dock.manager.note')}</p>
    </section>
  );
}
