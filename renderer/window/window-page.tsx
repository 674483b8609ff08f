import { useEffect, useEffectEvent, useLayoutEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { realClock } from '#kernel/real-clock.ts';
import { useNow } from '../connection/use-now.ts';
import { useView } from '../connection/use-view.ts';
import { applyAppearance } from '../ui/appearance.ts';
import { CallKeys } from './call-keys.tsx';
import { Current } from './current.tsx';
import { HelpCalls } from './help-calls.tsx';
import { StaffNotes } from './staff-notes.tsx';
import { StatusLine } from './status-line.tsx';
import { Waiting } from './waiting.tsx';
import { command, COMMANDS, isPossible, KEYS, type Command, type Outcome, type WindowSource } from './window-acts.ts';
import { WindowHead } from './window-head.tsx';
import './window-page.css';

/** The clerk's page: who is served on top, the call keys in one fixed row, who waits beside. Nothing ever pops up over it. */
export function WindowPage({ source }: { readonly source: WindowSource }) {
  const { t } = useTranslation();
  const { view, receivedAtMs, stream, lostAtMs } = useView(source);
  const nowMs = useNow(realClock);
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  useLayoutEffect(() => applyAppearance({ page: 'window', measures: 'window', contrast: 'normal' }), []);
  const press = (what: Command): void => {
    if (view === null || !isPossible(what, view)) return;
    void command(source, what, view).then(setOutcome);
  };
  useFunctionKeys(press);
  if (view === null) return <p className="window-loading">{t('window.loading')}</p>;
  const hallNowMs = view.time.nowMs + Math.max(0, nowMs - receivedAtMs);
  return (
    <div className="window">
      <WindowHead view={view} nowMs={hallNowMs} />
      <main className="window-main">
        <Current view={view} nowMs={hallNowMs} />
        <CallKeys view={view} press={press} />
        <StatusLine outcome={outcome} lostSeconds={stream === 'live' || lostAtMs === null ? null : Math.round((nowMs - lostAtMs) / 1000)} />
      </main>
      <aside className="window-side">
        <Waiting view={view} />
        <HelpCalls view={view} answer={(id) => void source.act((client) => client.answerHelp({ id }))} />
        <StaffNotes view={view} confirm={(id) => void source.act((client) => client.confirmNotice({ id }))} />
      </aside>
    </div>
  );
}

/** Function keys work wherever the focus is; the browser's own meaning of them is taken away on this page. */
function useFunctionKeys(press: (what: Command) => void): void {
  const newest = useEffectEvent(press);
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      const what = COMMANDS.find((candidate) => KEYS[candidate] === event.key);
      if (what === undefined || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      if (!event.repeat) newest(what);
    };
    globalThis.addEventListener('keydown', listen);
    return () => globalThis.removeEventListener('keydown', listen);
  }, []);
}
