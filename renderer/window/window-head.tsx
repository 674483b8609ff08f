import { useTranslation } from 'react-i18next';
import type { WindowView } from '#contracts/terminal/window-contract.ts';
import { hallName } from '../ui/names.ts';
import { clockTime } from '../ui/times.ts';
import { Upload } from '../ui/upload.tsx';
import './window-head.css';

/** Which window this is, its state in words, and how the hall server stands. */
export function WindowHead({ view, nowMs }: { readonly view: WindowView; readonly nowMs: number }) {
  const { t, i18n } = useTranslation();
  const { hall, link, time, window } = view;
  const asOf = link.asOfMs === null ? '—' : clockTime(link.asOfMs, time.timeZone);
  return (
    <header className="window-head">
      <h1 className={view.windows.length > 1 ? 'only-read-aloud' : ''}>{t('window.title', { label: window.label })}</h1>
      {view.windows.length > 1 ? (
        <select className="window-choice" aria-label={t('window.choose')} value={window.id} onChange={(event) => becomeWindow(event.target.value)}>
          {view.windows.map(({ id, label }) => (
            <option key={id} value={id}>
              {t('window.title', { label })}
            </option>
          ))}
        </select>
      ) : null}
      <p className="window-state" data-state={window.state}>
        {t(`window.state.${window.state}`)}
      </p>
      <p className="quiet">{hallName(hall, i18n.language)}</p>
      <div className="window-news">
      <p className="window-link" data-state={link.state} role="status">
        {t(`window.link.${link.state}`, { time: asOf })}
      </p>
      <Upload link={link} bar />
      </div>
      <time className="window-time">{clockTime(nowMs, time.timeZone)}</time>
    </header>
  );
}

/** The page of another window is another address, so that it is still that window after a restart. */
function becomeWindow(windowId: string): void {
  const address = new URL(globalThis.location.href);
  address.searchParams.set('window', windowId);
  globalThis.location.assign(address);
}
