import { useTranslation } from 'react-i18next';
import type { WindowView } from '#contracts/terminal/window-contract.ts';
import { Key } from '../ui/key.tsx';
import { clockTime } from '../ui/times.ts';
import './help-calls.css';

/** Somebody at a kiosk pressed 找工作人员. */
export function HelpCalls({ view, answer }: { readonly view: WindowView; readonly answer: (id: string) => void }) {
  const { t } = useTranslation();
  return (
    <section className="helps" aria-live="polite">
      <h2>{t('window.help')}</h2>
      {view.help.length === 0 ? <p className="quiet caption">{t('window.help-none')}</p> : null}
      <ul>
        {view.help.map(({ id, terminalName, atMs }) => (
          <li key={id}>
            <p>{t('window.help-item', { terminal: terminalName, time: clockTime(atMs, view.time.timeZone) })}</p>
            <Key onPress={() => answer(id)}>{t('window.answer')}</Key>
          </li>
        ))}
      </ul>
    </section>
  );
}
