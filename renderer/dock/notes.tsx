import { useTranslation } from 'react-i18next';
import type { DockView } from '#contracts/demonstration/dock-contract.ts';
import './notes.css';

/** For the engineer: where the data lies, the one line for a real device, and plainly what is simulated. */
export function Notes({ view }: { readonly view: DockView }) {
  const { t } = useTranslation();
  const { dataFolder, deviceLine, simulated } = view.notes;
  return (
    <section className="dock-box notes">
      <h2>{t('dock.notes.title')}</h2>
      <dl>
        <dt>{t('dock.notes.data')}</dt>
        <dd>
          <code>{dataFolder}</code>
        </dd>
        <dt>{t('dock.notes.device')}</dt>
        <dd>
          <code>{deviceLine}</code>
        </dd>
        <dt>{t('dock.notes.simulated')}</dt>
        <dd>{simulated.join('；')}</dd>
        <dt>{t('dock.notes.api')}</dt>
        <dd>
          <a href={view.pages.openApi}>{view.pages.openApi}</a>
        </dd>
      </dl>
    </section>
  );
}
